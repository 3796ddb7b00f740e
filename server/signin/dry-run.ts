/**
 * A sign-in that does not happen: what the machine would say to somebody who comes now, with the right password, from a browser
 * that has never been here (M8). It reads what a sign-in reads and asks the same table, so it cannot say anything else.
 */
import { type FactorMethod, factorRequired } from '../factors/due.ts';
import { type BrowserId, newId, type UserId } from '../kernel/ids.ts';
import { type RefusalCode, refuse } from '../kernel/refusal.ts';
import type { Transaction } from '../platform/database.ts';
import { scheduleNow } from '../schedules/current.ts';
import type { Hours } from '../schedules/window.ts';
import { browsersMaxOf } from '../sessions/opening.ts';
import type { Tenant } from '../tenants/tenants.ts';
import { type StepName, walk } from './machine.ts';
import { factsOf } from './opening.ts';
import { personFetch } from './store.ts';

export interface DryRun {
  /** What they would be asked for on the way, in order. */
  readonly asks: readonly StepName[];
  /** What would refuse them in the end; null: nothing but, perhaps, the seat. */
  readonly refusal: RefusalCode | null;
  readonly factor: {
    readonly due: boolean;
    /** By the organisation's setting, not because they have one. */
    readonly required: boolean;
    /** What they can prove, the strongest first. */
    readonly methods: readonly FactorMethod[];
    readonly mayEnrol: boolean;
    /** The day's wrong codes are used up. */
    readonly exhausted: boolean;
  };
  readonly hasPassword: boolean;
  readonly passwordMustChange: boolean;
  readonly temporaryExpired: boolean;
  readonly hours: Hours;
  /** Browsers in which they are connected, and how many may be. */
  readonly browsers: { readonly inUse: number; readonly max: number };
  readonly stationMissing: boolean;
}

/** @param locked whether a password is refused where they come from. @throws Refusal not_found */
export async function dryRun(
  tx: Transaction,
  tenant: Tenant,
  user: UserId,
  { locked, clockOffsetMs }: { readonly locked: boolean; readonly clockOffsetMs: number },
): Promise<DryRun> {
  const place = { kind: 'browser', browserId: newId<BrowserId>(), replaces: null } as const;
  const { maxAgeDays } = tenant.settings.passwordPolicy;
  const person = await personFetch(tx, tenant.id, user, { maxAgeDays, place });
  if (person === undefined) throw refuse('not_found');
  const progress = {
    way: 'password',
    locked,
    proven: null,
    devices: [],
    client: 'browser',
    stationGiven: false,
  } as const;
  const facts = factsOf(tenant, person, progress, clockOffsetMs);
  const { due, methods, mayEnrol, exhausted } = facts.factor;
  return {
    ...walk(facts),
    factor: {
      due,
      required: factorRequired(tenant.settings.secondFactor, person.role_key),
      methods,
      mayEnrol,
      exhausted,
    },
    hasPassword: person.sealed !== null,
    passwordMustChange: facts.passwordMustChange,
    temporaryExpired: facts.temporaryExpired,
    hours: scheduleNow(person, tenant.timeZone, clockOffsetMs),
    browsers: { inUse: facts.place.othersInUse, max: browsersMaxOf(tenant, 'browser') },
    stationMissing: facts.place.stationMissing,
  };
}
