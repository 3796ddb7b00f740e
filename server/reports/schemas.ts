/** What reports answer. Unsafe names the types that the door returns: the same fields, but read-only. */
import { Type } from 'typebox';
import type { SeatHistory, SignInReport } from './reports.ts';

const Moment = Type.String({ format: 'date-time' });
const Count = Type.Integer({ minimum: 0 });
const span = {
  from: Moment,
  to: Moment,
  stepMinutes: Type.Integer({ minimum: 1, description: 'Minutes from one point to the next.' }),
};

export const SignInReportAnswer = Type.Unsafe<SignInReport>(
  Type.Object({
    ...span,
    items: Type.Array(
      Type.Object({
        at: Type.String({
          format: 'date-time',
          description: 'Beginning of the step. Steps in which nobody came are left out.',
        }),
        signIns: Count,
        refusals: Count,
        refused: Type.Record(Type.String(), Count, {
          description: 'Refusals by their code; empty for who may not read the audit log.',
        }),
      }),
    ),
    next: Type.Null(),
  }),
);

export const SeatHistoryAnswer = Type.Unsafe<SeatHistory>(
  Type.Object({
    ...span,
    items: Type.Array(
      Type.Object({
        at: Type.String({
          format: 'date-time',
          description: 'Beginning of the step. Where a step is missing, nobody had a seat, or no process ran.',
        }),
        inUse: Type.Integer({ minimum: 0, description: 'The most at once in this step.' }),
        capacity: Count,
      }),
    ),
    days: Type.Array(
      Type.Object({
        day: Type.String({ description: 'In the time zone of the organisation, like `2026-11-21`.' }),
        peak: Type.Integer({ minimum: 0, description: 'The most seats in use at once.' }),
        capacity: Type.Unsafe<number | null>({ type: ['integer', 'null'] }),
        refusals: Type.Integer({ minimum: 0, description: 'How often somebody found no seat.' }),
      }),
    ),
    next: Type.Null(),
  }),
);
