/** SQL of roles. */
import { type Insertable, type Selectable, sql } from 'kysely';
import type { RoleId, TenantId, UserId } from '../kernel/ids.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Transaction } from '../platform/database.ts';
import type { RoleTable } from '../platform/tables/tables.ts';

export type RoleRow = Selectable<RoleTable>;

/** What can be changed of a role. The key stays: settings name roles by it. */
export type RoleChange = Partial<
  Pick<
    RoleRow,
    | 'name'
    | 'home'
    | 'permissions'
    | 'uses_seat'
    | 'seats_max'
    | 'reserved_seats'
    | 'station_required'
    | 'connected_is_active'
    | 'schedule_id'
  >
>;

/** A constraint said no: the refusal a person understands. */
function translateConflict(error: unknown): unknown {
  const constraint = error instanceof Error && 'constraint' in error ? error.constraint : null;
  if (constraint === 'role_key_unique')
    return refuse('invalid_request', { violations: [{ path: '/key', message: 'belongs to another role' }] });
  if (constraint === 'role_schedule')
    return refuse('invalid_request', {
      violations: [{ path: '/schedule', message: 'is not a schedule of this organisation' }],
    });
  if (constraint === 'user_role') return refuse('role_in_use');
  return error;
}

/** @throws Refusal invalid_request (key, schedule) */
export async function roleInsertMany(tx: Transaction, rows: Insertable<RoleTable>[]): Promise<void> {
  try {
    await tx.insertInto('roles').values(rows).execute();
  } catch (error) {
    throw translateConflict(error);
  }
}

/**
 * Lets one at a time decide whether roles of the organisation may take no seat, or make one of them so. Before anything else is
 * locked. @returns whether they may
 */
export async function roleSeatlessLock(tx: Transaction, tenant: TenantId): Promise<boolean> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended('seatless roles ' || ${tenant}::text, 0))`.execute(tx);
  // A statement of its own: it sees what was decided while the one before waited.
  const { rows } = await sql<{
    allowed: boolean;
  }>`SELECT seatless_roles AS allowed FROM tenants WHERE id = ${tenant}`.execute(tx);
  return rows[0]?.allowed ?? false;
}

/** Every role takes a seat from now on; who has none takes one when they connect next. */
export async function roleRequireSeats(tx: Transaction, tenant: TenantId): Promise<void> {
  await sql`UPDATE roles SET uses_seat = true, revision = revision + 1 WHERE tenant_id = ${tenant} AND NOT uses_seat`.execute(
    tx,
  );
}

export function roleFetchByKey(tx: Transaction, tenant: TenantId, key: string): Promise<RoleRow | undefined> {
  return tx.selectFrom('roles').selectAll().where('tenant_id', '=', tenant).where('key', '=', key).executeTakeFirst();
}

/** The same, locked against changes of it until the transaction ends; not against others who lock it so, or give it. */
export function roleFetchByKeyForShare(tx: Transaction, tenant: TenantId, key: string): Promise<RoleRow | undefined> {
  return tx
    .selectFrom('roles')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('key', '=', key)
    .forShare()
    .executeTakeFirst();
}

export function roleListByKeys(tx: Transaction, tenant: TenantId, keys: readonly string[]): Promise<RoleRow[]> {
  return tx
    .selectFrom('roles')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where(sql<boolean>`key = ANY (${keys}::text[])`)
    .execute();
}

export function roleFetch(tx: Transaction, tenant: TenantId, id: RoleId): Promise<RoleRow | undefined> {
  return tx.selectFrom('roles').selectAll().where('tenant_id', '=', tenant).where('id', '=', id).executeTakeFirst();
}

/** Locks it against other changes of it, not against people who get it. */
export function roleFetchForUpdate(tx: Transaction, tenant: TenantId, id: RoleId): Promise<RoleRow | undefined> {
  return tx
    .selectFrom('roles')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst();
}

export function roleList(tx: Transaction, tenant: TenantId): Promise<RoleRow[]> {
  return tx.selectFrom('roles').selectAll().where('tenant_id', '=', tenant).orderBy('key').execute();
}

export async function roleCount(tx: Transaction, tenant: TenantId): Promise<number> {
  const { rows } = await sql<{
    count: number;
  }>`SELECT count(*)::integer AS count FROM roles WHERE tenant_id = ${tenant}`.execute(tx);
  return rows[0]?.count ?? 0;
}

/** How many people have the role. */
export async function roleUserCount(tx: Transaction, tenant: TenantId, id: RoleId): Promise<number> {
  const { rows } = await sql<{
    count: number;
  }>`SELECT count(*)::integer AS count FROM users WHERE tenant_id = ${tenant} AND role_id = ${id}`.execute(tx);
  return rows[0]?.count ?? 0;
}

/** The role that a user has now. */
export async function roleIdOfUser(tx: Transaction, tenant: TenantId, user: UserId): Promise<RoleId | null> {
  const { rows } = await sql<{
    role_id: RoleId;
  }>`SELECT role_id FROM users WHERE tenant_id = ${tenant} AND id = ${user}`.execute(tx);
  return rows[0]?.role_id ?? null;
}

/** Of a row that is locked. @throws Refusal invalid_request (schedule) */
export async function roleUpdate(tx: Transaction, tenant: TenantId, id: RoleId, change: RoleChange): Promise<RoleRow> {
  try {
    return await tx
      .updateTable('roles')
      .set({ ...change, revision: sql`revision + 1` })
      .where('tenant_id', '=', tenant)
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow();
  } catch (error) {
    throw translateConflict(error);
  }
}

/** Whoever another schedule would put out has a minute from now. */
export async function roleScheduleChanged(tx: Transaction, tenant: TenantId): Promise<void> {
  await sql`UPDATE tenants SET schedules_changed_at = now() WHERE id = ${tenant}`.execute(tx);
}

/** @throws Refusal role_in_use */
export async function roleDelete(tx: Transaction, tenant: TenantId, id: RoleId): Promise<void> {
  try {
    await tx.deleteFrom('roles').where('tenant_id', '=', tenant).where('id', '=', id).execute();
  } catch (error) {
    throw translateConflict(error);
  }
}
