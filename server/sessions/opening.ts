/**
 * Opening a session: what it takes, and what it ends. The statement itself stands in store-open.ts; here is what belongs to it.
 */
import type { RawBuilder } from 'kysely';
import { type AuditEntry, record, recording } from '../audit/audit.ts';
import { type Caller, nobodyCaller, type Origin } from '../kernel/caller.ts';
import type { BrowserId, PasskeyId, SessionId, UserId } from '../kernel/ids.ts';
import { noteChange } from '../platform/changes.ts';
import type { Transaction } from '../platform/database.ts';
import { newToken, tokenHash } from '../platform/http/http.ts';
import { announce, announcing } from '../platform/notify.ts';
import { freeSeat } from '../seats/seats.ts';
import type { Tenant } from '../tenants/tenants.ts';
import { sessionEnd } from './store.ts';
import { type SessionInsert, sessionInsert } from './store-open.ts';

/** With what a session was opened: the first factor, and the second if one was proven. */
export type SessionMethod = 'pwd' | 'email_code' | 'totp' | 'passkey' | 'recovery_code';

export interface NewSession {
  readonly tenant: Tenant;
  /** Chosen by the caller, who can thus write of it before it is there. */
  readonly id: SessionId;
  readonly user: UserId;
  /** The person as the actor of their own sign-in, for the audit entry. */
  readonly caller: Caller;
  readonly kind: 'browser' | 'native';
  readonly browserId: BrowserId;
  readonly origin: Origin;
  readonly methods: readonly SessionMethod[];
  /** The session ends when the password is another one; null for a person who has none. */
  readonly passwordRevision: number | null;
  /** The passkey that opens it without a password; removing that one ends it. */
  readonly passkey: PasskeyId | null;
  /** The session that this browser had until now, its own or another person's: it ends (core rule: a new id at every sign-in). */
  readonly replaces: { readonly id: SessionId; readonly user: UserId } | null;
  /** Whether the person has other sessions of this kind, here or elsewhere, as far as the caller knows. */
  readonly others: boolean;
  /** `sign_ins` of the user when that was read; null when `lockAll` was called before. */
  readonly signIns: number | null;
  /** SQL of what is erased in the same statement, whether the session is opened or not; null = nothing. */
  readonly erasing: RawBuilder<unknown> | null;
}

/** How many sessions of a kind a person may have at once. */
export function browsersMaxOf({ settings }: Pick<Tenant, 'settings'>, kind: 'browser' | 'native'): number {
  return kind === 'browser' ? settings.connections.browsers : settings.native.limit;
}

function rowOf(input: NewSession, token: string): SessionInsert {
  const { tenant, origin } = input;
  const { idleMinutes, absoluteHours } = tenant.settings.sessions;
  return {
    ...input,
    tenant: tenant.id,
    tokenHash: tokenHash(token),
    browserName: origin.browser,
    address: origin.address,
    idleMinutes,
    absoluteHours,
    browsersMax: browsersMaxOf(tenant, input.kind),
    replaces: input.replaces?.id ?? null,
  };
}

/** The session that another person has in this browser ends, and their seat is free. */
async function endOfOther(tx: Transaction, { tenant, origin, user, replaces }: NewSession): Promise<void> {
  if (replaces === null || replaces.user === user) return;
  if (!(await sessionEnd(tx, tenant.id, replaces.user, replaces.id, 'other_user'))) return;
  // Whoever signs in here may take that very seat.
  await freeSeat(tx, tenant.id, replaces.user);
  await announce(tx, { kind: 'session', tenant: tenant.id, session: replaces.id });
  const caller = { ...nobodyCaller(tenant.id, origin), kind: 'system' as const, name: 'sign-in' };
  const target = { kind: 'session', id: replaces.id, name: null };
  await record(tx, caller, { action: 'session.end', reason: 'other_user', target });
}

/** What became of it: see `Sessions.open`. */
export async function openSession(tx: Transaction, input: NewSession): Promise<{ token: string } | 'full' | 'changed'> {
  const { tenant, user, caller } = input;
  const token = newToken();
  await endOfOther(tx, input);
  const entry: AuditEntry = { action: 'session.start', target: { kind: 'session', id: input.id, name: caller.name } };
  const ending: AuditEntry = {
    action: 'session.end',
    reason: 'replaced',
    target: { kind: 'user', id: user, name: caller.name },
    details: { by: input.id },
  };
  const change = { kind: 'user', tenant: tenant.id, user } as const;
  const { opened, displaced } = await sessionInsert(tx, rowOf(input, token), {
    before: input.erasing,
    recorded: recording(caller, entry, 'opened'),
    displaced: recording(caller, ending, 'displaced'),
    told: announcing(change, 'displaced'),
  });
  if (displaced) noteChange(tx, change);
  return opened === 'opened' ? { token } : opened;
}
