/** /api/v1/api-keys (M2). */
import { Type } from 'typebox';
import { permissions } from '../kernel/caller.ts';
import type { Database } from '../platform/database.ts';
import { callerOf, type Http } from '../platform/http.ts';
import { type ApiKey, createApiKey, listApiKeys, revokeApiKey } from './api-keys.ts';

const closed = { additionalProperties: false } as const;
const Body = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 100 }),
    permissions: Type.Array(Type.Union(permissions.map((permission) => Type.Literal(permission))), {
      maxItems: permissions.length,
      uniqueItems: true,
    }),
    expiresAt: Type.Optional(
      Type.Union([
        Type.String({ maxLength: 40, pattern: '^\\d{4}-\\d{2}-\\d{2}T[0-9:.]+(Z|[+-]\\d{2}:\\d{2})$' }),
        Type.Null(),
      ]),
    ),
  },
  closed,
);

const NullableMoment = Type.Unsafe<string | null>({ type: ['string', 'null'], format: 'date-time' });
// Unsafe names the type that the door returns: the same fields, but read-only.
const ApiKeyList = Type.Unsafe<{ items: ApiKey[]; next: null }>(
  Type.Object({
    items: Type.Array(
      Type.Object({
        id: Type.String(),
        name: Type.String(),
        permissions: Type.Array(Type.String()),
        createdAt: Type.String({ format: 'date-time' }),
        createdBy: Type.String(),
        lastUsedAt: NullableMoment,
        expiresAt: NullableMoment,
      }),
    ),
    next: Type.Null(),
  }),
);
const CreatedApiKey = Type.Object({
  id: Type.String(),
  key: Type.String({ description: 'The bearer key: shown here and never again.' }),
});

export function apiKeyRoutes(http: Http, database: Database, onError: (error: unknown) => void): void {
  const tags = ['api-keys'];
  http.get(
    '/api/v1/api-keys',
    { schema: { tags, summary: 'List API keys', querystring: Type.Object({}, closed), response: { 200: ApiKeyList } } },
    (request) => listApiKeys(database, callerOf(request)),
  );
  http.post(
    '/api/v1/api-keys',
    { schema: { tags, summary: 'Create an API key; shown once', body: Body, response: { 201: CreatedApiKey } } },
    async (request, reply) => {
      const { name, permissions: wanted, expiresAt = null } = request.body;
      return reply
        .code(201)
        .send(await createApiKey(database, callerOf(request), { name, permissions: wanted, expiresAt }));
    },
  );
  http.delete(
    '/api/v1/api-keys/:id',
    {
      schema: {
        tags,
        summary: 'Revoke an API key',
        params: Type.Object({ id: Type.String({ maxLength: 100 }) }, closed),
        response: { 204: Type.Unsafe<undefined>({ type: 'null', description: 'Done.' }) },
      },
    },
    async (request, reply) => {
      await revokeApiKey(database, callerOf(request), request.params.id, onError);
      return reply.code(204).send();
    },
  );
}
