/** GET /api/v1/seats: seats in use and free, in all and by role. */
import { Type } from 'typebox';
import type { Database } from '../platform/database.ts';
import { callerOf, type Http } from '../platform/http/http.ts';
import { type SeatUsage, seatUsage } from './usage.ts';

// Unsafe names the type that the door returns: the same fields, but read-only.
const SeatUsageAnswer = Type.Unsafe<SeatUsage>(
  Type.Object({
    capacity: Type.Integer({ description: 'Seats the organisation has.' }),
    reserved: Type.Integer({ description: 'Of them, kept for roles that may take reserved ones.' }),
    inUse: Type.Integer(),
    free: Type.Integer({ description: 'Seats that nobody holds; 0 while more are in use than there are.' }),
    peakToday: Type.Integer({ description: 'Most in use at once today, in the time zone of the organisation.' }),
    byRole: Type.Array(
      Type.Object({
        role: Type.String({ description: 'Key of a role that uses seats.' }),
        name: Type.String(),
        inUse: Type.Integer(),
        seatsMax: Type.Unsafe<number | null>({ type: ['integer', 'null'] }),
        free: Type.Integer({ description: 'How many more people of this role could enter now.' }),
        mayTakeReserved: Type.Boolean(),
      }),
    ),
  }),
);

export function seatRoutes(http: Http, database: Database): void {
  http.get(
    '/api/v1/seats',
    {
      schema: {
        tags: ['seats'],
        summary: 'Seats in use and free, in all and by role',
        querystring: Type.Object({}, { additionalProperties: false }),
        response: { 200: SeatUsageAnswer },
      },
    },
    (request) => seatUsage(database, request.tenant, callerOf(request)),
  );
}
