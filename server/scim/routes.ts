/** /scim/v2: SCIM 2.0 over HTTP (RFC 7644 section 3). Described by itself (/Schemas), and in the OpenAPI document by described.ts. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Caller } from '../kernel/caller.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Http } from '../platform/http/http.ts';
import { ifMatch } from '../platform/http/if-match.ts';
import type { Answered, AnsweredList, Asked } from './asked.ts';
import { describeScim } from './described.ts';
import { resourceTypesOf, schemasOf, serviceProviderConfig } from './discovery.ts';
import { isAsked, type Projection, project, readProjection } from './projection.ts';
import { errorSchema, mediaType } from './refusal.ts';
import type { Scim } from './scim.ts';

const prefix = '/scim/v2';
const listSchema = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
/** Bytes of a team with as many members as one request may name. */
const groupBodyLimitBytes = 1024 * 1024;

const Text = Type.Optional(Type.String({ maxLength: 4_096 }));
// What else is in the query is passed over: Entra appends flags of its own.
const Projected = Type.Object({ attributes: Text, excludedAttributes: Text });
const Listed = Type.Object({
  attributes: Text,
  excludedAttributes: Text,
  filter: Text,
  sortBy: Text,
  sortOrder: Text,
  startIndex: Text,
  count: Text,
  cursor: Text,
});
const ById = Type.Object({ id: Type.String({ maxLength: 200 }) });
const Any = Type.Object({});

/** A program with a key of this organisation; people have the console. @throws Refusal not_signed_in, not_found (operators' host) */
function askedBy(request: FastifyRequest): Asked {
  const { tenant } = request;
  if (tenant.kind !== 'organization') throw refuse('not_found');
  const caller: Caller | null = request.caller;
  if (caller?.kind !== 'api_key') throw refuse('not_signed_in');
  return { tenant, caller, base: `${tenant.origin}${prefix}` };
}

function send(reply: FastifyReply, status: number, body: object): FastifyReply {
  return reply.code(status).type(mediaType).send(JSON.stringify(body));
}

function sendOne(
  request: FastifyRequest,
  reply: FastifyReply,
  { resource, version }: Answered,
  projection: Projection,
  status = 200,
): FastifyReply {
  reply.header('etag', version);
  if (status === 200 && request.method !== 'PUT' && request.headers['if-none-match'] === version)
    return reply.code(304).send();
  const { location } = resource.meta;
  reply.header(status === 201 ? 'location' : 'content-location', location);
  return send(reply, status, project(resource, projection));
}

function sendList(reply: FastifyReply, list: AnsweredList, projection: Projection): FastifyReply {
  const { resources, total, startIndex, nextCursor } = list;
  return send(reply, 200, {
    schemas: [listSchema],
    totalResults: total,
    itemsPerPage: resources.length,
    ...(startIndex === null ? {} : { startIndex }),
    ...(nextCursor === null ? {} : { nextCursor }),
    Resources: resources.map((one) => project(one, projection)),
  });
}

function versionOf(header: string | undefined): string | null {
  if (header === undefined || header.trim() === '*') return null;
  const [, version] = /^(?:W\/)?"([\w.]{1,40})"$/.exec(header.trim()) ?? [];
  if (version === undefined) throw refuse('precondition_failed');
  return version;
}

function userRoutes(http: Http, scim: Scim): void {
  const path = '/Users';
  http.get(path, { schema: { querystring: Listed } }, async (request, reply) => {
    const projection = readProjection(request.query);
    return sendList(reply, await scim.list(askedBy(request), request.query), projection);
  });
  http.post(path, { schema: { querystring: Projected } }, async (request, reply) => {
    const projection = readProjection(request.query);
    return sendOne(request, reply, await scim.create(askedBy(request), request.body), projection, 201);
  });
  const one = { schema: { params: ById, querystring: Projected } };
  http.get(`${path}/:id`, one, async (request, reply) => {
    const projection = readProjection(request.query);
    return sendOne(request, reply, await scim.get(askedBy(request), request.params.id), projection);
  });
  http.put(`${path}/:id`, one, async (request, reply) => {
    const projection = readProjection(request.query);
    const revision = ifMatch(request.headers['if-match']);
    const answer = await scim.replace(askedBy(request), request.params.id, request.body, revision);
    return sendOne(request, reply, answer, projection);
  });
  http.patch(`${path}/:id`, one, async (request, reply) => {
    const projection = readProjection(request.query);
    const revision = ifMatch(request.headers['if-match']);
    const answer = await scim.patch(askedBy(request), request.params.id, request.body, revision);
    return sendOne(request, reply, answer, projection);
  });
  http.delete(`${path}/:id`, one, async (request, reply) => {
    await scim.remove(askedBy(request), request.params.id, ifMatch(request.headers['if-match']));
    return reply.code(204).send();
  });
}

function groupRoutes(http: Http, { groups }: Scim): void {
  const path = '/Groups';
  const bodyLimit = groupBodyLimitBytes;
  http.get(path, { schema: { querystring: Listed } }, async (request, reply) => {
    const projection = readProjection(request.query);
    const list = await groups.list(askedBy(request), request.query, isAsked(projection, 'members'));
    return sendList(reply, list, projection);
  });
  http.post(path, { bodyLimit, schema: { querystring: Projected } }, async (request, reply) => {
    const projection = readProjection(request.query);
    return sendOne(request, reply, await groups.create(askedBy(request), request.body), projection, 201);
  });
  const one = { bodyLimit, schema: { params: ById, querystring: Projected } };
  http.get(`${path}/:id`, one, async (request, reply) => {
    const projection = readProjection(request.query);
    const answer = await groups.get(askedBy(request), request.params.id, isAsked(projection, 'members'));
    return sendOne(request, reply, answer, projection);
  });
  http.put(`${path}/:id`, one, async (request, reply) => {
    const projection = readProjection(request.query);
    const version = versionOf(request.headers['if-match']);
    const answer = await groups.replace(askedBy(request), request.params.id, request.body, version);
    return sendOne(request, reply, answer, projection);
  });
  http.patch(`${path}/:id`, one, async (request, reply) => {
    const projection = readProjection(request.query);
    const version = versionOf(request.headers['if-match']);
    const answer = await groups.patch(askedBy(request), request.params.id, request.body, version);
    return sendOne(request, reply, answer, projection);
  });
  http.delete(`${path}/:id`, one, async (request, reply) => {
    await groups.remove(askedBy(request), request.params.id, versionOf(request.headers['if-match']));
    return reply.code(204).send();
  });
}

/** What the server says of itself; filters are refused there (RFC 7644 section 4). */
function discoveryRoutes(http: Http): void {
  const schema = { querystring: Any };
  http.get('/ServiceProviderConfig', { schema }, (request, reply) =>
    send(reply, 200, serviceProviderConfig(askedBy(request).base)),
  );
  for (const [path, listOf] of [
    ['/ResourceTypes', resourceTypesOf],
    ['/Schemas', schemasOf],
  ] as const) {
    http.get(path, { schema: { querystring: Type.Object({ filter: Text }) } }, (request, reply) => {
      const all = listOf(askedBy(request).base);
      if (request.query.filter !== undefined) throw refuse('not_permitted');
      return sendList(
        reply,
        { resources: all, total: all.length, startIndex: 1, nextCursor: null },
        readProjection({}),
      );
    });
    http.get(`${path}/:id`, { schema: { params: ById, querystring: Any } }, (request, reply) => {
      const wanted = request.params.id.toLowerCase();
      const found = listOf(askedBy(request).base).find(({ id }) => id.toLowerCase() === wanted);
      if (!found) throw refuse('not_found');
      return send(reply, 200, found);
    });
  }
}

/** What the RFC has and this server has not says so (RFC 7644 sections 3.7 and 3.11). */
function absentRoutes(http: Http): void {
  for (const url of ['/Me', '/Bulk', '/.search', '/Users/.search', '/Groups/.search'])
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const)
      http.route({
        method,
        url,
        schema: { querystring: Any },
        handler: (request, reply) => {
          askedBy(request);
          return send(reply, 501, { schemas: [errorSchema], status: '501', detail: `${url} is not supported.` });
        },
      });
}

/** JSON under both of its names, and none where a client says that it sends some and does not, as on DELETE. */
function readJson(http: Http): void {
  const read = http.getDefaultJsonParser('error', 'error');
  http.removeContentTypeParser('application/json');
  http.addContentTypeParser<string>(
    ['application/json', 'application/scim+json'],
    { parseAs: 'string' },
    (request, body, done) => {
      if (body === '') done(null, undefined);
      else read(request, body, done);
    },
  );
}

export async function scimRoutes(root: Http, scim: Scim): Promise<void> {
  await root.register(
    async (http: Http) => {
      http.addHook('onRoute', (route) => {
        route.config = { ...route.config, swaggerTransform: describeScim };
      });
      readJson(http);
      discoveryRoutes(http);
      userRoutes(http, scim);
      groupRoutes(http, scim);
      absentRoutes(http);
    },
    { prefix },
  );
}
