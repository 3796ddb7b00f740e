// Organisations with few seats, and people in them who are signed in as far as the database can tell.
import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { type NodeId, newId, type SessionId, type UserId } from '../../server/kernel/ids.ts';
import type { Transaction } from '../../server/platform/database.ts';
import { seatTake } from '../../server/seats/store.ts';
import type { SettingsPatch } from '../../server/tenants/setting-shapes.ts';
import type { Tenant } from '../../server/tenants/tenants.ts';
import type { TestApp } from './app.ts';
import { rows } from './attack.ts';

/** An organisation with so many seats; none is kept for administrators unless asked for. */
export async function houseOf(
  app: TestApp,
  slug: string,
  seats: number,
  { seats: wanted, ...settings }: SettingsPatch = {},
): Promise<Tenant> {
  const tenant = await app.organization(slug, { ...settings, seats: { reservedForAdministrators: 0, ...wanted } });
  await setSeats(app, tenant, seats);
  return tenant;
}

export async function setSeats(app: TestApp, tenant: Tenant, seats: number): Promise<void> {
  await rows(app, sql`UPDATE tenants SET seats = ${seats} WHERE id = ${tenant.id}`);
}

/** People without a password, many at once. @returns their ids */
export async function peopleOf(app: TestApp, tenant: Tenant, count: number, role = 'agent'): Promise<UserId[]> {
  const people = Array.from({ length: count }, () => newId<UserId>());
  await rows(
    app,
    sql`INSERT INTO users (tenant_id, id, username, role_id) SELECT ${tenant.id}, id, 'person-' || id, (SELECT id FROM roles WHERE tenant_id = ${tenant.id} AND key = ${role})
      FROM unnest(${people}::uuid[]) AS id`,
  );
  return people;
}

/** Opens a session of this user, with no password and no tab. */
export async function openSession(tx: Transaction, tenant: Tenant, user: UserId, idleMinutes = 60): Promise<SessionId> {
  const id = newId<SessionId>();
  await sql`INSERT INTO sessions (tenant_id, id, token_hash, user_id, kind, browser_id, browser_name, address, user_epoch, idle_minutes, absolute_expires_at)
    SELECT tenant_id, ${id}, sha256(${id}::text::bytea), id, 'browser', ${newId()}, 'Firefox', '192.0.2.1', session_epoch, ${idleMinutes}, now() + interval '12 hours'
    FROM users WHERE tenant_id = ${tenant.id} AND id = ${user}`.execute(tx);
  return id;
}

export async function endSession(tx: Transaction, tenant: Tenant, id: SessionId): Promise<void> {
  await sql`UPDATE sessions SET ended_at = now(), end_reason = 'logged_out' WHERE tenant_id = ${tenant.id} AND id = ${id}`.execute(
    tx,
  );
}

export interface Counted {
  readonly seats: number;
  readonly in_use: number;
  readonly unreserved: number;
  readonly by_role: Record<string, number>;
  readonly peak: number;
  /** Whether seat_usage says what the rows of seats say, and each seat has the role of its holder. */
  readonly exact: boolean;
}

/** What is counted, beside what is there. */
export async function counted(app: TestApp, tenant: Tenant): Promise<Counted> {
  const [row] = await rows(
    app,
    sql<Counted>`
      WITH s AS (SELECT s.*, u.role_id AS user_role, r.reserved_seats FROM seats s JOIN users u ON u.tenant_id = s.tenant_id AND u.id = s.user_id
        JOIN roles r ON r.tenant_id = s.tenant_id AND r.id = s.role_id WHERE s.tenant_id = ${tenant.id}),
      by_role AS (SELECT coalesce(jsonb_object_agg(role_id, n), '{}') AS counts FROM (SELECT role_id, count(*) AS n FROM s GROUP BY role_id) AS g),
      named AS (SELECT coalesce(jsonb_object_agg(key, n), '{}') AS names FROM (SELECT r.key, count(*) AS n FROM s JOIN roles r ON r.tenant_id = s.tenant_id AND r.id = s.role_id GROUP BY r.key) AS g)
      SELECT (SELECT count(*)::integer FROM s) AS seats, coalesce(u.in_use, 0) AS in_use, coalesce(u.unreserved, 0) AS unreserved, named.names AS by_role, coalesce(u.peak, 0) AS peak,
        coalesce(u.in_use, 0) = (SELECT count(*) FROM s) AND coalesce(u.unreserved, 0) = (SELECT count(*) FROM s WHERE NOT reserved)
        AND coalesce(u.by_role, '{}') = by_role.counts AND NOT EXISTS (SELECT FROM s WHERE role_id <> user_role OR reserved <> reserved_seats) AS exact
      FROM by_role CROSS JOIN named LEFT JOIN seat_usage u ON u.tenant_id = ${tenant.id}`,
  );
  if (!row) throw new Error('Nothing was counted.');
  return row;
}

/** The clock of a tenant's seats moves on: what was to happen within these seconds is due. */
export async function ageSeats(app: TestApp, tenant: Tenant, seconds: number): Promise<void> {
  await rows(
    app,
    sql`UPDATE seats SET held_until = held_until - make_interval(secs => ${seconds}) WHERE tenant_id = ${tenant.id} AND held_until < 'infinity'`,
  );
  await rows(
    app,
    sql`UPDATE sessions SET last_seen_at = last_seen_at - make_interval(secs => ${seconds}), disconnected_at = disconnected_at - make_interval(secs => ${seconds}),
      absolute_expires_at = absolute_expires_at - make_interval(secs => ${seconds}) WHERE tenant_id = ${tenant.id}`,
  );
}

/** A tab of the session, as far as the database can tell: held by a process of its own. */
export async function tabOf(app: TestApp, tenant: Tenant, session: SessionId): Promise<void> {
  const node = newId<NodeId>();
  await rows(app, sql`INSERT INTO nodes (id) VALUES (${node})`);
  await rows(
    app,
    sql`INSERT INTO connections (tenant_id, id, session_id, user_id, browser_id, tab, node_id, browser_name, address)
      SELECT tenant_id, ${newId()}, id, user_id, browser_id, ${newId()}, ${node}, browser_name, address FROM sessions WHERE tenant_id = ${tenant.id} AND id = ${session}`,
  );
  await rows(
    app,
    sql`UPDATE sessions SET connected_at = coalesce(connected_at, now()), disconnected_at = NULL WHERE tenant_id = ${tenant.id} AND id = ${session}`,
  );
}

/** All tabs of the session are gone. */
export async function tabGone(app: TestApp, tenant: Tenant, session: SessionId): Promise<void> {
  await rows(app, sql`DELETE FROM connections WHERE tenant_id = ${tenant.id} AND session_id = ${session}`);
  await rows(app, sql`UPDATE sessions SET disconnected_at = now() WHERE tenant_id = ${tenant.id} AND id = ${session}`);
}

/** What happens in a transaction of the tenant. */
export function within<Result>(
  app: TestApp,
  tenant: Tenant,
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result> {
  return app.app.house.database.withTenant(tenant.id, work);
}

/** @returns whether the user has a seat now, or needs none */
export const takeSeat = seatTake;

/** A sign-in as far as seats go: a session if a seat is free, or neither. */
export function enter(app: TestApp, tenant: Tenant, user: UserId | undefined): Promise<SessionId | null> {
  assert.ok(user);
  return within(app, tenant, async (tx) =>
    (await takeSeat(tx, tenant.id, user)) ? openSession(tx, tenant, user) : null,
  );
}

export function leave(app: TestApp, tenant: Tenant, session: SessionId | null): Promise<void> {
  assert.ok(session);
  return within(app, tenant, (tx) => endSession(tx, tenant, session));
}

export async function assertExact(app: TestApp, tenant: Tenant, inUse: number): Promise<void> {
  const found = await counted(app, tenant);
  assert.deepEqual({ in_use: found.in_use, exact: found.exact }, { in_use: inUse, exact: true }, JSON.stringify(found));
}

export interface Broken {
  readonly name: string;
  readonly text: string;
  readonly by: string;
}

/** Functions of the database with a text in them replaced while the work goes on: how a test shows that it would notice. */
export async function withBroken(app: TestApp, broken: readonly Broken[], work: () => Promise<void>): Promise<void> {
  const kept: string[] = [];
  try {
    for (const { name, text, by } of broken) {
      const [found] = await rows<{ definition: string }>(
        app,
        sql`SELECT pg_get_functiondef(${name}::regproc) AS definition`,
      );
      assert.ok(found);
      assert.ok(found.definition.includes(text), `${name} holds no "${text}"`);
      kept.push(found.definition);
      await rows(app, sql.raw(found.definition.replaceAll(text, by)));
    }
    await work();
  } finally {
    for (const definition of kept) await rows(app, sql.raw(definition));
  }
}
