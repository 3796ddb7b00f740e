/**
 * Who may stay connected: the tabs of a session are told of its end, and warned before it, by the same definition that judges
 * requests. Asked when something is heard to have changed, and when a deadline comes; many tabs by one query.
 */
import { monotonicMs } from '../kernel/clock.ts';
import { Refusal, type RefusalCode } from '../kernel/refusal.ts';
import type { Database } from '../platform/database.ts';
import { scheduleDeadline, scheduleNow } from '../schedules/current.ts';
import { type EndReason, endOverdue } from '../sessions/overdue.ts';
import type { Tenant } from '../tenants/tenants.ts';
import { mayEnter, standingOf } from '../users/may-enter.ts';
import { type Deadline, dueInMs, warningDue } from './deadlines.ts';
import { type VerdictRow, verdictList } from './store-judge.ts';
import type { Stream } from './stream.ts';

const idleLookMs = 5_000;
/** Until a tab is looked at again that could not be judged. */
const faultyLookMs = 60_000;

export interface JudgeOptions {
  readonly database: Database;
  readonly tenantOf: (id: Stream['tenant']) => Promise<Tenant>;
  /** Writes what is known of the use of sessions: before one is taken for idle. */
  readonly flushUses: () => Promise<void>;
  readonly onError: (error: unknown) => void;
  readonly clockOffsetMs: () => number;
}

/** How a tab's connection ends: by which event, and what it says. */
export interface Ending {
  readonly event: 'signed_out' | 'reconnect' | 'seat_lost';
  readonly data: Readonly<Record<string, unknown>>;
  /** The session ends by time: nobody has ended it yet. */
  readonly overdue: EndReason | null;
}

/** Why the session is over that the view of live ones does not know any more. */
function reasonOf(row: VerdictRow): EndReason | RefusalCode | string {
  if (row.end_reason !== null) return row.end_reason;
  if (row.live === null) return 'not_signed_in';
  if (row.disabled) return 'user_disabled';
  if (row.status === 'inactive') return 'user_inactive';
  // Disabled, and enabled again before anybody looked.
  if (row.barred) return 'user_disabled';
  if (row.other_password) return 'password_changed';
  return row.absolute_left_ms <= 0 ? 'absolute' : 'idle';
}

function signedOut(reason: string, detail: object = {}, overdue: EndReason | null = null): Ending {
  return { event: 'signed_out', data: { reason, ...detail }, overdue };
}

/** Null while it may stay. */
export function endingOf(row: VerdictRow, tenant: Tenant, offsetMs: number): Ending | null {
  const opensAt = (): string | null => scheduleNow(row, tenant.timeZone, offsetMs).opensAt?.toString() ?? null;
  if (row.live !== true) {
    const reason = reasonOf(row);
    if (reason === 'outside_schedule')
      return signedOut(reason, { at: row.ended_at?.toISOString() ?? null, opensAt: opensAt() });
    if (row.replaced_in !== null && row.ended_at !== null)
      return signedOut(reason, { browser: row.replaced_in, at: row.ended_at.toISOString() });
    // Over by time, but ended already, perhaps by the process of another tab: there is nothing left to end.
    const unended = row.end_reason === null && (reason === 'absolute' || reason === 'idle');
    return signedOut(reason, {}, unended ? reason : null);
  }
  const { endsAt, atEnd } = scheduleDeadline(row, tenant, offsetMs);
  const outside = atEnd === 'sign_out' && endsAt !== null && endsAt.epochMilliseconds <= row.schedule_now_ms + offsetMs;
  const refusal = mayEnter(standingOf(tenant, row, outside), 'session');
  if (refusal === 'outside_schedule')
    return signedOut(refusal, { at: endsAt?.toString() ?? null, opensAt: opensAt() }, refusal);
  if (refusal !== null) return signedOut(refusal);
  if (!row.counted) return { event: 'reconnect', data: { afterMs: 0 }, overdue: null };
  if (row.seatless) return { event: 'seat_lost', data: {}, overdue: null };
  return null;
}

/** What is before a session that goes on: its ends, and when to look for more of them. */
interface Outlook {
  /** Milliseconds of Unix time by the database's clock, at which it was judged: that of a process may be wrong. */
  readonly nowMs: number;
  readonly deadlines: readonly Deadline[];
  /** Milliseconds until hours begin whose end is not among the deadlines yet; Infinity: there are none. */
  readonly opensInMs: number;
}

function outlookOf(row: VerdictRow, tenant: Tenant, offsetMs: number): Outlook {
  const nowMs = row.schedule_now_ms + offsetMs;
  const deadlines: Deadline[] = [{ kind: 'absolute', leftMs: row.absolute_left_ms, ends: true }];
  if (row.idle_left_ms !== null) deadlines.push({ kind: 'idle', leftMs: row.idle_left_ms, ends: true });
  const { endsAt, atEnd } = scheduleDeadline(row, tenant, offsetMs);
  const inMs = (moment: Temporal.Instant | null): number =>
    moment === null ? Number.POSITIVE_INFINITY : moment.epochMilliseconds - nowMs;
  const leftMs = inMs(endsAt);
  // Hours that ended and did not end the session are no news; the end of the next ones will be.
  if (leftMs > 0) deadlines.push({ kind: 'schedule', leftMs, ends: atEnd === 'sign_out' });
  return { nowMs, deadlines, opensInMs: inMs(scheduleNow(row, tenant.timeZone, offsetMs).opensAt) };
}

/** Tells a tab what it does not know yet of the ends before it, and notes when to look again. */
function warn(stream: Stream, { nowMs, deadlines, opensInMs }: Outlook, judgedAtMs: number): void {
  for (const deadline of deadlines) {
    const { kind, leftMs, ends } = deadline;
    const due = warningDue(deadline, stream.warned.get(kind), judgedAtMs);
    if (due === null) continue;
    stream.warned.set(kind, due);
    const known = Number.isFinite(leftMs);
    stream.tell('warning', {
      kind,
      at: known ? new Date(nowMs + leftMs).toISOString() : null,
      secondsLeft: known ? Math.round(leftMs / 1_000) : null,
      ends,
    });
  }
  const dueMs = Math.min(dueInMs(deadlines), opensInMs);
  // Whoever was warned of being idle may move at any time, and wants to see that it counts.
  const awaited = Number.isFinite(stream.warned.get('idle')?.minutes ?? Number.POSITIVE_INFINITY);
  stream.idles = deadlines.some(({ kind }) => kind === 'idle');
  stream.judgeAtMs = judgedAtMs + (awaited ? Math.min(dueMs, idleLookMs) : dueMs);
}

/** An organisation that was deleted has no settings, and nobody in it a session. */
function nullIfDeleted(error: unknown): null {
  if (error instanceof Refusal && error.code === 'organization_unknown') return null;
  throw error;
}

/** Null while the tab may stay; then it knows what is before it. */
function judgeOne(stream: Stream, row: VerdictRow, tenant: Tenant | null, judgedAtMs: number, offsetMs: number) {
  const ending = tenant === null ? signedOut('not_signed_in') : endingOf(row, tenant, offsetMs);
  stream.watches &&= row.may_watch === true;
  if (ending === null && tenant !== null) warn(stream, outlookOf(row, tenant, offsetMs), judgedAtMs);
  return ending;
}

/**
 * Judges tabs and tells them.
 * @param end tells a tab the last thing and ends its stream
 */
export async function judge(
  { database, tenantOf, flushUses, onError, clockOffsetMs }: JudgeOptions,
  streams: readonly Stream[],
  end: (stream: Stream, ending: Ending) => void,
): Promise<void> {
  if (streams.some(({ idles }) => idles)) await flushUses();
  const judgedAtMs = monotonicMs();
  const rows = new Map(
    (await database.withSystem((tx) => verdictList(tx, streams), { planOnce: true })).map(
      (row) => [row.id, row] as const,
    ),
  );
  const tenants = new Map<string, Tenant | null>();
  for (const id of new Set(streams.map(({ tenant }) => tenant)))
    tenants.set(id, await tenantOf(id).catch(nullIfDeleted));
  const overdue: { stream: Stream; row: VerdictRow; ending: Ending; reason: EndReason }[] = [];
  for (const stream of streams) {
    const row = rows.get(stream.id);
    if (row === undefined) continue;
    try {
      const ending = judgeOne(stream, row, tenants.get(stream.tenant) ?? null, judgedAtMs, clockOffsetMs());
      if (ending === null) continue;
      if (ending.overdue === null) end(stream, ending);
      else overdue.push({ stream, row, ending, reason: ending.overdue });
    } catch (error) {
      // Of one tab, it must not keep the others from being judged.
      stream.judgeAtMs = judgedAtMs + faultyLookMs;
      onError(error);
    }
  }
  if (overdue.length === 0) return;
  const ends = overdue.map(({ stream: { tenant, session }, row, reason }) => ({ tenant, session, reason, hours: row }));
  const ended = await endOverdue(database, ends, onError);
  for (const { stream, ending } of overdue) {
    if (ended.has(stream.session)) end(stream, ending);
    // Prolonged, or ended otherwise, in the meantime: the next look knows.
    else stream.judgeAtMs = judgedAtMs;
  }
}
