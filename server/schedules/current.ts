/**
 * What a person's hours mean now, from the columns of `scheduleColumns`: pure but for what it remembers, which saves work and
 * decides nothing. Definitions are few and people many, so equal ones are kept once, and so is where each of them stands.
 */
import type { Tenant } from '../tenants/tenants.ts';
import type { ScheduleColumns } from './store-columns.ts';
import { alwaysOpen, type CompiledSchedule, compileSchedule, type Hours, hoursAt } from './window.ts';

/** Whom a change of schedules puts out has so long from it: tabs show a warning and people finish their sentence. */
const noticeSeconds = 60;

interface Known {
  readonly text: string;
  readonly schedules: readonly CompiledSchedule[];
  /** By time zone: where it stands, from one moment to another. */
  readonly standing: Map<string, { readonly fromMs: number; readonly untilMs: number; readonly hours: Hours }>;
}

/** Texts kept; beyond it all are forgotten, and those in use are back at once. */
const knownMax = 2_000;
const known = new Map<string, Known>();
const dayMs = 86_400_000;

function knownOf(text: string): Known {
  const found = known.get(text);
  if (found !== undefined) return found;
  // Written by the door of this slice alone, which checks each one.
  const definitions = JSON.parse(text) as Parameters<typeof compileSchedule>[0][];
  const made = { text, schedules: definitions.map(compileSchedule), standing: new Map() };
  if (known.size >= knownMax) known.clear();
  known.set(text, made);
  return made;
}

function standingAt({ schedules, standing }: Known, timeZone: string, nowMs: number): Hours {
  const last = standing.get(timeZone);
  if (last !== undefined && last.fromMs <= nowMs && nowMs < last.untilMs) return last.hours;
  const hours = hoursAt(schedules, timeZone, nowMs);
  // Without a next moment it is looked for again a day later: the horizon has moved by then.
  const nextMs = (hours.endsAt ?? hours.opensAt)?.epochMilliseconds ?? null;
  // The same stretch seen from an earlier moment.
  const same = last !== undefined && nextMs !== null && last.untilMs === nextMs && last.hours.open === hours.open;
  const fromMs = same ? Math.min(last.fromMs, nowMs) : nowMs;
  standing.set(timeZone, { fromMs, untilMs: nextMs ?? nowMs + dayMs, hours });
  return hours;
}

/** Milliseconds of Unix time at which the columns were read. @param clockOffsetMs for tests: see AppOptions */
function nowMsOf(row: ScheduleColumns, clockOffsetMs: number): number {
  return row.schedule_now_ms + clockOffsetMs;
}

/**
 * Whether a person may be in now, until when without a break, or from when on; overtime included. By the clock of the database
 * that answered the row.
 * @param timeZone the organisation's
 */
export function scheduleNow(row: ScheduleColumns, timeZone: string, clockOffsetMs = 0): Hours {
  if (row.schedule_definitions === null) return alwaysOpen;
  const nowMs = nowMsOf(row, clockOffsetMs);
  const here = knownOf(row.schedule_definitions);
  return row.overtime_until_ms !== null && row.overtime_until_ms > nowMs
    ? hoursAt(here.schedules, timeZone, nowMs, row.overtime_until_ms)
    : standingAt(here, timeZone, nowMs);
}

/** How the hours end for a session that is open. */
export interface ScheduleDeadline {
  /** When its hours end, or have ended; null = not within the next 400 days. */
  readonly endsAt: Temporal.Instant | null;
  /** `sign_out`: the session is over then. `warn`: it goes on. */
  readonly atEnd: 'sign_out' | 'warn';
}

/**
 * Until when a session may go on. Whom a change has put outside has a minute from it.
 * @param tenant the session's
 */
export function scheduleDeadline(
  row: ScheduleColumns,
  tenant: Pick<Tenant, 'timeZone' | 'settings'>,
  clockOffsetMs = 0,
): ScheduleDeadline {
  const { atEnd } = tenant.settings.schedules;
  const { open, endsAt } = scheduleNow(row, tenant.timeZone, clockOffsetMs);
  if (open && endsAt === null) return { endsAt, atEnd };
  const endMs = endsAt?.epochMilliseconds ?? nowMsOf(row, clockOffsetMs);
  const noticeMs =
    row.schedule_changed_ms === null ? 0 : row.schedule_changed_ms + clockOffsetMs + noticeSeconds * 1000;
  return { endsAt: Temporal.Instant.fromEpochMilliseconds(Math.max(endMs, noticeMs)), atEnd };
}

/**
 * Milliseconds for which a session may go on, from when its row was read; null = its hours do not end it. It is over with the
 * hours in which it was last seen: that the next ones have begun does not bring it back.
 */
export function sessionLeftMs(
  row: ScheduleColumns & { readonly last_seen_at: Date },
  tenant: Pick<Tenant, 'timeZone' | 'settings'>,
  clockOffsetMs = 0,
): number | null {
  if (row.schedule_definitions === null || tenant.settings.schedules.atEnd === 'warn') return null;
  // Hours that changed since then are no reason to look further back than to the change.
  const seenMs = Math.max(row.last_seen_at.getTime(), row.schedule_changed_ms ?? 0);
  const seen = { ...row, schedule_now_ms: Math.min(seenMs, row.schedule_now_ms) };
  const { endsAt } = scheduleDeadline(seen, tenant, clockOffsetMs);
  return endsAt === null ? null : endsAt.epochMilliseconds - nowMsOf(row, clockOffsetMs);
}

/** The row with a text that all rows of the same definitions share: for who keeps many rows in memory. */
export function sharingDefinitions<Row extends ScheduleColumns>(row: Row): Row {
  if (row.schedule_definitions === null) return row;
  return { ...row, schedule_definitions: knownOf(row.schedule_definitions).text };
}
