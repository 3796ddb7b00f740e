/**
 * Diagnosis answers "why can't Ana sign in?" (M8): a dry run of every rule for one person, as it stands now, what would mend each
 * one, and their last attempts. The console's page asks it. It decides nothing and changes nothing: sign-in's own machine says
 * what it would do, and the acts that mend are other slices' doors.
 */
import { othersOf } from '../connections/connections.ts';
import type { Caller } from '../kernel/caller.ts';
import { now } from '../kernel/clock.ts';
import { type RefusalCode, refuse } from '../kernel/refusal.ts';
import type { Mail } from '../mail/mail.ts';
import { locksOf } from '../passwords/lockout.ts';
import type { Passwords } from '../passwords/passwords.ts';
import type { Database } from '../platform/database.ts';
import { type SeatOutlook, seatOutlook } from '../seats/outlook.ts';
import { dryRun } from '../signin/dry-run.ts';
import type { StepName } from '../signin/machine.ts';
import { stationOf } from '../stations/stations.ts';
import type { Tenant } from '../tenants/tenants.ts';
import { reachUser } from '../users/reach.ts';
import { displayName, lockRuleOf, mayActOn } from '../users/user.ts';
import type { UserRow } from '../users/users.ts';
import { type Evidence, type Remedy, type Rule, rulesOf } from './rules.ts';
import { type AttemptRow, attemptList } from './store.ts';

export interface DiagnosisOptions {
  readonly database: Database;
  readonly passwords: Pick<Passwords, 'state'>;
  readonly mail: Pick<Mail, 'lastOf'>;
  /** For tests: see AppOptions. */
  readonly clockOffsetMs: () => number;
}

export interface Diagnosis {
  readonly user: { readonly id: string; readonly username: string; readonly name: string };
  readonly at: string;
  /** What the sign-in page would tell them; null when they would come in, if they do what `asks` says. */
  readonly refusal: RefusalCode | null;
  readonly asks: readonly StepName[];
  readonly rules: readonly (Omit<Rule, 'remedies'> & {
    readonly remedies: readonly { readonly act: Remedy; readonly permitted: boolean }[];
  })[];
  /** The last ten, the newest first. */
  readonly attempts: readonly {
    readonly id: string;
    readonly at: string;
    readonly outcome: 'done' | 'refused' | 'failed';
    readonly reason: string | null;
    readonly address: string | null;
    readonly browser: string | null;
    readonly reference: string | null;
  }[];
}

const attemptsShown = 10;

/** Whether the caller may do what mends a rule. */
function permitted(caller: Caller, remedy: Remedy, user: UserRow): boolean {
  const { permissions } = caller;
  switch (remedy) {
    case 'unlock':
      return mayActOn(caller, 'unlock', user);
    case 'enable':
      return permissions.has('users:disable') && mayActOn(caller, 'read', user);
    case 'activate':
      return permissions.has('users:update') && mayActOn(caller, 'read', user);
    case 'overtime':
      return mayActOn(caller, 'overtime', user);
    case 'set_password':
      return mayActOn(caller, 'password:set', user);
    case 'assign_email':
      return permissions.has('users:update') || (user.email === null && mayActOn(caller, 'email:assign', user));
    case 'reset_second_factor':
      return mayActOn(caller, 'second_factor:reset', user);
    case 'sign_out':
      return mayActOn(caller, 'sign_out', user);
    case 'free_seat':
      return permissions.has('users:sign_out') || permissions.has('team:sign_out');
  }
}

interface Gathered {
  readonly row: UserRow;
  readonly evidence: Omit<Evidence, 'seat'>;
  readonly attempts: readonly AttemptRow[];
}

/** All but the seat, in one transaction. @throws Refusal not_found, not_permitted */
async function gather(options: DiagnosisOptions, tenant: Tenant, caller: Caller, id: string): Promise<Gathered> {
  const clockOffsetMs = options.clockOffsetMs();
  return options.database.withTenant(tenant.id, async (tx) => {
    const row = await reachUser(tx, tenant, caller, id, 'credentials:read');
    const owner = { tenant: tenant.id, user: row.id };
    const locks = await locksOf(tx, tenant.id, row.id, lockRuleOf(tenant));
    const run = await dryRun(tx, tenant, row.id, { locked: locks.elsewhere !== null, clockOffsetMs });
    const code = await options.mail.lastOf(tx, tenant.id, row.id, ['code']);
    const others = await othersOf(tx, tenant.id, row.id, null, 'browser');
    const { assigned, held } = await stationOf(tx, tenant.id, row.id);
    const evidence = {
      suspended: tenant.status === 'suspended',
      disabled: row.disabled,
      inactive: row.status === 'inactive',
      locks,
      run,
      password: await options.passwords.state(tx, owner),
      email: row.email,
      emailProblem: row.email_problem,
      lastCode: code === null ? null : { status: code.status, at: code.at.toISOString(), reason: code.error },
      others: others.filter(({ connectedRecently }) => connectedRecently),
      tabsMax: tenant.settings.connections.tabsPerBrowser,
      station: { assigned, held },
    };
    return { row, evidence, attempts: await attemptList(tx, tenant.id, row.id, attemptsShown) };
  });
}

function attemptOf({
  id,
  at,
  outcome,
  reason,
  address,
  browser,
  reference,
}: AttemptRow): Diagnosis['attempts'][number] {
  return { id, at: at.toISOString(), outcome, reason, address, browser, reference };
}

/** The machine's word, and after it the seat's. */
function refusalOf({ run }: Pick<Evidence, 'run'>, rules: readonly Rule[], seat: SeatOutlook): RefusalCode | null {
  const without = rules.find(({ rule, state }) => rule === 'password' && state === 'refuses')?.code ?? null;
  // Without a password nothing but a lock is said before "incorrect".
  if (without === 'incorrect_credentials' && run.refusal !== 'too_many_attempts') return without;
  if (run.refusal !== null) return run.refusal;
  return seat.free ? null : 'user_limit_reached';
}

/** @throws Refusal not_found, not_permitted */
export async function diagnose(
  options: DiagnosisOptions,
  tenant: Tenant,
  caller: Caller,
  id: string,
): Promise<Diagnosis> {
  if (tenant.kind !== 'organization') throw refuse('not_found');
  const { row, evidence, attempts } = await gather(options, tenant, caller, id);
  const seat = await seatOutlook(options.database, tenant, row.id);
  const rules = rulesOf({ ...evidence, seat });
  return {
    user: { id: row.id, username: row.username, name: displayName(row) },
    at: now().toString(),
    refusal: refusalOf(evidence, rules, seat),
    asks: evidence.run.asks,
    rules: rules.map((rule) => ({
      ...rule,
      remedies: rule.remedies.map((act) => ({ act, permitted: permitted(caller, act, row) })),
    })),
    attempts: attempts.map(attemptOf),
  };
}
