/** SQL of the stations that are assigned to people (T2). Who holds which one now is the business of the slice stations. */
import { sql } from 'kysely';
import type { TenantId, UserId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';

/**
 * Makes a row for the number where it has none, so that it can be locked in its place among others. Whoever takes or assigns a
 * number does this before anything else with stations; if they are refused, it goes with their transaction.
 */
export async function stationEnsure(tx: Transaction, tenant: TenantId, station: string): Promise<void> {
  await sql`INSERT INTO stations (tenant_id, station) VALUES (${tenant}, ${station}) ON CONFLICT DO NOTHING`.execute(
    tx,
  );
}

/** Who has a number: the one it is assigned to, else the one who holds it. */
export interface StationOwner {
  readonly id: UserId;
  readonly username: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly assigned: boolean;
}

export async function stationOwner(
  tx: Transaction,
  tenant: TenantId,
  station: string,
): Promise<StationOwner | undefined> {
  const { rows } = await sql<StationOwner>`
    SELECT u.id, u.username, u.first_name, u.last_name, s.assigned_to IS NOT NULL AS assigned FROM stations s
    JOIN users u ON u.tenant_id = s.tenant_id AND u.id = coalesce(s.assigned_to, s.holder_id) WHERE s.tenant_id = ${tenant} AND s.station = ${station}`.execute(
    tx,
  );
  return rows[0];
}

/**
 * Takes back what is assigned to the user, but for one number. Whoever is at it stays there until they leave.
 * Locks both in the order of numbers, as everybody does.
 */
export async function stationUnassign(
  tx: Transaction,
  tenant: TenantId,
  user: UserId,
  except: string | null,
): Promise<void> {
  await sql`
    WITH theirs AS MATERIALIZED (SELECT station FROM stations WHERE tenant_id = ${tenant} AND (assigned_to = ${user} OR station = ${except}::text) ORDER BY station FOR UPDATE)
    UPDATE stations s SET assigned_to = NULL FROM theirs
    WHERE s.tenant_id = ${tenant} AND s.station = theirs.station AND s.assigned_to = ${user} AND s.station IS DISTINCT FROM ${except}::text`.execute(
    tx,
  );
}

/** Assigns a number, if it is nobody else's and nobody else is at it. One statement; of many at once, one gets true. */
export async function stationAssign(
  tx: Transaction,
  tenant: TenantId,
  user: UserId,
  station: string,
): Promise<boolean> {
  const { rows } = await sql`
    UPDATE stations SET assigned_to = ${user} WHERE tenant_id = ${tenant} AND station = ${station}
      AND coalesce(assigned_to, ${user}) = ${user} AND coalesce(holder_id, ${user}) = ${user} RETURNING 1`.execute(tx);
  return rows.length > 0;
}

/** Takes one number back from the user, if it is still theirs. One statement; of many at once, one gets true. */
export async function stationTakeBack(
  tx: Transaction,
  tenant: TenantId,
  user: UserId,
  station: string,
): Promise<boolean> {
  const { rows } = await sql`UPDATE stations SET assigned_to = NULL
    WHERE tenant_id = ${tenant} AND station = ${station} AND assigned_to = ${user} RETURNING 1`.execute(tx);
  return rows.length > 0;
}

/** Those of the numbers that somebody has already, assigned or held. */
export async function stationListTaken(
  tx: Transaction,
  tenant: TenantId,
  stations: readonly string[],
): Promise<string[]> {
  const { rows } = await sql<{ station: string }>`SELECT s.station FROM unnest(${stations}::text[]) AS asked (station)
    JOIN stations s ON s.tenant_id = ${tenant} AND s.station = asked.station`.execute(tx);
  return rows.map((row) => row.station);
}
