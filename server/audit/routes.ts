/** GET /api/v1/audit: the organisation's log, newest first (M4). */
import { Type } from 'typebox';
import type { Database } from '../platform/database.ts';
import { callerOf, type Http } from '../platform/http.ts';
import { type AuditEvent, listEvents } from './audit.ts';

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

const NullableString = Type.Unsafe<string | null>({ type: ['string', 'null'] });
const Party = { kind: Type.String(), id: NullableString, name: NullableString };
// Unsafe names the type that the door returns: the same fields, but read-only.
const EventPage = Type.Unsafe<{ items: AuditEvent[]; next: string | null }>(
  Type.Object({
    items: Type.Array(
      Type.Object({
        id: Type.String(),
        at: Type.String({ format: 'date-time' }),
        action: Type.String({ description: 'Noun and verb, like `session.start`.' }),
        outcome: Type.Unsafe<AuditEvent['outcome']>({ type: 'string', enum: ['done', 'refused', 'failed'] }),
        reason: NullableString,
        actor: Type.Object(Party),
        target: Type.Union([Type.Object(Party), Type.Null()]),
        address: NullableString,
        browser: NullableString,
        reference: NullableString,
        details: Type.Object({}, { additionalProperties: true }),
      }),
    ),
    next: NullableString,
  }),
);

export function auditRoutes(http: Http, database: Database): void {
  http.get(
    '/api/v1/audit',
    {
      schema: {
        tags: ['audit'],
        summary: 'The audit log, newest first',
        querystring: Query,
        response: { 200: EventPage },
      },
    },
    (request) => listEvents(database, callerOf(request), { ...request.query, limit: request.query.limit ?? 50 }),
  );
}
