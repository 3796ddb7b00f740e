/** /api/v1/api-keys (M2). */
import { Type } from 'typebox';
import { permissions } from '../kernel/caller.ts';
import type { Database } from '../platform/database.ts';
import { callerOf, type Http } from '../platform/http.ts';
import { createApiKey, listApiKeys, revokeApiKey } from './api-keys.ts';

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

export function apiKeyRoutes(http: Http, database: Database, onError: (error: unknown) => void): void {
  const tags = ['api-keys'];
  http.get(
    '/api/v1/api-keys',
    { schema: { tags, summary: 'List API keys', querystring: Type.Object({}, closed) } },
    (request) => listApiKeys(database, callerOf(request)),
  );
  http.post(
    '/api/v1/api-keys',
    { schema: { tags, summary: 'Create an API key; shown once', body: Body } },
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
      },
    },
    async (request, reply) => {
      await revokeApiKey(database, callerOf(request), request.params.id, onError);
      return reply.code(204).send();
    },
  );
}
