/** GET /api/v1/audit: the organisation's log, newest first, and all of it as a file (M4). */
import { Type } from 'typebox';
import type { Database } from '../platform/database.ts';
import { callerOf, type Http } from '../platform/http/http.ts';
import { closed } from '../platform/http/shapes.ts';
import { sendDownload } from '../platform/http/stream-out.ts';
import { auditAreas } from './actions.ts';
import { exportEvents } from './export.ts';
import { type AuditEvent, type AuditEventPage, type AuditQuery, listEvents } from './list.ts';

const outcomes = ['begun', 'done', 'refused', 'failed'] as const;
const Id = Type.String({ pattern: '^[0-9a-f-]{36}$' });
const Instant = (description: string) => Type.Optional(Type.String({ maxLength: 40, description }));

const filters = {
  area: Type.Optional(Type.Union(auditAreas.map((area) => Type.Literal(area)))),
  action: Type.Optional(
    Type.String({ maxLength: 100, description: 'A name, or the beginning of names with its dot: `session.`' }),
  ),
  outcome: Type.Optional(
    Type.Union(
      [...outcomes, 'unfinished' as const].map((outcome) => Type.Literal(outcome)),
      { description: '`unfinished`: begun, and nothing says yet how it ended.' },
    ),
  ),
  reason: Type.Optional(Type.String({ maxLength: 100, description: 'A refusal code, or how a session ended.' })),
  actor: Type.Optional(Id),
  target: Type.Optional(Id),
  user: Type.Optional(Type.String({ pattern: '^[0-9a-f-]{36}$', description: 'Who acted, or whom it was done to.' })),
  address: Type.Optional(Type.String({ maxLength: 45 })),
  reference: Type.Optional(Type.String({ maxLength: 36, description: 'The number that a failure shows.' })),
  search: Type.Optional(
    Type.String({ minLength: 1, maxLength: 100, description: 'A part of a name, as it stood then.' }),
  ),
  from: Instant('From this time on.'),
  to: Instant('Before this time.'),
};

const Query = Type.Object(
  {
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
    cursor: Type.Optional(Type.String({ maxLength: 36 })),
    direction: Type.Optional(Type.Union([Type.Literal('older'), Type.Literal('newer')])),
    ...filters,
  },
  closed,
);
const ExportQuery = Type.Object(
  { format: Type.Optional(Type.Union([Type.Literal('csv'), Type.Literal('ndjson')])), ...filters },
  closed,
);

const NullableString = Type.Unsafe<string | null>({ type: ['string', 'null'] });
const Party = { kind: Type.String(), id: NullableString, name: NullableString };
// Unsafe names the type that the door returns: the same fields, but read-only.
const EventPage = Type.Unsafe<AuditEventPage>(
  Type.Object({
    items: Type.Array(
      Type.Object({
        id: Type.String(),
        at: Type.String({ format: 'date-time' }),
        action: Type.String({ description: 'Noun and verb, like `session.start`.' }),
        outcome: Type.Unsafe<AuditEvent['outcome']>({ type: 'string', enum: [...outcomes] }),
        reason: NullableString,
        actor: Type.Object(Party),
        target: Type.Union([Type.Object(Party), Type.Null()]),
        address: NullableString,
        browser: NullableString,
        reference: NullableString,
        completes: NullableString,
        completedBy: NullableString,
        details: Type.Object({}, { additionalProperties: true }),
      }),
    ),
    next: NullableString,
    previous: NullableString,
    searchedTo: NullableString,
  }),
);

const tags = ['audit'];
const types = { csv: 'text/csv; charset=utf-8', ndjson: 'application/x-ndjson' } as const;

export function auditRoutes(http: Http, database: Database): void {
  http.get(
    '/api/v1/audit',
    {
      config: { compressed: true },
      schema: { tags, summary: 'The audit log, newest first', querystring: Query, response: { 200: EventPage } },
    },
    (request) => {
      const { limit = 50, ...query } = request.query;
      return listEvents(database, callerOf(request), { ...query, limit });
    },
  );
  http.get(
    '/api/v1/audit/export',
    // A HEAD would read the whole log and hand it to nobody.
    {
      exposeHeadRoute: false,
      schema: {
        tags,
        summary: 'The audit log, or what a filter leaves of it, as CSV or NDJSON',
        querystring: ExportQuery,
      },
    },
    async (request, reply) => {
      const { format = 'csv', ...query } = request.query;
      const file = { type: types[format], name: `audit.${format}` };
      await sendDownload(request, reply, file, (output, begin) =>
        exportEvents(database, callerOf(request), { format, query: query as AuditQuery }, output, begin),
      );
    },
  );
}
