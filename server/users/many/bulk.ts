/**
 * Acts on many people at once (M1): each person is judged, changed and written down exactly as if they were the only one, by the
 * door that does it for one. Whoever is refused stops nobody else, and doing it again changes nothing more. Routes call it; it has
 * no rules of its own about who may do what, and none of its acts is one that those doors do not have.
 */
import type { AuditAction } from '../../audit/actions.ts';
import { noteRefusal } from '../../audit/refusals.ts';
import type { Caller } from '../../kernel/caller.ts';
import { parseId, type UserId } from '../../kernel/ids.ts';
import { Refusal, type RefusalCode, refuse } from '../../kernel/refusal.ts';
import type { Database } from '../../platform/database.ts';
import type { Tenant } from '../../tenants/tenants.ts';
import { auditTarget, reachToChange, reachUser, roleToGrant, scheduleIdOf } from '../reach.ts';
import { type UserRow, userFetch } from '../store.ts';
import type { Teams } from '../teams/teams.ts';
import { lockRuleOf, type UserVerb } from '../user.ts';
import type { Users } from '../users.ts';

export const bulkActions = [
  'disable',
  'enable',
  'sign_out',
  'unlock',
  'activate',
  'inactivate',
  'add_to_team',
  'remove_from_team',
  'set_role',
  'set_schedule',
] as const;
export type BulkAction = (typeof bulkActions)[number];

export interface BulkOrder {
  readonly ids: readonly string[];
  readonly action: BulkAction;
  /** The id of a team or of a schedule (null: none of their own), or the key of a role. */
  readonly value?: string | null;
}

export interface BulkOutcome {
  readonly id: string;
  /** `unchanged`: it was so already. */
  readonly outcome: 'done' | 'unchanged' | 'refused';
  /** Why, when refused. */
  readonly code?: RefusalCode;
}

export interface BulkOptions {
  readonly database: Database;
  readonly users: Users;
  readonly teams: Teams;
  /** Ends all sessions of somebody whom the caller may sign out: told by the slice that owns them. @returns how many */
  readonly signOut: (caller: Caller, user: UserId) => Promise<number>;
  readonly onError: (error: unknown) => void;
}

/** One person of an order, whom the caller may see. */
interface Subject {
  readonly tenant: Tenant;
  readonly caller: Caller;
  readonly row: UserRow;
  readonly value: string | null;
}

interface Act {
  /** What one of these permissions allows at all; whom it reaches is judged for each. */
  readonly permissions: readonly string[];
  readonly value: 'none' | 'text' | 'text or null';
  /** What the log calls it. */
  readonly audited: AuditAction;
  /** How somebody must be within reach before it is told that it is so already. */
  readonly reach: UserVerb | 'change';
  readonly isSo: (subject: Subject) => boolean;
  /** @returns whether anything changed */
  readonly act: (options: BulkOptions, subject: Subject) => Promise<boolean>;
}

/** So few at a time that other requests keep most of the connections to the database. */
const atOnce = 4;

function disabling(disabled: boolean): Act {
  return {
    permissions: ['users:disable'],
    value: 'none',
    audited: disabled ? 'user.disable' : 'user.enable',
    reach: 'change',
    isSo: ({ row }) => row.disabled === disabled,
    async act({ users }, { tenant, caller, row }) {
      await users.setDisabled(tenant, caller, row.id, disabled);
      return true;
    },
  };
}

type Patch = Parameters<Users['update']>[3];

function changing(value: Act['value'], isSo: Act['isSo'], patchOf: (value: string | null) => Patch): Act {
  return {
    permissions: ['users:update'],
    value,
    audited: 'user.update',
    reach: 'change',
    isSo,
    async act({ users }, { tenant, caller, row, value: given }) {
      await users.update(tenant, caller, row.id, patchOf(given), null);
      return true;
    },
  };
}

/** Under the lock of the team, so that whoever was made its supervisor a moment ago stays one. */
function moving(into: boolean): Act {
  const isSo = (row: UserRow, team: string | null) => row.team_ids.some((id) => id === team) === into;
  return {
    permissions: ['teams:update'],
    value: 'text',
    audited: into ? 'team.members.put' : 'team.members.remove',
    reach: 'read',
    isSo: ({ row, value }) => isSo(row, value),
    act: ({ teams }, { tenant, caller, row, value }) =>
      teams.together(caller, async ({ tx, lock, put, take }) => {
        const team = value ?? '';
        await lock(team);
        if (isSo(await reachUser(tx, tenant, caller, row.id, 'read'), team)) return false;
        await (into ? put : take)(team, [row.id]);
        return true;
      }),
  };
}

const acts: Readonly<Record<BulkAction, Act>> = {
  disable: disabling(true),
  enable: disabling(false),
  sign_out: {
    permissions: ['users:sign_out', 'team:sign_out'],
    value: 'none',
    audited: 'session.end_all',
    reach: 'sign_out',
    isSo: () => false,
    act: async ({ signOut }, { caller, row }) => (await signOut(caller, row.id)) > 0,
  },
  unlock: {
    permissions: ['users:unlock', 'team:unlock'],
    value: 'none',
    audited: 'user.unlock',
    reach: 'unlock',
    isSo: ({ row }) => !row.locked,
    async act({ users }, { tenant, caller, row }) {
      await users.unlock(tenant, caller, row.id);
      return true;
    },
  },
  activate: changing(
    'none',
    ({ row }) => row.status === 'active',
    () => ({ status: 'active' }),
  ),
  inactivate: changing(
    'none',
    ({ row }) => row.status === 'inactive',
    () => ({ status: 'inactive' }),
  ),
  add_to_team: moving(true),
  remove_from_team: moving(false),
  set_role: changing(
    'text',
    ({ row, value }) => row.role === value,
    (role) => ({ role: role ?? '' }),
  ),
  set_schedule: changing(
    'text or null',
    ({ row, value }) => row.schedule_id === value,
    (schedule) => ({ schedule }),
  ),
};

function refuseValue(message: string): Refusal {
  return refuse('invalid_request', { violations: [{ path: '/value', message }] });
}

/** The value of an order, right in form for its act. @throws Refusal invalid_request */
function askedValue({ action, value }: BulkOrder): string | null {
  const { value: wanted } = acts[action];
  if (wanted === 'none' && value !== undefined) throw refuseValue('is not taken by this action');
  if (wanted === 'text' && typeof value !== 'string') throw refuseValue('is needed by this action');
  if (wanted === 'text or null' && value === undefined) throw refuseValue('is needed by this action; null for none');
  return value ?? null;
}

/**
 * What would be refused for everybody is refused once, before anything is done: who may do it to nobody, a team or role that there
 * is not, a role that is not the caller's to give.
 * @throws Refusal not_permitted, invalid_request, not_found (the team)
 */
async function assertOrder(
  { database, teams }: BulkOptions,
  tenant: Tenant,
  caller: Caller,
  action: BulkAction,
  value: string | null,
): Promise<void> {
  const held: ReadonlySet<string> = caller.permissions;
  if (!acts[action].permissions.some((one) => held.has(one))) throw refuse('not_permitted');
  if (action === 'set_role') await database.withTenant(tenant.id, (tx) => roleToGrant(tx, tenant, caller, value ?? ''));
  if (action === 'set_schedule') scheduleIdOf(value);
  if (action === 'add_to_team' || action === 'remove_from_team')
    await teams.together(caller, ({ lock }) => lock(value ?? ''));
}

/** Refusals that say nothing of who may do what. */
const unremarkable = new Set<RefusalCode>(['invalid_request', 'unavailable', 'internal']);

/** In the log as if the person had been asked for alone. */
async function noteOne(
  { database }: BulkOptions,
  tenant: Tenant,
  caller: Caller,
  id: string,
  { action, reason }: { readonly action: BulkAction; readonly reason: RefusalCode },
): Promise<void> {
  const user = parseId<UserId>(id);
  const row =
    user && (await database.withTenant(tenant.id, (tx) => userFetch(tx, tenant.id, user, lockRuleOf(tenant))));
  const target = row ? auditTarget(row) : { kind: 'user', id: user, name: null };
  await noteRefusal(database, caller, {
    action: acts[action].audited,
    outcome: 'refused',
    reason,
    target,
    details: { bulk: true },
  });
}

/** One person of the order. Never rejects. */
async function actOnOne(
  options: BulkOptions,
  tenant: Tenant,
  caller: Caller,
  id: string,
  { action, value }: { readonly action: BulkAction; readonly value: string | null },
): Promise<BulkOutcome> {
  const { reach, isSo, act } = acts[action];
  try {
    const row = await options.database.withTenant(tenant.id, (tx) =>
      reach === 'change' ? reachToChange(tx, tenant, caller, id) : reachUser(tx, tenant, caller, id, reach),
    );
    const subject = { tenant, caller, row, value };
    if (isSo(subject)) return { id, outcome: 'unchanged' };
    return { id, outcome: (await act(options, subject)) ? 'done' : 'unchanged' };
  } catch (error) {
    const code = error instanceof Refusal ? error.code : 'internal';
    if (code === 'internal') options.onError(error);
    if (!unremarkable.has(code))
      await noteOne(options, tenant, caller, id, { action, reason: code }).catch(options.onError);
    return { id, outcome: 'refused', code };
  }
}

/**
 * Does one act to each of these people, a few at a time, each in a transaction of its own; whoever is named twice is one person.
 * @returns what became of each, in the order in which they were named
 * @throws Refusal not_permitted, invalid_request, not_found (the team): then nobody was changed
 */
export async function actOnMany(
  options: BulkOptions,
  tenant: Tenant,
  caller: Caller,
  order: BulkOrder,
): Promise<BulkOutcome[]> {
  const { action } = order;
  const value = askedValue(order);
  await assertOrder(options, tenant, caller, action, value);
  const ids = [...new Set(order.ids)];
  const outcomes = new Map<string, BulkOutcome>();
  const waiting = ids.values();
  const work = async () => {
    for (const id of waiting) outcomes.set(id, await actOnOne(options, tenant, caller, id, { action, value }));
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return ids.flatMap((id) => outcomes.get(id) ?? []);
}
