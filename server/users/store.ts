/** SQL of users and their identifiers. */
import { type RawBuilder, sql } from 'kysely';
import type { RoleId, ScheduleId, TeamId, TenantId, UserId } from '../kernel/ids.ts';
import { type LockRule, lockedCondition } from '../passwords/lockout.ts';
import type { Transaction } from '../platform/database.ts';
import { translateConflict } from './conflicts.ts';
import { foldIdentifier } from './identifiers.ts';
import { termsInsert, termsReplace } from './listing/store-terms.ts';

/** A user with what lists and decisions need of its role, lock and teams. */
export interface UserRow {
  readonly id: UserId;
  readonly username: string;
  readonly email: string | null;
  readonly email_problem: string | null;
  readonly email_problem_at: Date | null;
  readonly email_confirmed: boolean;
  readonly first_name: string;
  readonly last_name: string;
  readonly status: 'active' | 'inactive';
  readonly disabled: boolean;
  readonly locale: string | null;
  readonly extension: string | null;
  readonly number: string | null;
  readonly station_mode: 'static' | 'dynamic' | 'none';
  readonly station: string | null;
  readonly schedule_id: ScheduleId | null;
  /** Null when it is over. */
  readonly overtime_until: Date | null;
  readonly last_sign_in_at: Date | null;
  readonly created_at: Date;
  readonly revision: number;
  readonly role: string;
  readonly role_permissions: string[];
  readonly locked: boolean;
  readonly teams: string[];
  readonly team_ids: TeamId[];
}

export interface UserInsert {
  readonly tenant: TenantId;
  readonly id: UserId;
  readonly username: string;
  readonly email: string | null;
  readonly firstName: string;
  readonly lastName: string;
  readonly role: RoleId;
  readonly locale: string | null;
  readonly extension: string | null;
  readonly number: string | null;
  readonly stationMode: 'static' | 'dynamic' | 'none';
  readonly schedule: ScheduleId | null;
  readonly externalId: string | null;
  readonly disabled: boolean;
}

export interface UserChange {
  readonly username?: string;
  readonly email?: string | null;
  readonly first_name?: string;
  readonly last_name?: string;
  readonly role_id?: RoleId;
  readonly status?: 'active' | 'inactive';
  readonly disabled?: boolean;
  readonly locale?: string | null;
  readonly extension?: string | null;
  readonly number?: string | null;
  readonly station_mode?: 'static' | 'dynamic' | 'none';
  readonly schedule_id?: ScheduleId | null;
  readonly external_id?: string | null;
}

export function selection(tenant: TenantId, rule: LockRule): RawBuilder<UserRow> {
  return sql<UserRow>`SELECT u.id, u.username, u.email, u.email_problem, u.email_problem_at,
      u.email_unconfirmed_since IS NULL AS email_confirmed, u.first_name, u.last_name, u.status, u.disabled, u.locale, u.extension, u.number,
      u.station_mode, (SELECT s.station FROM stations s WHERE s.tenant_id = u.tenant_id AND s.assigned_to = u.id) AS station,
      u.schedule_id, CASE WHEN u.overtime_until > now() THEN u.overtime_until END AS overtime_until,
      u.last_sign_in_at, u.created_at, u.revision, r.key AS role, r.permissions AS role_permissions,
      ${lockedCondition(tenant, sql`u.id`, rule)} AS locked,
      coalesce((SELECT array_agg(t.name ORDER BY t.name) FROM team_members m JOIN teams t ON t.tenant_id = m.tenant_id AND t.id = m.team_id
        WHERE m.tenant_id = u.tenant_id AND m.user_id = u.id), '{}') AS teams,
      coalesce((SELECT array_agg(m.team_id) FROM team_members m WHERE m.tenant_id = u.tenant_id AND m.user_id = u.id), '{}') AS team_ids
    FROM users u JOIN roles r ON r.tenant_id = u.tenant_id AND r.id = u.role_id`;
}

export async function userFetch(
  tx: Transaction,
  tenant: TenantId,
  id: UserId,
  rule: LockRule,
): Promise<UserRow | undefined> {
  const { rows } =
    await sql<UserRow>`${selection(tenant, rule)} WHERE u.tenant_id = ${tenant} AND u.id = ${id}`.execute(tx);
  return rows[0];
}

/** As every change of who belongs to a team locks them: in a statement of its own, so that the next one sees what was waited for. */
export async function userLock(tx: Transaction, tenant: TenantId, id: UserId): Promise<void> {
  await sql`SELECT FROM users WHERE tenant_id = ${tenant} AND id = ${id} FOR NO KEY UPDATE`.execute(tx);
}

export async function userFetchByIdentifier(
  tx: Transaction,
  tenant: TenantId,
  identifier: string,
  rule: LockRule,
): Promise<UserRow | undefined> {
  const { rows } =
    await sql<UserRow>`${selection(tenant, rule)} JOIN user_identifiers i ON i.tenant_id = u.tenant_id AND i.user_id = u.id
    WHERE i.tenant_id = ${tenant} AND i.identifier = ${foldIdentifier(identifier)}`.execute(tx);
  return rows[0];
}

async function identifiersInsert(
  tx: Transaction,
  tenant: TenantId,
  user: UserId,
  username: string,
  email: string | null,
): Promise<void> {
  const name = foldIdentifier(username);
  const address = email === null ? null : foldIdentifier(email);
  await sql`INSERT INTO user_identifiers (tenant_id, identifier, user_id, is_username, is_email)
    SELECT ${tenant}, identifier, ${user}, bool_or(is_username), bool_or(is_email)
    FROM (VALUES (${name}, true, false), (${address}, false, true)) AS v (identifier, is_username, is_email)
    WHERE identifier IS NOT NULL GROUP BY identifier`.execute(tx);
}

/** @throws Refusal identifier_taken, invalid_request (extension in use, schedule) */
export async function userInsert(tx: Transaction, user: UserInsert): Promise<void> {
  try {
    await tx
      .insertInto('users')
      .values({
        tenant_id: user.tenant,
        id: user.id,
        username: user.username,
        email: user.email,
        first_name: user.firstName,
        last_name: user.lastName,
        role_id: user.role,
        locale: user.locale,
        extension: user.extension,
        number: user.number,
        station_mode: user.stationMode,
        schedule_id: user.schedule,
        external_id: user.externalId,
        disabled: user.disabled,
      })
      .execute();
    await identifiersInsert(tx, user.tenant, user.id, user.username, user.email);
    const { firstName: first_name, lastName: last_name } = user;
    await termsInsert(tx, user.tenant, user.id, { ...user, first_name, last_name });
  } catch (error) {
    throw translateConflict(error);
  }
}

/** What is known of an address says nothing about another one. The same one again is no more confirmed than it was. */
function forgottenAddress(email: string | null) {
  const same = sql`email IS NOT DISTINCT FROM ${email}`;
  return {
    email_problem: sql<string | null>`CASE WHEN ${same} THEN email_problem END`,
    email_problem_at: sql<Date | null>`CASE WHEN ${same} THEN email_problem_at END`,
    email_unconfirmed_since: sql<Date | null>`CASE WHEN ${same} THEN email_unconfirmed_since END`,
  };
}

/** Does the change touch what the user is found by? */
function changesTerms(change: UserChange): boolean {
  return (['username', 'email', 'first_name', 'last_name', 'extension', 'number'] as const).some(
    (name) => name in change,
  );
}

/** When another schedule or role last touched their hours: whom it puts out has a minute, and the same again leaves none. */
function hoursChangedAt({ schedule_id: schedule, role_id: role }: UserChange): RawBuilder<Date> {
  const rescheduled = schedule === undefined ? sql`false` : sql`schedule_id IS DISTINCT FROM ${schedule}::uuid`;
  return sql`CASE WHEN ${rescheduled} OR role_id <> ${role ?? null}::uuid THEN now() ELSE schedule_changed_at END`;
}

/** Who may not enter any more has no sessions to come back to once they may again. */
function endsSessions(change: UserChange): boolean {
  return change.disabled === true || change.status === 'inactive';
}

/**
 * @param revision the one the change was decided on; null = any
 * @returns false when there is no such user at that revision
 * @throws Refusal identifier_taken, invalid_request (extension in use)
 */
export async function userUpdate(
  tx: Transaction,
  tenant: TenantId,
  id: UserId,
  change: UserChange,
  revision: number | null,
): Promise<boolean> {
  try {
    let query = tx
      .updateTable('users')
      .set({
        ...change,
        revision: sql`revision + 1`,
        updated_at: sql`now()`,
        ...(change.email === undefined ? {} : forgottenAddress(change.email)),
        schedule_changed_at: hoursChangedAt(change),
        ...(change.status === 'active' || change.disabled === false ? { active_since: sql<Date>`now()` } : {}),
        ...(endsSessions(change) ? { session_epoch: sql`session_epoch + 1` } : {}),
      })
      .where('tenant_id', '=', tenant)
      .where('id', '=', id);
    if (revision !== null) query = query.where('revision', '=', revision);
    const row = await query
      .returning(['username', 'email', 'first_name', 'last_name', 'extension', 'number'])
      .executeTakeFirst();
    if (!row) return false;
    if (changesTerms(change)) await termsReplace(tx, tenant, id, row);
    if (change.username !== undefined || change.email !== undefined) {
      await tx.deleteFrom('user_identifiers').where('tenant_id', '=', tenant).where('user_id', '=', id).execute();
      await identifiersInsert(tx, tenant, id, row.username, row.email);
    }
    return true;
  } catch (error) {
    throw translateConflict(error);
  }
}

/**
 * Users who can enter with a role, other than one: is anyone left who administers? Locks them against being removed at once.
 * @param withoutSchedule only those without hours of their own
 */
export async function userCountOthersWithRole(
  tx: Transaction,
  tenant: TenantId,
  role: string,
  except: UserId,
  withoutSchedule = false,
): Promise<number> {
  const { rows } = await sql<{
    id: string;
  }>`SELECT u.id FROM users u JOIN roles r ON r.tenant_id = u.tenant_id AND r.id = u.role_id
    WHERE u.tenant_id = ${tenant} AND r.key = ${role} AND NOT u.disabled AND u.status = 'active'
      AND NOT (${withoutSchedule}::boolean AND u.schedule_id IS NOT NULL)
    ORDER BY u.id FOR UPDATE OF u`.execute(tx);
  return rows.filter((row) => row.id !== except).length;
}

/** How many users the tenant has. */
export async function userCount(tx: Transaction, tenant: TenantId): Promise<number> {
  const row = await tx
    .selectFrom('users')
    .select((is) => is.fn.countAll<string>().as('count'))
    .where('tenant_id', '=', tenant)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}
