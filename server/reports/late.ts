/**
 * Who should be here by their hours and is not signed in. People are many and different hours few, so it is asked of each kind of
 * hours once whether they have begun, and then for the people who have those. Overtime puts nobody on the list: it lets somebody
 * stay, it does not call them in.
 */
import type { Caller } from '../kernel/caller.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Database } from '../platform/database.ts';
import { type BegunHours, hoursBegun } from '../schedules/begun.ts';
import type { Tenant } from '../tenants/tenants.ts';
import { displayName } from '../users/user.ts';
import { type After, hoursGroups, type MissingRow, missingList, type Reach } from './store-late.ts';

export interface LatePerson {
  readonly id: string;
  readonly username: string;
  readonly name: string;
  readonly role: { readonly key: string; readonly name: string };
  readonly teams: readonly string[];
  readonly since: string;
  readonly until: string | null;
  readonly lastSignInAt: string | null;
}

export interface LatePage {
  readonly items: readonly LatePerson[];
  /** How many are missing, those on other pages included. */
  readonly total: number;
  /** How many should be here now. */
  readonly expected: number;
  readonly next: string | null;
}

export interface LateQuery {
  readonly limit: number;
  readonly cursor: string | null;
}

/** `1795236025844.ana`: where the page before ended. */
function afterOf(cursor: string | null): After | null {
  if (cursor === null) return null;
  const [, sinceMs, sortKey] = /^(\d{1,15})\.(.+)$/s.exec(cursor) ?? [];
  if (sinceMs === undefined || sortKey === undefined)
    throw refuse('invalid_request', { detail: 'cursor is not one of ours' });
  return { sinceMs: Number(sinceMs), sortKey };
}

function reachOf(caller: Caller): Reach {
  if (caller.permissions.has('users:read')) return null;
  if (caller.permissions.has('team:read')) return caller.supervises;
  throw refuse('not_permitted');
}

function personOf(row: MissingRow, hours: ReadonlyMap<string, BegunHours>): LatePerson {
  return {
    id: row.id,
    username: row.username,
    name: displayName(row),
    role: { key: row.role_key, name: row.role_name },
    teams: row.teams,
    since: Temporal.Instant.fromEpochMilliseconds(row.since_ms).toString(),
    until: hours.get(row.schedule_definitions)?.endsAt?.toString() ?? null,
    lastSignInAt: row.last_sign_in_at?.toISOString() ?? null,
  };
}

/**
 * The longest missing first. Whose hours never end and never begin is expected at no time, so never late.
 * @param clockOffsetMs for tests: see AppOptions
 * @throws Refusal not_permitted, invalid_request (a cursor that is none)
 */
export async function latePeople(
  database: Database,
  tenant: Tenant,
  caller: Caller,
  { limit, cursor }: LateQuery,
  clockOffsetMs: number,
): Promise<LatePage> {
  const reach = reachOf(caller);
  const after = afterOf(cursor);
  return database.withTenant(tenant.id, async (tx) => {
    const groups = await hoursGroups(tx, tenant.id, reach);
    const begun = groups.flatMap((group) => {
      const nowMs = group.schedule_now_ms + clockOffsetMs;
      const hours = hoursBegun(group.schedule_definitions, tenant.timeZone, nowMs);
      return hours === null ? [] : [{ ...group, definitions: group.schedule_definitions, hours }];
    });
    const byDefinitions = new Map(begun.map(({ definitions, hours }) => [definitions, hours]));
    const asked = begun.map(({ definitions, hours }) => ({ definitions, sinceMs: hours.beganAt.epochMilliseconds }));
    const rows = asked.length === 0 ? [] : await missingList(tx, tenant.id, reach, asked, { after, limit: limit + 1 });
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    return {
      items: shown.map((row) => personOf(row, byDefinitions)),
      total: begun.reduce((sum, { missing }) => sum + missing, 0),
      expected: begun.reduce((sum, { people }) => sum + people, 0),
      next: rows.length > limit && last !== undefined ? `${last.since_ms}.${last.sort_key}` : null,
    };
  });
}
