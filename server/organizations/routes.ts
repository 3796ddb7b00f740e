/** /api/v1/organizations, on the base host (O1). */
import { Type } from 'typebox';
import { callerOf, type Http } from '../platform/http/http.ts';
import { entityTag, IfMatch, ifMatch } from '../platform/http/if-match.ts';
import { closed, Done, NoBody } from '../platform/http/shapes.ts';
import { sendDownload } from '../platform/http/stream-out.ts';
import { PersonName } from '../users/fields.ts';
import type { Organizations } from './organizations.ts';
import { CreatedOrganizationAnswer, OrganizationAnswer, OrganizationPageAnswer } from './schemas.ts';

const tags = ['organizations'];
const path = '/api/v1/organizations';
const Slug = Type.String({ minLength: 1, maxLength: 63 });
// Longer than a domain may be, because what is typed may be in other scripts and is judged once it is in A-labels.
const Domain = Type.Union([Type.String({ minLength: 1, maxLength: 300 }), Type.Null()]);
const Name = Type.String({ minLength: 1, maxLength: 200 });
const TimeZone = Type.String({ maxLength: 64 });
const Locale = Type.Union([Type.String({ maxLength: 10 }), Type.Null()]);
const Seats = Type.Integer({ minimum: 0, maximum: 1_000_000 });
const SeatlessRoles = Type.Boolean({
  description:
    'Whether its administrators may make roles that take no seat of the licence. False makes such roles take one; nobody is put out.',
});
const Administrator = Type.Object(
  {
    username: Type.String({ minLength: 1, maxLength: 100 }),
    email: Type.Optional(Type.Union([Type.String({ maxLength: 254 }), Type.Null()])),
    firstName: Type.Optional(PersonName),
    lastName: Type.Optional(PersonName),
  },
  closed,
);
const New = Type.Object(
  {
    slug: Slug,
    name: Name,
    timeZone: Type.Optional(TimeZone),
    locale: Type.Optional(Locale),
    seats: Seats,
    seatlessRoles: Type.Optional(SeatlessRoles),
    administrator: Type.Optional(Administrator),
  },
  closed,
);
const Patch = Type.Object(
  {
    slug: Type.Optional(Slug),
    domain: Type.Optional(Domain),
    name: Type.Optional(Name),
    timeZone: Type.Optional(TimeZone),
    locale: Type.Optional(Locale),
    seats: Type.Optional(Seats),
    seatlessRoles: Type.Optional(SeatlessRoles),
  },
  closed,
);
const BySlug = Type.Object({ slug: Type.String({ maxLength: 100 }) }, closed);
const ListQuery = Type.Object(
  {
    search: Type.Optional(Type.String({ maxLength: 100 })),
    cursor: Type.Optional(Type.String({ maxLength: 63 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  },
  closed,
);

/** Milliseconds a deletion may take: a big organisation is millions of rows. */
const deletionMs = 900_000;

export function organizationRoutes(http: Http, organizations: Organizations): void {
  http.get(
    path,
    {
      schema: {
        tags,
        summary: 'List organisations',
        querystring: ListQuery,
        response: { 200: OrganizationPageAnswer },
      },
    },
    (request) => {
      const { limit = 50, cursor, search } = request.query;
      return organizations.list(callerOf(request), { limit, cursor: cursor ?? null, search: search?.trim() || null });
    },
  );
  http.post(
    path,
    {
      schema: {
        tags,
        summary: 'Create an organisation, perhaps with its first administrator',
        body: New,
        response: { 201: CreatedOrganizationAnswer },
      },
    },
    async (request, reply) => {
      const created = await organizations.create(callerOf(request), request.body);
      return reply.code(201).header('location', `${path}/${created.organization.slug}`).send(created);
    },
  );
  http.get(
    `${path}/:slug`,
    { schema: { tags, summary: 'One organisation', params: BySlug, response: { 200: OrganizationAnswer } } },
    async (request, reply) => {
      const { organization, revision } = await organizations.get(callerOf(request), request.params.slug);
      return reply.header('etag', entityTag(revision)).send(organization);
    },
  );
  http.patch(
    `${path}/:slug`,
    {
      schema: {
        tags,
        summary: 'Rename, move, give a domain, or change seats',
        params: BySlug,
        headers: IfMatch,
        body: Patch,
        response: { 200: OrganizationAnswer },
      },
    },
    async (request, reply) => {
      const changed = await organizations.update(
        callerOf(request),
        request.params.slug,
        request.body,
        ifMatch(request.headers['if-match']),
      );
      return reply.header('etag', entityTag(changed.revision)).send(changed.organization);
    },
  );
  lifeRoutes(http, organizations);
}

/** Suspension, export and deletion. */
function lifeRoutes(http: Http, organizations: Organizations): void {
  for (const [verb, suspended] of [
    ['suspend', true],
    ['resume', false],
  ] as const) {
    http.post(
      `${path}/:slug/${verb}`,
      { schema: { tags, summary: `${verb} an organisation`, params: BySlug, body: NoBody, response: { 204: Done } } },
      async (request, reply) => {
        await organizations.setSuspended(callerOf(request), request.params.slug, suspended);
        return reply.code(204).send();
      },
    );
  }
  http.get(
    `${path}/:slug/export`,
    // A HEAD would read the whole export, note it as done, and hand it to nobody.
    {
      exposeHeadRoute: false,
      schema: { tags, summary: 'Everything of an organisation but secrets, as NDJSON', params: BySlug },
    },
    async (request, reply) => {
      const { slug } = request.params;
      await sendDownload(request, reply, { type: 'application/x-ndjson', name: `${slug}.ndjson` }, (output, begin) =>
        organizations.exportTo(callerOf(request), slug, output, begin),
      );
    },
  );
  http.delete(
    `${path}/:slug`,
    {
      handlerTimeout: deletionMs,
      schema: {
        tags,
        summary: 'Delete an organisation that was exported within the hour',
        params: BySlug,
        body: Type.Object({ confirm: Type.String({ maxLength: 63 }) }, closed),
        response: { 204: Done },
      },
    },
    async (request, reply) => {
      await organizations.remove(callerOf(request), request.params.slug, request.body.confirm);
      return reply.code(204).send();
    },
  );
}
