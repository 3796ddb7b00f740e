/** What reports answer. Unsafe names the types that the door returns: the same fields, but read-only. */
import { Type } from 'typebox';
import { Moment } from '../platform/http/shapes.ts';
import type { LatePage } from './late.ts';
import type { SeatHistory, SignInReport } from './reports.ts';

const Count = Type.Integer({ minimum: 0 });
const NullableMoment = Type.Unsafe<string | null>({ type: ['string', 'null'], format: 'date-time' });
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

export const LatePageAnswer = Type.Unsafe<LatePage>(
  Type.Object({
    items: Type.Array(
      Type.Object({
        id: Type.String(),
        username: Type.String(),
        name: Type.String({ description: 'First and last name, or the username where there is none.' }),
        role: Type.Object({ key: Type.String(), name: Type.String() }),
        teams: Type.Array(Type.String()),
        since: Type.String({ format: 'date-time', description: 'When their hours began.' }),
        until: Type.Unsafe<string | null>({ ...NullableMoment, description: 'When they end; null when not soon.' }),
        lastSignInAt: NullableMoment,
      }),
    ),
    total: Type.Integer({ minimum: 0, description: 'How many are missing, on all pages.' }),
    expected: Type.Integer({ minimum: 0, description: 'How many should be here now.' }),
    next: Type.Unsafe<string | null>({ type: ['string', 'null'] }),
  }),
);
