/**
 * OpenAPI describes the API from the schemas that validate it, so the description cannot say anything else than what is
 * done. Served at /api/openapi.json, generated when first asked for (starting costs nothing), and committed as
 * openapi/usher.json so that a change of the contract shows in a review. Pages are not part of it.
 */
import fastifySwagger, { type SwaggerTransform, type SwaggerTransformObject } from '@fastify/swagger';
import { refusalCodes } from '../../kernel/refusal.ts';
import type { Http } from './http.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** Every route mounted since `describeApi`, pages too: the tests of the surface forget none. */
    routeTable: { readonly method: string; readonly url: string }[];
  }
}

const violation = {
  anyOf: [
    { type: 'string', description: 'Name of a password rule.' },
    {
      type: 'object',
      required: ['path', 'message'],
      properties: {
        path: { type: 'string', description: 'JSON pointer to the field; empty for the whole.' },
        message: { type: 'string' },
      },
    },
  ],
};

/** RFC 9457, as platform/http/problem.ts writes it. */
const problem = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'help'],
  properties: {
    type: { type: 'string', description: '`urn:usher:error:` and the code.' },
    title: { type: 'string', description: 'What happened, in the language of the person.' },
    status: { type: 'integer', minimum: 400, maximum: 599 },
    code: { type: 'string', enum: [...refusalCodes], description: 'Stable; each is explained in docs/errors.md.' },
    help: { type: 'string', description: 'What to do, in the language of the person.' },
    detail: { type: 'string', description: 'A sentence for a developer, in English.' },
    violations: { type: 'array', items: violation },
    until: { type: ['string', 'null'], format: 'date-time', description: 'When a timed lock ends.' },
    opensAt: { type: ['string', 'null'], format: 'date-time', description: 'When the next schedule window opens.' },
    connections: {
      type: 'array',
      description:
        'With `connection_limit`: the tabs that are open. With `already_signed_in`: the sessions in use in other browsers.',
      items: {
        type: 'object',
        required: ['id', 'browser', 'address', 'since'],
        properties: {
          id: { type: 'string', format: 'uuid' },
          browser: { type: 'string' },
          address: { type: 'string' },
          since: { type: 'string', format: 'date-time' },
          current: { type: 'boolean', description: 'Of a tab: it is of this browser.' },
          tabs: { type: 'integer', minimum: 0, description: 'Of a session: its tabs that are connected.' },
        },
      },
    },
    reference: { type: 'string', format: 'uuid', description: 'On faults (5xx) only: the number the log holds too.' },
  },
};

const problemAnswer = {
  description: 'Any refusal or fault.',
  headers: {
    'Retry-After': { description: 'Seconds, with 429 and 503.', schema: { type: 'integer' } },
    'WWW-Authenticate': { description: '`Usher`, with 401.', schema: { type: 'string' } },
  },
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

const description = `Sign-in, credentials and seats for contact centres.
Each organisation is reached on a host of its own, \`{slug}.{origin host}\`; \`/api/v1/organizations\` lives on the origin host.
Fields that are not described are refused. Times are RFC 3339 in UTC.`;

/** `GET /api/v1/users/{id}` → `getUsersById`. */
function operationIdOf(method: string, path: string): string {
  const words = path
    .replace(/^\/api\/(v1\/)?/, '')
    .replace(/:(\w+)/g, (_, name: string) => `by-${name}`)
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean);
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

/** What people call before they are signed in. test/surface shows that everything else answers strangers with 401. */
const open = /^\/api\/v1\/(sign-in|captcha|password\/(check|forgot|reset))(\/|$)/;

const nameOperation: SwaggerTransform = ({ schema, url, route }) => ({
  schema: {
    ...schema,
    operationId: operationIdOf(String(route.method), url),
    ...(open.test(url) ? { security: [] } : {}),
  },
  url,
});

interface Operation {
  responses?: Record<string, unknown>;
}

/** Every operation may be refused in the same shape, unless its route says in which; what it answers on success, its route says. */
const addProblem: SwaggerTransformObject = (document) => {
  if (!('openapiObject' in document)) return document.swaggerObject;
  for (const path of Object.values(document.openapiObject.paths ?? {})) {
    for (const operation of Object.values(path ?? {}) as Operation[]) {
      // The plugin invents a 200 for a route that declares no answer; the truth is some 2xx.
      const declared = operation.responses ?? {};
      const invented = JSON.stringify(declared) === JSON.stringify({ 200: { description: 'Default Response' } });
      operation.responses = {
        ...(invented ? { '2XX': { description: 'Done.' } } : declared),
        default: declared.default ?? { $ref: '#/components/responses/Problem' },
      };
    }
  }
  return document.openapiObject;
};

/** Collects the routes that are mounted after it, and serves their description. Untagged routes and pages stay out. */
export async function describeApi(http: Http): Promise<void> {
  http.decorate('routeTable', []);
  http.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) http.routeTable.push({ method: one, url });
  });
  await http.register(fastifySwagger, {
    hideUntagged: true,
    convertConstToEnum: false,
    transform: nameOperation,
    transformObject: addProblem,
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Usher', version: '1', description, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
      servers: [{ url: '/', description: 'The host the document was read from.' }],
      security: [{ session: [] }, { apiKey: [] }],
      components: {
        securitySchemes: {
          session: {
            type: 'apiKey',
            in: 'cookie',
            name: '__Host-usher_session',
            description: 'Set by a sign-in; on plain http (one’s own machine) `usher_session`.',
          },
          apiKey: { type: 'http', scheme: 'bearer', description: 'An API key of this organisation, `usher_…`.' },
        },
        // The plugin's types know OpenAPI 3.0 and 3.1 side by side, and their schemas do not mix; this is 3.1.
        schemas: { Problem: problem as object },
        responses: { Problem: problemAnswer as { description: string } },
      },
    },
  });
  let written: string | null = null;
  http.get('/api/openapi.json', { schema: { hide: true } }, (_request, reply) => {
    written ??= JSON.stringify(http.swagger());
    return reply.type('application/json; charset=utf-8').send(written);
  });
}
