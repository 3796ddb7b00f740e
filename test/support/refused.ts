// What a door refuses with, where it is called without HTTP.
import { Refusal } from '../../server/kernel/refusal.ts';

/** The refusal; anything else is thrown on, so that no fault passes for one. */
export function refusalIn(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  throw error;
}
