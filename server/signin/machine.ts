/**
 * The sign-in machine: the one table of what stands between a right password and a session, in order. Pure: facts in, next
 * step out. Steps never lead to one another; after each one the dispatcher gathers the facts anew and asks this table again,
 * so what is required follows from the person's state now and not from what a browser remembers.
 *
 * A later rule of the house (second factor, other connections, station, seat) is a row here and a fact; nothing else moves.
 */
import type { RefusalCode } from '../kernel/refusal.ts';
import { mayEnter, type Standing } from '../users/may-enter.ts';

/** What is known once the password was right. */
export interface Facts {
  readonly standing: Standing;
  /** The password is temporary and its time is over. */
  readonly temporaryExpired: boolean;
  /** The password is temporary, or older than the policy allows. */
  readonly passwordMustChange: boolean;
}

/** What a person may be asked for on the way. */
export type StepName = 'new_password';

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
}

/** In the order in which they are asked. */
export const table: readonly (Gate | Step)[] = [
  {
    kind: 'gate',
    label: 'may enter: not locked, suspended, disabled or inactive',
    refusal: (facts) => mayEnter(facts.standing, 'password'),
  },
  {
    kind: 'gate',
    label: 'temporary password still valid',
    refusal: (facts) => (facts.temporaryExpired ? 'temporary_password_expired' : null),
  },
  { kind: 'step', label: 'choose a new password', name: 'new_password', pending: (facts) => facts.passwordMustChange },
];

/** The first gate that refuses or step that is pending; done when there is none. */
export function next(facts: Facts): Next {
  for (const row of table) {
    if (row.kind === 'step') {
      if (row.pending(facts)) return { ask: row.name };
      continue;
    }
    const refusal = row.refusal(facts);
    if (refusal !== null) return { refuse: refusal };
  }
  return { done: true };
}

/** The table as a Mermaid flowchart; docs/sign-in.md holds it and a test compares the two. */
export function mermaid(): string {
  const lines = ['flowchart TD', '  password["password right"] --> s0'];
  table.forEach((row, index) => {
    const following = index === table.length - 1 ? 'done(["session"])' : `s${index + 1}`;
    if (row.kind === 'gate') {
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
