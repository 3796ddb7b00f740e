/** GET /api/v1/audit: the organisation's log, newest first (M4). */
import { Type } from 'typebox';
import type { Database } from '../platform/database.ts';
import { callerOf, type Http } from '../platform/http.ts';
import { listEvents } from './audit.ts';

const Outcome = Type.Union([Type.Literal('done'), Type.Literal('refused'), Type.Literal('failed')]);
const Query = Type.Object(
  {
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
    cursor: Type.Optional(Type.String({ maxLength: 36 })),
    action: Type.Optional(Type.String({ maxLength: 100 })),
    outcome: Type.Optional(Outcome),
    user: Type.Optional(Type.String({ pattern: '^[0-9a-f-]{36}$' })),
    reference: Type.Optional(Type.String({ maxLength: 36 })),
  },
  { additionalProperties: false },
);

export function auditRoutes(http: Http, database: Database): void {
  http.get(
    '/api/v1/audit',
    { schema: { tags: ['audit'], summary: 'The audit log, newest first', querystring: Query } },
    (request) => listEvents(database, callerOf(request), { ...request.query, limit: request.query.limit ?? 50 }),
  );
}
