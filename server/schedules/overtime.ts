/** Overtime: a supervisor lets one person stay longer than their hours (L3). */
import { record } from '../audit/audit.ts';
import type { Caller } from '../kernel/caller.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Database } from '../platform/database.ts';
import { announce } from '../platform/notify.ts';
import type { Tenant } from '../tenants/tenants.ts';
import type { Users } from '../users/users.ts';
import { scheduleNow } from './current.ts';
import type { PersonHours } from './schedule.ts';
import { overtimeReset, overtimeSet, type PersonHoursRow, personHoursFetch } from './store.ts';

export interface OvertimeOptions {
  readonly database: Database;
  readonly users: Pick<Users, 'reach'>;
  /** For tests: see AppOptions. */
  readonly clockOffsetMs: () => number;
}

/** As long as one press of the button lasts. */
export const overtimeMinutes = [15, 30, 60] as const;
export type OvertimeMinutes = (typeof overtimeMinutes)[number];

/** No further than this from now, however often somebody presses: a second shift is a matter of the schedule. */
const overtimeHoursMax = 12;

export function personHoursOf(row: PersonHoursRow, tenant: Tenant, clockOffsetMs: number): PersonHours {
  const { open, endsAt, opensAt } = scheduleNow(row, tenant.timeZone, clockOffsetMs);
  const running = row.overtime_until_ms !== null && row.overtime_until_ms > row.schedule_now_ms + clockOffsetMs;
  return {
    source: row.source,
    schedules: row.schedules,
    open,
    endsAt: endsAt?.toString() ?? null,
    opensAt: opensAt?.toString() ?? null,
    overtimeUntil: running && row.overtime_until !== null ? row.overtime_until.toISOString() : null,
  };
}

/** @throws Refusal not_permitted, not_found */
async function reachOther(users: OvertimeOptions['users'], tenant: Tenant, caller: Caller, id: string) {
  const user = await users.reach(tenant, caller, id, 'overtime');
  // Nobody lets themselves stay: with one press an hour the schedule would be none.
  if (user.id === caller.id) throw refuse('not_permitted');
  return user;
}

/**
 * Adds minutes to where the person's hours end, overtime included; to now, when they have ended.
 * @throws Refusal not_permitted, not_found, invalid_request (nothing ends their hours, or they would end too far from now)
 */
export async function addOvertime(
  { database, users, clockOffsetMs }: OvertimeOptions,
  tenant: Tenant,
  caller: Caller,
  id: string,
  minutes: OvertimeMinutes,
): Promise<PersonHours> {
  const user = await reachOther(users, tenant, caller, id);
  return database.withTenant(tenant.id, async (tx) => {
    const row = await personHoursFetch(tx, tenant.id, user.id, true);
    if (row === undefined) throw refuse('not_found');
    const { open, endsAt } = scheduleNow(row, tenant.timeZone, clockOffsetMs());
    if (open && endsAt === null)
      throw refuse('invalid_request', { detail: 'No schedule ends the hours of this user.' });
    const nowMs = row.schedule_now_ms + clockOffsetMs();
    const untilMs = (endsAt?.epochMilliseconds ?? nowMs) + minutes * 60_000;
    if (untilMs > nowMs + overtimeHoursMax * 3_600_000)
      throw refuse('invalid_request', { detail: `Overtime ends within ${overtimeHoursMax} hours from now.` });
    await overtimeSet(tx, tenant.id, user.id, untilMs);
    await announce(tx, { kind: 'user', tenant: tenant.id, user: user.id });
    const details = { minutes, until: new Date(untilMs).toISOString() };
    const target = { kind: 'user', id: user.id, name: user.username };
    await record(tx, caller, { action: 'user.overtime', target, details });
    const changed = await personHoursFetch(tx, tenant.id, user.id);
    if (changed === undefined) throw new Error('A user locked a moment ago is gone.');
    return personHoursOf(changed, tenant, clockOffsetMs());
  });
}

/** Where overtime ends without its last minutes; null where the hours end there, or later, by themselves, or that is past. */
function shortened(row: PersonHoursRow, tenant: Tenant, untilMs: number, clockOffsetMs: number): number | null {
  if (untilMs <= row.schedule_now_ms + clockOffsetMs) return null;
  const { open, endsAt } = scheduleNow({ ...row, overtime_until_ms: null }, tenant.timeZone, clockOffsetMs);
  return open && (endsAt === null || endsAt.epochMilliseconds >= untilMs) ? null : untilMs;
}

/**
 * Takes back minutes that were added, as long as the overtime ends where they made it end. Whom that puts outside has a minute.
 * @param until when the overtime ended after they were added
 * @throws Refusal not_permitted, not_found, precondition_failed (the overtime ends at another time by now, or there is none)
 */
export async function takeBackOvertime(
  { database, users, clockOffsetMs }: OvertimeOptions,
  tenant: Tenant,
  caller: Caller,
  id: string,
  { minutes, until }: { readonly minutes: OvertimeMinutes; readonly until: Temporal.Instant },
): Promise<PersonHours> {
  const user = await reachOther(users, tenant, caller, id);
  return database.withTenant(tenant.id, async (tx) => {
    const row = await personHoursFetch(tx, tenant.id, user.id, true);
    if (row === undefined) throw refuse('not_found');
    if (row.overtime_until?.getTime() !== until.epochMilliseconds) throw refuse('precondition_failed');
    const untilMs = shortened(row, tenant, until.epochMilliseconds - minutes * 60_000, clockOffsetMs());
    await overtimeReset(tx, tenant.id, user.id, untilMs);
    await announce(tx, { kind: 'user', tenant: tenant.id, user: user.id });
    const details = { minutes, until: untilMs === null ? null : new Date(untilMs).toISOString() };
    const target = { kind: 'user', id: user.id, name: user.username };
    await record(tx, caller, { action: 'user.overtime.take_back', target, details });
    const changed = await personHoursFetch(tx, tenant.id, user.id);
    if (changed === undefined) throw new Error('A user locked a moment ago is gone.');
    return personHoursOf(changed, tenant, clockOffsetMs());
  });
}
