/** SQL of sign-in: the facts about a person, and flows (a sign-in between the right password and the session). */
import { type RawBuilder, sql } from 'kysely';
import type { FactorMethod } from '../factors/due.ts';
import { type FactorColumns, factorColumns } from '../factors/factors.ts';
import type { FlowId, PasskeyId, TenantId, UserId } from '../kernel/ids.ts';
import type { Bucket, PersonFacts } from '../passwords/lockout.ts';
import type { Transaction } from '../platform/database.ts';
import { type ScheduleColumns, scheduleColumns } from '../schedules/schedules.ts';
import { countsOfSessions, type Place } from '../sessions/others.ts';

/** The token of a trusted browser, digested, and for how many days one is trusted. */
interface Trust {
  readonly tokenHash: Buffer | null;
  readonly days: number;
}
const noTrust: Trust = { tokenHash: null, days: 0 };

/** Everything that decides about one person's sign-in. */
export interface PersonRow extends FactorColumns, ScheduleColumns {
  readonly id: UserId;
  readonly username: string;
  readonly email: string | null;
  readonly email_confirmed: boolean;
  readonly first_name: string;
  readonly last_name: string;
  readonly locale: string | null;
  readonly disabled: boolean;
  readonly status: 'active' | 'inactive';
  readonly last_sign_in_at: Date | null;
  readonly role_key: string;
  readonly role_home: string;
  readonly permissions: string[];
  readonly sealed: Buffer | null;
  readonly revision: number | null;
  readonly temporary: boolean | null;
  readonly temporary_expired: boolean;
  readonly too_old: boolean;
  readonly station_mode: 'static' | 'dynamic' | 'none';
  /** The role demands a station, and the person holds none. */
  readonly station_missing: boolean;
  /** They have a seat, or need none. */
  readonly seated: boolean;
  readonly sign_ins: number;
  /** Live sessions of the kind that would open: here, elsewhere, and elsewhere in use. Zeros where nothing would open. */
  readonly sessions: readonly [number, number, number];
}

/** What decides about a person besides their rows. */
export interface PersonLook {
  /** Days after which a password is too old; null: never. */
  readonly maxAgeDays: number | null;
  /** None given: no browser is trusted. */
  readonly trust?: Trust;
  /** Where a session would open; null: none is to. */
  readonly place?: Place | null;
}

function personColumns(
  tenant: TenantId,
  { maxAgeDays, trust = noTrust, place = null }: PersonLook,
): RawBuilder<unknown> {
  const none = sql`ARRAY[0, 0, 0]`;
  return sql`u.id, u.username, u.email, u.email_unconfirmed_since IS NULL AS email_confirmed, u.first_name, u.last_name, u.locale, u.disabled, u.status, u.last_sign_in_at,
      r.key AS role_key, r.home AS role_home, r.permissions, w.sealed, w.revision, w.temporary,
      coalesce(w.temporary AND w.expires_at <= now(), false) AS temporary_expired,
      coalesce(w.changed_at + make_interval(days => ${maxAgeDays}::integer) <= now(), false) AS too_old,
      u.station_mode, u.sign_ins,
      r.station_required AND u.station_mode <> 'none' AND NOT EXISTS (SELECT FROM stations st WHERE st.tenant_id = u.tenant_id AND st.holder_id = u.id) AS station_missing,
      NOT r.uses_seat OR EXISTS (SELECT FROM seats se WHERE se.tenant_id = u.tenant_id AND se.user_id = u.id) AS seated,
      ${place === null ? none : countsOfSessions(tenant, sql`u.id`, place)} AS sessions,
      ${factorColumns(tenant, trust)}, ${scheduleColumns()}`;
}

const personTables = sql`users u
    JOIN roles r ON r.tenant_id = u.tenant_id AND r.id = u.role_id
    LEFT JOIN passwords w ON w.tenant_id = u.tenant_id AND w.user_id = u.id
    LEFT JOIN user_factors f ON f.tenant_id = u.tenant_id AND f.user_id = u.id`;

/** One statement whether the person exists or not. */
export async function personFetch(
  tx: Transaction,
  tenant: TenantId,
  user: UserId | null,
  look: PersonLook,
): Promise<PersonRow | undefined> {
  const { rows } = await sql<PersonRow>`SELECT ${personColumns(tenant, look)} FROM ${personTables}
    WHERE u.tenant_id = ${tenant} AND u.id = ${user}`.execute(tx);
  return rows[0];
}

/** The same for whom the identifier of an attempt means, as a part of its reservation; all are null where it means nobody. */
export function personFacts(tenant: TenantId, look: PersonLook): PersonFacts {
  return {
    columns: personColumns(tenant, look),
    joins: sql`LEFT JOIN (${personTables}) ON u.tenant_id = ${tenant} AND u.id = p.user_id`,
  };
}

export interface FlowInsert {
  readonly tenant: TenantId;
  readonly id: FlowId;
  readonly secretHash: Buffer;
  readonly user: UserId;
  readonly client: 'browser' | 'native';
  /** Null for a person who has no password. */
  readonly passwordRevision: number | null;
  /** With what it begins; a passkey is named. */
  readonly passkey: PasskeyId | null;
  /** False: it ends where it would ask which other session should end. */
  readonly follows: boolean;
  readonly bucket: Bucket;
  readonly returnTo: string | null;
  readonly minutes: number;
}

export interface FlowRow {
  readonly id: FlowId;
  readonly user_id: UserId;
  readonly client: 'browser' | 'native';
  readonly password_revision: number | null;
  readonly passkey_id: PasskeyId | null;
  readonly follows: boolean;
  readonly attempt_subject: string;
  readonly attempt_bucket: string;
  readonly return_to: string | null;
  readonly way: 'password' | 'passkey';
  readonly factor_method: FactorMethod | null;
}

export async function flowInsert(tx: Transaction, flow: FlowInsert): Promise<void> {
  await sql`INSERT INTO sign_in_flows (tenant_id, id, secret_hash, user_id, client, password_revision, way, passkey_id, follows, attempt_subject, attempt_bucket, return_to, expires_at)
    VALUES (${flow.tenant}, ${flow.id}, ${flow.secretHash}, ${flow.user}, ${flow.client}, ${flow.passwordRevision},
      ${flow.passkey === null ? 'password' : 'passkey'}, ${flow.passkey}, ${flow.follows}, ${flow.bucket.subject},
      ${flow.bucket.bucket}, ${flow.returnTo}, now() + make_interval(mins => ${flow.minutes}))`.execute(tx);
}

/** The flow this browser is in; undefined when it is over, expired, or another browser's. */
export function flowFetch(
  tx: Transaction,
  tenant: TenantId,
  id: FlowId,
  secretHash: Buffer,
): Promise<FlowRow | undefined> {
  return tx
    .selectFrom('sign_in_flows')
    .select([
      'id',
      'user_id',
      'client',
      'password_revision',
      'passkey_id',
      'follows',
      'attempt_subject',
      'attempt_bucket',
      'return_to',
      'way',
      'factor_method',
    ])
    .where('tenant_id', '=', tenant)
    .where('id', '=', id)
    .where('secret_hash', '=', secretHash)
    .where('finished_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .executeTakeFirst();
}

/** The password of a flow was changed within it; exactly one of many callers gets true. */
export async function flowMoveOn(tx: Transaction, tenant: TenantId, id: FlowId, revision: number): Promise<boolean> {
  const result = await tx
    .updateTable('sign_in_flows')
    .set({ password_revision: revision + 1 })
    .where('tenant_id', '=', tenant)
    .where('id', '=', id)
    .where('password_revision', '=', revision)
    .where('finished_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** A second factor was proven; exactly one of many callers gets true. */
export async function flowProve(tx: Transaction, tenant: TenantId, id: FlowId, method: FactorMethod): Promise<boolean> {
  const result = await tx
    .updateTable('sign_in_flows')
    .set({ factor_method: method, factor_proven_at: sql`now()` })
    .where('tenant_id', '=', tenant)
    .where('id', '=', id)
    .where('factor_proven_at', 'is', null)
    .where('finished_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Whoever was sent another code has as long again. How often that can happen is limited. */
export async function flowProlong(tx: Transaction, tenant: TenantId, id: FlowId, minutes: number): Promise<void> {
  await sql`UPDATE sign_in_flows SET expires_at = greatest(expires_at, now() + make_interval(mins => ${minutes}))
    WHERE tenant_id = ${tenant} AND id = ${id} AND finished_at IS NULL`.execute(tx);
}

/** Ends a flow; exactly one of many callers gets true. */
export async function flowFinish(tx: Transaction, tenant: TenantId, id: FlowId): Promise<boolean> {
  const result = await tx
    .updateTable('sign_in_flows')
    .set({ finished_at: sql`now()` })
    .where('tenant_id', '=', tenant)
    .where('id', '=', id)
    .where('finished_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** From here on a part of the transaction can be taken back. */
export async function savepointSet(tx: Transaction): Promise<void> {
  await sql`SAVEPOINT part`.execute(tx);
}

/** Takes back what was done since, also after an error of the database. */
export async function savepointUndo(tx: Transaction): Promise<void> {
  await sql`ROLLBACK TO SAVEPOINT part`.execute(tx);
}

/** Clean-up across tenants. */
export async function flowPrune(tx: Transaction): Promise<void> {
  await sql`DELETE FROM sign_in_flows WHERE expires_at < now() - interval '1 hour'`.execute(tx);
}
