/**
 * Schedules owns when people may be in (L3): weekly windows and exceptions in the organisation's wall time, assigned to a user,
 * a team or a role, and overtime for one person. Sign-in and sessions read its columns and ask where somebody stands now;
 * mayEnter refuses by that. It never ends a session itself: whoever is let in is asked again when the hours end.
 */
import type { RawBuilder } from 'kysely';
import type { Caller } from '../kernel/caller.ts';
import { nowMs } from '../kernel/clock.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Tenant } from '../tenants/tenants.ts';
import {
  createSchedule,
  fetchSchedule,
  type NewSchedule,
  removeSchedule,
  type SchedulePatch,
  schedulesMax,
  updateSchedule,
} from './change.ts';
import {
  addOvertime,
  type OvertimeMinutes,
  type OvertimeOptions,
  personHoursOf,
  takeBackOvertime,
} from './overtime.ts';
import { definitionOf, type PersonHours, type Schedule, scheduleOf } from './schedule.ts';
import { personHoursFetch, type ScheduleRow, scheduleList } from './store.ts';
import { hoursColumns, hoursUnchanged, type ScheduleColumns } from './store-columns.ts';
import { compileSchedule, type OpenTime, openTimes } from './window.ts';

export type { ScheduleColumns };

interface Found {
  readonly schedule: Schedule;
  readonly revision: number;
}

export interface Schedules {
  /** All of an organisation, by name. @throws Refusal not_permitted */
  list(caller: Caller): Promise<Schedule[]>;
  /** @throws Refusal not_permitted, not_found */
  get(caller: Caller, id: string): Promise<Found>;
  /** @throws Refusal not_permitted, invalid_request */
  create(caller: Caller, input: NewSchedule): Promise<Found>;
  /** @throws Refusal not_permitted, not_found, precondition_failed, invalid_request */
  update(caller: Caller, id: string, patch: SchedulePatch, revision: number | null): Promise<Found>;
  /** @throws Refusal not_permitted, not_found, precondition_failed, schedule_in_use */
  remove(caller: Caller, id: string, revision: number | null): Promise<void>;
  /**
   * When it is open between two moments: from now, and for two weeks, unless said otherwise.
   * @throws Refusal not_permitted, not_found, invalid_request (no moments, or too far from each other)
   */
  preview(tenant: Tenant, caller: Caller, id: string, from: string | null, to: string | null): Promise<OpenTime[]>;
  /** What the schedules mean for one person now. @throws Refusal not_permitted, not_found */
  hoursOf(tenant: Tenant, caller: Caller, user: string): Promise<PersonHours>;
  /** @throws Refusal not_permitted, not_found, invalid_request */
  addOvertime(tenant: Tenant, caller: Caller, user: string, minutes: OvertimeMinutes): Promise<PersonHours>;
  /**
   * @param until the moment at which the overtime ended once the minutes were added
   * @throws Refusal not_permitted, not_found, precondition_failed, invalid_request
   */
  takeBackOvertime(
    tenant: Tenant,
    caller: Caller,
    user: string,
    minutes: OvertimeMinutes,
    until: string,
  ): Promise<PersonHours>;
}

/** Columns of a query that joins `users u` and `roles r`: what `scheduleNow` of current.ts needs of a person. */
export function scheduleColumns(): RawBuilder<ScheduleColumns> {
  return hoursColumns();
}

/**
 * SQL that is true where the hours of `users u` are still what they were when they were judged: no overtime since, no change.
 * @param overtimeUntilMs SQL of `overtime_until_ms` as it was read then, @param changedMs of `schedule_changed_ms`
 */
export function sameHours(overtimeUntilMs: RawBuilder<unknown>, changedMs: RawBuilder<unknown>): RawBuilder<boolean> {
  return hoursUnchanged(overtimeUntilMs, changedMs);
}

/** As far as a preview reaches. */
const previewDaysMax = 62;
const previewDays = 14;
const dayMs = 86_400_000;

function assertMayRead(caller: Caller): void {
  if (!caller.permissions.has('schedules:read')) throw refuse('not_permitted');
}

function foundOf(row: ScheduleRow): Found {
  return { schedule: scheduleOf(row), revision: row.revision };
}

/** Milliseconds of Unix time. @throws Refusal invalid_request */
function momentOf(name: string, text: string): number {
  try {
    return Temporal.Instant.from(text).epochMilliseconds;
  } catch {
    const message = 'is not a moment like 2027-01-31T12:00:00Z';
    throw refuse('invalid_request', { violations: [{ path: `/${name}`, message }] });
  }
}

export function createSchedules(options: OvertimeOptions): Schedules {
  const { database, users, clockOffsetMs } = options;
  return {
    async list(caller) {
      assertMayRead(caller);
      const rows = await database.withTenant(caller.tenant, (tx) => scheduleList(tx, caller.tenant, schedulesMax));
      return rows.map(scheduleOf);
    },
    async get(caller, id) {
      assertMayRead(caller);
      return foundOf(await database.withTenant(caller.tenant, (tx) => fetchSchedule(tx, caller, id)));
    },
    create: async (caller, input) => foundOf(await createSchedule(database, caller, input)),
    update: async (caller, id, patch, revision) => foundOf(await updateSchedule(database, caller, id, patch, revision)),
    remove: (caller, id, revision) => removeSchedule(database, caller, id, revision),
    async preview(tenant, caller, id, from, to) {
      assertMayRead(caller);
      const row = await database.withTenant(caller.tenant, (tx) => fetchSchedule(tx, caller, id));
      const fromMs = from === null ? nowMs() + clockOffsetMs() : momentOf('from', from);
      const toMs = to === null ? fromMs + previewDays * dayMs : momentOf('to', to);
      if (toMs <= fromMs || toMs - fromMs > previewDaysMax * dayMs)
        throw refuse('invalid_request', {
          violations: [{ path: '/to', message: `is not within ${previewDaysMax} days after from` }],
        });
      return openTimes([compileSchedule(definitionOf(row))], tenant.timeZone, fromMs, toMs);
    },
    async hoursOf(tenant, caller, id) {
      const user = await users.reach(tenant, caller, id, 'read');
      const row = await database.withTenant(tenant.id, (tx) => personHoursFetch(tx, tenant.id, user.id));
      if (row === undefined) throw refuse('not_found');
      return personHoursOf(row, tenant, clockOffsetMs());
    },
    addOvertime: (tenant, caller, user, minutes) => addOvertime(options, tenant, caller, user, minutes),
    takeBackOvertime: (tenant, caller, user, minutes, until) =>
      takeBackOvertime(options, tenant, caller, user, {
        minutes,
        until: Temporal.Instant.fromEpochMilliseconds(momentOf('until', until)),
      }),
  };
}
