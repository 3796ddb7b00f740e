/** /api/v1/metrics and /api/v1/seats/history: what was, for plots. */
import { type Static, Type } from 'typebox';
import { callerOf, type Http } from '../platform/http/http.ts';
import type { Asked } from './range.ts';
import type { Reports } from './reports.ts';
import { LatePageAnswer, SeatHistoryAnswer, SignInReportAnswer } from './schemas.ts';

const Instant = Type.String({ maxLength: 40, description: 'RFC 3339, like `2026-11-21T08:00:00Z`.' });
const RangeQuery = Type.Object(
  { from: Type.Optional(Instant), to: Type.Optional(Instant) },
  { additionalProperties: false },
);

const PageQuery = Type.Object(
  {
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
    cursor: Type.Optional(Type.String({ maxLength: 300 })),
  },
  { additionalProperties: false },
);

function askedOf({ from, to }: Static<typeof RangeQuery>): Asked {
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

export function reportRoutes(http: Http, reports: Reports): void {
  http.get(
    '/api/v1/metrics/sign-ins',
    {
      schema: {
        tags: ['reports'],
        summary: 'Sign-ins and refusals over time: at most 31 days, by the minute for one',
        querystring: RangeQuery,
        response: { 200: SignInReportAnswer },
      },
    },
    (request) => reports.signIns(request.tenant, callerOf(request), askedOf(request.query)),
  );
  http.get(
    '/api/v1/seats/history',
    {
      schema: {
        tags: ['reports'],
        summary: 'Seats in use over time: at most 400 days, by the minute for one; samples are kept for 100 days',
        querystring: RangeQuery,
        response: { 200: SeatHistoryAnswer },
      },
    },
    (request) => reports.seatHistory(request.tenant, callerOf(request), askedOf(request.query)),
  );
  http.get(
    '/api/v1/metrics/late',
    {
      schema: {
        tags: ['reports'],
        summary: 'Who should be here by their hours and is not signed in, the longest missing first',
        querystring: PageQuery,
        response: { 200: LatePageAnswer },
      },
    },
    (request) => {
      const { limit = 50, cursor = null } = request.query;
      return reports.late(request.tenant, callerOf(request), { limit, cursor });
    },
  );
}
