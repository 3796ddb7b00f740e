/** Making, changing and removing schedules. What decides about sessions is announced with the change. */
import { isDeepStrictEqual } from 'node:util';
import { record } from '../audit/audit.ts';
import type { Caller } from '../kernel/caller.ts';
import { newId, parseId, type ScheduleId, type UserId } from '../kernel/ids.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Database, Transaction } from '../platform/database.ts';
import { announce } from '../platform/notify.ts';
import { definitionFaults, inOrder } from './definition.ts';
import { type Schedule, scheduleOf } from './schedule.ts';
import {
  type ScheduleRow,
  scheduleBinds,
  scheduleDelete,
  scheduleFetch,
  scheduleInsert,
  scheduleLock,
  scheduleUpdate,
  tenantSchedulesChanged,
} from './store.ts';
import type { ScheduleDefinition } from './window.ts';

/** More than anybody can tell apart, and still one list. */
export const schedulesMax = 200;

export interface NewSchedule extends Partial<ScheduleDefinition> {
  readonly name: string;
}

export type SchedulePatch = Partial<NewSchedule>;

function assertMayChange(caller: Caller): void {
  if (!caller.permissions.has('schedules:update')) throw refuse('not_permitted');
}

/** In its one spelling. @throws Refusal invalid_request with every fault */
function soundDefinition(definition: ScheduleDefinition): ScheduleDefinition {
  const violations = definitionFaults(definition);
  if (violations.length > 0) throw refuse('invalid_request', { violations: violations.slice(0, 50) });
  return inOrder(definition);
}

/** Both are stored, or will be, in their one spelling; the database orders the members of its JSON as it likes. */
function isSame(one: ScheduleDefinition, { windows, exceptions }: ScheduleDefinition): boolean {
  return isDeepStrictEqual(one, { windows, exceptions });
}

function target({ id, name }: Pick<Schedule, 'id' | 'name'>): { kind: string; id: string; name: string } {
  return { kind: 'schedule', id, name };
}

/** @throws Refusal not_found */
export async function fetchSchedule(tx: Transaction, caller: Caller, id: string): Promise<ScheduleRow> {
  const scheduleId = parseId<ScheduleId>(id);
  const row = scheduleId === null ? undefined : await scheduleFetch(tx, caller.tenant, scheduleId);
  if (!row) throw refuse('not_found');
  return row;
}

/** The newest state of one that is to be changed. @throws Refusal not_found, precondition_failed */
async function lockSchedule(
  tx: Transaction,
  caller: Caller,
  id: string,
  revision: number | null,
): Promise<ScheduleRow> {
  const scheduleId = parseId<ScheduleId>(id);
  if (scheduleId !== null) await scheduleLock(tx, caller.tenant, scheduleId);
  const row = await fetchSchedule(tx, caller, id);
  if (revision !== null && revision !== row.revision) throw refuse('precondition_failed');
  return row;
}

/** Only administrators change the hours they themselves are under. @throws Refusal not_permitted */
async function assertNotOwn(tx: Transaction, caller: Caller, schedule: ScheduleId): Promise<void> {
  const user = caller.kind === 'user' ? parseId<UserId>(caller.id ?? '') : null;
  if (user !== null && (await scheduleBinds(tx, caller.tenant, schedule, user))) throw refuse('not_permitted');
}

/** @throws Refusal not_permitted, invalid_request */
export async function createSchedule(database: Database, caller: Caller, input: NewSchedule): Promise<ScheduleRow> {
  assertMayChange(caller);
  const { name, windows = [], exceptions = [] } = input;
  const definition = soundDefinition({ windows, exceptions });
  const id = newId<ScheduleId>();
  return database.withTenant(caller.tenant, async (tx) => {
    if (!(await scheduleInsert(tx, { tenant: caller.tenant, id, name, definition }, schedulesMax)))
      throw refuse('invalid_request', { detail: `An organisation has at most ${schedulesMax} schedules.` });
    await record(tx, caller, { action: 'schedule.create', target: target({ id, name }), details: { ...definition } });
    return fetchSchedule(tx, caller, id);
  });
}

/** @throws Refusal not_permitted, not_found, precondition_failed, invalid_request */
export async function updateSchedule(
  database: Database,
  caller: Caller,
  id: string,
  patch: SchedulePatch,
  revision: number | null,
): Promise<ScheduleRow> {
  assertMayChange(caller);
  return database.withTenant(caller.tenant, async (tx) => {
    const row = await lockSchedule(tx, caller, id, revision);
    const before = scheduleOf(row);
    const { name = before.name, windows = before.windows, exceptions = before.exceptions } = patch;
    const definition = soundDefinition({ windows, exceptions });
    // Saved again as it is, or under another name: nobody gets another minute by it.
    const sameHours = isSame(definition, before);
    if (name === before.name && sameHours) return row;
    await assertNotOwn(tx, caller, row.id);
    await scheduleUpdate(tx, caller.tenant, row.id, { name, definition });
    if (!sameHours) {
      await tenantSchedulesChanged(tx, caller.tenant);
      await announce(tx, { kind: 'tenant', tenant: caller.tenant });
    }
    const details = {
      before: { name: before.name, windows: before.windows, exceptions: before.exceptions },
      after: { name, ...definition },
    };
    await record(tx, caller, { action: 'schedule.update', target: target({ id: row.id, name }), details });
    return fetchSchedule(tx, caller, id);
  });
}

/** @throws Refusal not_permitted, not_found, precondition_failed, schedule_in_use */
export async function removeSchedule(
  database: Database,
  caller: Caller,
  id: string,
  revision: number | null,
): Promise<void> {
  assertMayChange(caller);
  await database.withTenant(caller.tenant, async (tx) => {
    const row = await lockSchedule(tx, caller, id, revision);
    const { windows, exceptions } = scheduleOf(row);
    await scheduleDelete(tx, caller.tenant, row.id);
    await record(tx, caller, { action: 'schedule.delete', target: target(row), details: { windows, exceptions } });
  });
}
