/** What stands in the way of writing a user, as the refusals that people understand. Pure. */
import { type Refusal, refuse } from '../kernel/refusal.ts';

/** An extension rings one person's telephone. */
export function refuseExtension(): Refusal {
  return refuse('invalid_request', { violations: [{ path: '/extension', message: 'belongs to another user' }] });
}

/** An identity provider calls one person so. */
function refuseExternalId(): Refusal {
  return refuse('invalid_request', { violations: [{ path: '/externalId', message: 'belongs to another user' }] });
}

/** There is no such role, or not any more. */
export function refuseRole(): Refusal {
  return refuse('invalid_request', { violations: [{ path: '/role', message: 'is not a role of this organisation' }] });
}

export function refuseSchedule(message = 'is not a schedule of this organisation'): Refusal {
  return refuse('invalid_request', { violations: [{ path: '/schedule', message }] });
}

/** A constraint said no: tells which one, as the refusal a person understands. */
export function translateConflict(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  if ('code' in error && error.code === 'US001') return refuse('user_limit_reached'); // raised by the trigger seat_move
  const constraint = 'constraint' in error ? error.constraint : '';
  if (constraint === 'user_identifiers_pkey') return refuse('identifier_taken');
  if (constraint === 'user_extension_unique') return refuseExtension();
  if (constraint === 'user_external_id_unique') return refuseExternalId();
  if (constraint === 'user_role') return refuseRole();
  if (constraint === 'user_schedule') return refuseSchedule();
  return error;
}
