/**
 * The sign-in machine: the one table of what stands between a right password and a session, in order. Pure: facts in, next
 * step out. Steps never lead to one another; after each one the dispatcher gathers the facts anew and asks this table again,
 * so what is required follows from the person's state now and not from what a browser remembers.
 *
 * The seat is the last row and the one that no fact decides: whether one is free is known once it is taken, in the transaction that
 * opens the session.
 */
import type { FactorMethod } from '../factors/due.ts';
import type { RefusalCode } from '../kernel/refusal.ts';
import { mayEnter, type Standing } from '../users/may-enter.ts';

/** What is known of the second factor (F1–F5). */
export interface FactorFacts {
  /** One is asked for: by the organisation, or because the person has one. */
  readonly due: boolean;
  /** One was proven in this very sign-in. */
  readonly proven: boolean;
  /** This browser is trusted to need none. */
  readonly trusted: boolean;
  /** What may be proven, the strongest first. */
  readonly methods: readonly FactorMethod[];
  /** One may be enrolled on the way in. */
  readonly mayEnrol: boolean;
  /** The day's wrong codes are used up. */
  readonly exhausted: boolean;
}

/** What is known of the person's places: other browsers, station (L1, T1). */
export interface PlaceFacts {
  /** The person's other sessions of the kind that would open, in other browsers, and in use there. */
  readonly othersInUse: number;
  /** How many sessions of that kind a person may have. */
  readonly browsersMax: number;
  /** The role demands a station, and none is held or given. */
  readonly stationMissing: boolean;
}

/** What is known once the first factor was right: the password, or a passkey that verified its holder. */
export interface Facts {
  readonly way: 'password' | 'passkey';
  readonly standing: Standing;
  /** The password is temporary and its time is over. */
  readonly temporaryExpired: boolean;
  /** The password is temporary, or older than the policy allows. */
  readonly passwordMustChange: boolean;
  readonly factor: FactorFacts;
  readonly place: PlaceFacts;
}

/** What a person may be asked for on the way. */
export type StepName = 'new_password' | 'enrol_factor' | 'code' | 'connections' | 'station';

export type Next = { readonly refuse: RefusalCode } | { readonly ask: StepName } | { readonly done: true };

interface Gate {
  readonly kind: 'gate';
  readonly label: string;
  readonly refusal: (facts: Facts) => RefusalCode | null;
}

interface Step {
  readonly kind: 'step';
  readonly label: string;
  readonly name: StepName;
  readonly pending: (facts: Facts) => boolean;
  /** What is known once the person has done it. */
  readonly done: (facts: Facts) => Facts;
}

/** Decided by doing it, together with opening the session. */
interface Taking {
  readonly kind: 'taking';
  readonly label: string;
}

const proven = (facts: Facts): Facts => ({ ...facts, factor: { ...facts.factor, proven: true } });

/** A passkey is two factors in itself: something held, unlocked by something known or by the holder's body. */
const factorMissing = ({ way, factor }: Facts): boolean =>
  way === 'password' && factor.due && !factor.proven && !factor.trusted;
const noneUsable = (facts: Facts): boolean => factorMissing(facts) && facts.factor.methods.length === 0;
/** A passkey cannot be guessed, so that wrong codes do not stand in its way. */
const codesOnly = ({ factor }: Facts): boolean => !factor.methods.includes('passkey');

/** In the order in which they are asked. */
const table: readonly (Gate | Step | Taking)[] = [
  {
    kind: 'gate',
    label: 'may enter: not locked, suspended, disabled, inactive or outside the hours',
    refusal: (facts) => mayEnter(facts.standing, facts.way),
  },
  {
    kind: 'gate',
    label: 'temporary password still valid',
    refusal: (facts) => (facts.way === 'password' && facts.temporaryExpired ? 'temporary_password_expired' : null),
  },
  {
    kind: 'step',
    label: 'choose a new password',
    name: 'new_password',
    pending: (facts) => facts.way === 'password' && facts.passwordMustChange,
    done: (facts) => ({ ...facts, passwordMustChange: false }),
  },
  {
    kind: 'step',
    label: 'enrol a second factor',
    name: 'enrol_factor',
    pending: (facts) => noneUsable(facts) && facts.factor.mayEnrol,
    done: proven,
  },
  {
    kind: 'gate',
    label: 'a second factor can be asked for, where one is due',
    refusal: (facts) => (noneUsable(facts) ? 'no_email_for_code' : null),
  },
  {
    kind: 'gate',
    label: 'wrong codes left today, where a code is due',
    refusal: (facts) =>
      factorMissing(facts) && facts.factor.exhausted && codesOnly(facts) ? 'code_attempts_exceeded' : null,
  },
  { kind: 'step', label: 'prove a second factor', name: 'code', pending: factorMissing, done: proven },
  {
    kind: 'step',
    label: 'log out another browser',
    name: 'connections',
    pending: ({ place }) => place.othersInUse >= place.browsersMax,
    done: (facts) => ({ ...facts, place: { ...facts.place, othersInUse: facts.place.browsersMax - 1 } }),
  },
  {
    kind: 'step',
    label: 'give a station',
    name: 'station',
    pending: ({ place }) => place.stationMissing,
    done: (facts) => ({ ...facts, place: { ...facts.place, stationMissing: false } }),
  },
  { kind: 'taking', label: 'a seat is free, where the role uses one' },
];

/** The first gate that refuses or step that is pending; done when there is none. */
export function next(facts: Facts): Next {
  for (const row of table) {
    if (row.kind === 'taking') continue;
    if (row.kind === 'step') {
      if (row.pending(facts)) return { ask: row.name };
      continue;
    }
    const refusal = row.refusal(facts);
    if (refusal !== null) return { refuse: refusal };
  }
  return { done: true };
}

/**
 * The whole way of somebody who does each thing that is asked for: what those are, and what refuses them in the end (M8). The
 * seat is not part of it, as of `next`.
 */
export function walk(facts: Facts): { readonly asks: readonly StepName[]; readonly refusal: RefusalCode | null } {
  const asks: StepName[] = [];
  let known = facts;
  for (;;) {
    const following = next(known);
    if ('refuse' in following) return { asks, refusal: following.refuse };
    if ('done' in following) return { asks, refusal: null };
    const step = table.find((row): row is Step => row.kind === 'step' && row.name === following.ask);
    // The table has each step once, and `next` names those of the table only; a step that asks again would never end.
    if (step === undefined || asks.includes(step.name)) return { asks, refusal: null };
    asks.push(step.name);
    known = step.done(known);
  }
}

/** The table as a Mermaid flowchart; docs/sign-in.md holds it and a test compares the two. */
export function mermaid(): string {
  const lines = ['flowchart TD', '  password["password right"] --> s0'];
  table.forEach((row, index) => {
    const following = index === table.length - 1 ? 'done(["session"])' : `s${index + 1}`;
    if (row.kind !== 'step') {
      lines.push(
        `  s${index}{"${row.label}?"} -- yes --> ${following}`,
        `  s${index} -- no --> refused${index}["refused"]`,
      );
    } else {
      lines.push(
        `  s${index}{"must ${row.label}?"} -- no --> ${following}`,
        `  s${index} -- yes --> ask${index}["page: ${row.name}"] --> s0`,
      );
    }
  });
  return lines.join('\n');
}
