/**
 * The job that checks and imports in the background. It may be killed at any moment: what it had not committed is done by whoever
 * takes the job up again. It rests as long as it works, so that people who sign in meanwhile do not notice.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { type AuditEntry, completing, type Ending } from '../audit/audit.ts';
import type { Caller } from '../kernel/caller.ts';
import { now } from '../kernel/clock.ts';
import type { ImportId, TenantId } from '../kernel/ids.ts';
import { Refusal, type RefusalCode } from '../kernel/refusal.ts';
import type { Transaction } from '../platform/database.ts';
import { enqueue, type JobHelpers, ordinaryJobsAtOnce, type Task } from '../platform/jobs.ts';
import { refreshStatistics } from '../platform/planner-statistics.ts';
import { type Actor, callerOfActor } from './actor.ts';
import { checkAll } from './check.ts';
import type { Work } from './judge.ts';
import { namesOf } from './names.ts';
import type { Plan } from './plan.ts';
import { NoLongerWanted, runBatch } from './run.ts';
import { type ImportRow, importChange, importFetch } from './store.ts';
import { type ImportKey, linesErase } from './store-lines.ts';
import type { WorkerOptions } from './worker-options.ts';

const importTask = 'imports:work';

/** Imports and checks of this process at once: the other half of its workers is for everything else. */
const atOnceMax = Math.floor(ordinaryJobsAtOnce / 2);
/** Milliseconds until one looks again for which there was no place. */
const placeWaitMs = 2_000;

/** In the transaction that makes it checking or running. */
export function enqueueWork(tx: Transaction, { tenant, id }: ImportKey, runAt?: Date): Promise<void> {
  const when = runAt === undefined ? {} : { runAt };
  return enqueue(tx, importTask, { tenant, import: id }, { jobKey: `import:${id}`, ...when });
}

/** How the audit log names an import. */
export function importTarget({ id, file_name: name }: Pick<ImportRow, 'id' | 'file_name'>) {
  return { kind: 'import', id, name };
}

async function workOf(options: WorkerOptions, key: ImportKey, row: ImportRow): Promise<Work> {
  const tenant = await options.tenants.byId(key.tenant);
  // Both were written by the door of this slice.
  const caller = await options.database.withTenant(key.tenant, (tx) => callerOfActor(tx, tenant, row.actor as Actor));
  return { tenant, key, plan: row.plan as Plan, caller, names: await namesOf(options, caller) };
}

type Ended = Pick<ImportRow, 'id' | 'file_name' | 'plan' | 'lines' | 'begun'> & Parameters<typeof countsOf>[0];

/** What the audit log says of the whole, from its beginning on. */
export function importEntry(row: Pick<ImportRow, 'id' | 'file_name' | 'plan' | 'lines'>): AuditEntry {
  const { existing, passwords } = row.plan as Plan; // written by the door of this slice
  const details = { lines: row.lines, existing, passwords };
  return { action: 'user.import.start', target: importTarget(row), details };
}

/** Says in the audit log how it ended; of what never began, nothing. */
export async function completeImport(
  tx: Transaction,
  caller: Caller,
  row: Ended,
  ending: Omit<Ending, 'details'>,
): Promise<void> {
  if (row.begun === null) return;
  const begun = { id: row.begun, caller, entry: importEntry(row) };
  await completing(tx, begun, { ...ending, details: countsOf(row) });
}

function countsOf({ created, updated, skipped, refused }: ImportRow) {
  return { created, updated, skipped, refused };
}

/** Lines that change what the database knows of its tables; a few are nothing to it. */
const linesThatMatter = 500;

async function finish({ database, onError }: WorkerOptions, { key, caller }: Work): Promise<void> {
  const lines = await database.withTenant(key.tenant, async (tx) => {
    if (!(await importChange(tx, key, ['running'], { state: 'done' }))) return 0;
    const row = await importFetch(tx, key.tenant, key.id);
    if (row !== undefined) await completeImport(tx, caller, row, { outcome: 'done' });
    return row?.lines ?? 0;
  });
  // Only makes what follows quicker.
  if (lines >= linesThatMatter) await refreshStatistics(database).catch(onError);
}

/** Ends it for good, telling why; what was imported stays. */
async function fail({ database }: WorkerOptions, key: ImportKey, row: ImportRow, code: RefusalCode): Promise<void> {
  const { kind, id, name, origin } = row.actor as Actor; // written by the door of this slice
  const caller: Caller = {
    kind,
    id,
    name,
    origin,
    tenant: key.tenant,
    permissions: new Set(),
    supervises: [],
    session: null,
  };
  await database.withTenant(key.tenant, async (tx) => {
    const change = { state: 'failed', fault: code } as const;
    if (!(await importChange(tx, key, ['checking', 'running'], change))) return;
    await linesErase(tx, key);
    await completeImport(tx, caller, row, { outcome: 'failed', reason: code });
  });
}

/** One step of whatever is to be done. @returns whether something may be left */
async function step(
  options: WorkerOptions,
  key: ImportKey,
  row: ImportRow,
  isStopping: () => boolean,
): Promise<boolean> {
  if (row.state === 'checking') {
    await checkAll(options, key, () => workOf(options, key, row), isStopping);
    return true;
  }
  const work = await workOf(options, key, row);
  const startedMs = performance.now();
  if (!(await runBatch(options, work))) {
    await finish(options, work);
    return false;
  }
  await delay(Math.min(performance.now() - startedMs, restMsMax));
  return true;
}

/** Milliseconds between batches, at most: hashing has rests of its own. */
const restMsMax = 500;

async function drive(options: WorkerOptions, key: ImportKey, { abortSignal }: JobHelpers): Promise<void> {
  const isStopping = (): boolean => abortSignal.aborted;
  for (;;) {
    const row = await options.database.withTenant(key.tenant, (tx) => importFetch(tx, key.tenant, key.id));
    if (row === undefined || (row.state !== 'checking' && row.state !== 'running')) return;
    if (isStopping()) {
      // Whoever starts next goes on.
      await options.database.withTenant(key.tenant, (tx) => enqueueWork(tx, key));
      return;
    }
    try {
      if (!(await step(options, key, row, isStopping))) return;
    } catch (error) {
      if (error instanceof NoLongerWanted) return;
      if (!(error instanceof Refusal) || error.code === 'unavailable') throw error;
      await fail(options, key, row, error.code);
      return;
    }
  }
}

/** When every attempt was used up, which takes a day: it must not stand in the way of the next for ever. */
async function giveUp(options: WorkerOptions, key: ImportKey, error: unknown): Promise<void> {
  options.onError(error);
  const row = await options.database.withTenant(key.tenant, (tx) => importFetch(tx, key.tenant, key.id));
  if (row !== undefined) await fail(options, key, row, 'internal');
}

export function importTasks(options: WorkerOptions): Readonly<Record<typeof importTask, Task>> {
  let running = 0;
  return {
    [importTask]: async (payload, helpers) => {
      // Written by `enqueueWork`.
      const { tenant, import: id } = payload as { tenant: TenantId; import: ImportId };
      const key = { tenant, id };
      if (running >= atOnceMax) {
        const later = new Date(now().epochMilliseconds + placeWaitMs);
        await options.database.withTenant(tenant, (tx) => enqueueWork(tx, key, later));
        return;
      }
      running += 1;
      try {
        const isMine = await helpers.exclusively(`import:${id}`, () => drive(options, key, helpers));
        if (!isMine) throw new Error('Another process is still at this import.');
      } catch (error) {
        if (helpers.attempt < helpers.attemptsMax) throw error;
        await giveUp(options, key, error);
      } finally {
        running -= 1;
      }
    },
  };
}
