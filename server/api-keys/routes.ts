/** /api/v1/api-keys (M2). */
import { Type } from 'typebox';
import type { Database } from '../platform/database.ts';
import { callerOf, type Http } from '../platform/http/http.ts';
import { ById, closed, Done } from '../platform/http/shapes.ts';
import { createApiKey, listApiKeys, revokeApiKey, rollApiKey } from './api-keys.ts';
import { ApiKeyList, CreatedApiKey, NewApiKeyBody, RollBody } from './schemas.ts';

const tags = ['api-keys'];

export function apiKeyRoutes(http: Http, database: Database, onError: (error: unknown) => void): void {
  http.get(
    '/api/v1/api-keys',
    { schema: { tags, summary: 'List API keys', querystring: Type.Object({}, closed), response: { 200: ApiKeyList } } },
    (request) => listApiKeys(database, callerOf(request)),
  );
  http.post(
    '/api/v1/api-keys',
    {
      schema: { tags, summary: 'Create an API key; shown once', body: NewApiKeyBody, response: { 201: CreatedApiKey } },
    },
    async (request, reply) => {
      const { name, permissions, expiresAt = null } = request.body;
      const created = await createApiKey(database, callerOf(request), { name: name.trim(), permissions, expiresAt });
      return reply.code(201).send(created);
    },
  );
  http.post(
    '/api/v1/api-keys/:id/roll',
    {
      schema: {
        tags,
        summary: 'Give an API key a new secret; shown once',
        params: ById,
        body: RollBody,
        response: { 200: CreatedApiKey },
      },
    },
    (request) => rollApiKey(database, callerOf(request), request.params.id, request.body.keepHours ?? 24),
  );
  http.delete(
    '/api/v1/api-keys/:id',
    {
      schema: {
        tags,
        summary: 'Revoke an API key',
        params: ById,
        response: { 204: Done },
      },
    },
    async (request, reply) => {
      await revokeApiKey(database, callerOf(request), request.params.id, onError);
      return reply.code(204).send();
    },
  );
}
