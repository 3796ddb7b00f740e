/** SQL of the processes of this installation and of the house's clock. All of it runs as the owner, across tenants. */
import { sql } from 'kysely';
import type { NodeId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';
import type { ConnectionOfUser } from './store.ts';

/** Seconds without any beat after which the house is taken to have been away, and without its beat after which a process is dead. */
const houseGapSeconds = 15;
export const deadSeconds = 20;

export async function nodeInsert(tx: Transaction, id: NodeId): Promise<void> {
  await tx.insertInto('nodes').values({ id }).execute();
}

export async function nodeDelete(tx: Transaction, id: NodeId): Promise<void> {
  await tx.deleteFrom('nodes').where('id', '=', id).execute();
}

export interface Beat {
  /** This process is still counted among the living. */
  readonly known: boolean;
  /** Some process has beaten lately: there was no gap. */
  readonly steady: boolean;
  /** Some other process is dead. */
  readonly dead: boolean;
}

/** One beat of a process, for all its tabs. */
export async function nodeBeat(tx: Transaction, id: NodeId): Promise<Beat> {
  const { rows } = await sql<Beat>`
    WITH node AS (UPDATE nodes SET beat_at = now() WHERE id = ${id} RETURNING 1),
    house AS (UPDATE house_clock SET beat_at = greatest(beat_at, now())
      WHERE beat_at > now() - make_interval(secs => ${houseGapSeconds}) RETURNING 1)
    SELECT EXISTS (SELECT FROM node) AS known, EXISTS (SELECT FROM house) AS steady,
      EXISTS (SELECT FROM nodes WHERE id <> ${id} AND beat_at < now() - make_interval(secs => ${deadSeconds})) AS dead`.execute(
    tx,
  );
  return rows[0] ?? { known: false, steady: false, dead: false };
}

/**
 * The house is back: its clock goes on, and every process has as long to beat as it would have had. Whoever comes second finds
 * nothing to do.
 * @returns seconds for which the house was away; 0 when it was not
 */
export async function houseResume(tx: Transaction): Promise<number> {
  const { rows } = await sql<{ seconds: number }>`
    SELECT extract(epoch FROM clock_timestamp() - beat_at)::float8 AS seconds FROM house_clock FOR UPDATE`.execute(tx);
  const seconds = rows[0]?.seconds ?? 0;
  if (seconds <= houseGapSeconds) return 0;
  await sql`UPDATE nodes SET beat_at = least(now(), beat_at + make_interval(secs => ${seconds}))`.execute(tx);
  await sql`UPDATE house_clock SET beat_at = clock_timestamp()`.execute(tx);
  return seconds;
}

export interface DeadNode {
  readonly id: NodeId;
  /** Seconds since its last beat. */
  readonly silent_seconds: number;
}

/** Dead processes other than this one, locked; those that another process is looking after are left to it. */
export async function nodeListDead(tx: Transaction, id: NodeId): Promise<DeadNode[]> {
  const { rows } = await sql<DeadNode>`
    SELECT id, extract(epoch FROM now() - beat_at)::float8 AS silent_seconds FROM nodes
    WHERE id <> ${id} AND beat_at < now() - make_interval(secs => ${deadSeconds}) ORDER BY id FOR UPDATE SKIP LOCKED`.execute(
    tx,
  );
  return rows;
}

/** The tabs that a process held. */
export async function connectionListByNode(tx: Transaction, node: NodeId): Promise<ConnectionOfUser[]> {
  return tx
    .selectFrom('connections')
    .select(['tenant_id as tenant', 'id', 'session_id as session', 'user_id as user'])
    .where('node_id', '=', node)
    .execute();
}
