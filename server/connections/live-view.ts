/** Who is connected, for supervisors and administrators: everybody, or the members of one's teams. */
import type { Caller } from '../kernel/caller.ts';
import { parseId, type TeamId } from '../kernel/ids.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Database } from '../platform/database.ts';
import { displayName } from '../users/user.ts';
import { type PresenceRow, presenceList } from './store-view.ts';

/** Somebody who has a tab or a seat. */
export interface Presence {
  /** The user's. */
  readonly id: string;
  readonly user: { readonly id: string; readonly username: string; readonly displayName: string };
  readonly role: { readonly key: string; readonly name: string };
  readonly teams: PresenceRow['teams'];
  /** When their newest session began, in which browser, and from where. */
  readonly since: string;
  readonly browser: string;
  readonly address: string;
  readonly seat: boolean;
  readonly station: string | null;
  readonly tabs: PresenceRow['tabs'];
}

export interface PresenceQuery {
  readonly limit: number;
  readonly cursor: string | null;
  readonly search: string | null;
  /** Id of a team. */
  readonly team: string | null;
}

function presenceOf(row: PresenceRow): Presence {
  return {
    id: row.id,
    user: { id: row.id, username: row.username, displayName: displayName(row) },
    role: { key: row.role_key, name: row.role_name },
    teams: row.teams,
    since: row.since.toISOString(),
    browser: row.browser,
    address: row.address,
    seat: row.seat,
    station: row.station,
    tabs: row.tabs,
  };
}

/** The teams to look at; null = everyone. A team that one may not see has nobody in it. */
function teamsFor(caller: Caller, asked: string | null): readonly TeamId[] | null {
  const everyone = caller.permissions.has('users:read');
  if (!everyone && !caller.permissions.has('team:read')) throw refuse('not_permitted');
  if (asked === null) return everyone ? null : caller.supervises;
  const team = parseId<TeamId>(asked);
  return team !== null && (everyone || caller.supervises.includes(team)) ? [team] : [];
}

/** By username. @throws Refusal not_permitted */
export async function listPresences(
  database: Database,
  caller: Caller,
  { limit, cursor, search, team }: PresenceQuery,
): Promise<{ items: Presence[]; next: string | null }> {
  const teams = teamsFor(caller, team);
  const rows = await database.withTenant(caller.tenant, (tx) =>
    presenceList(tx, caller.tenant, { limit, after: cursor, search, teams }),
  );
  const shown = rows.slice(0, limit);
  return { items: shown.map(presenceOf), next: rows.length > limit ? (shown.at(-1)?.sort_key ?? null) : null };
}
