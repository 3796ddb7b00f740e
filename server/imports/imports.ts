/**
 * Imports owns the making of many users out of a file (M1, M6): the file's lines, which column is what, the dry run, the import in
 * the background with its progress, the report of each line, and the temporary passwords that nobody was mailed. Routes and the
 * console call this door; the command line has its own way in (`from-file.ts`), which shares how lines are read and judged. It
 * makes nobody itself: users does, by its rules and in its name for the audit log.
 */
import { record, undertaking } from '../audit/audit.ts';
import type { Caller } from '../kernel/caller.ts';
import { type ImportId, newId, parseId, type TenantId } from '../kernel/ids.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Transaction } from '../platform/database.ts';
import type { ImportState, LineOutcome } from '../platform/tables/imports.ts';
import { type Actor, actorOf, isActor } from './actor.ts';
import { type Plan, planFaults, proposedPlan } from './plan.ts';
import { type HandedOver, openPassword } from './sealed.ts';
import {
  type ImportRow,
  importChange,
  importDelete,
  importFetch,
  importInsert,
  importKeepNewest,
  importList,
} from './store.ts';
import { type ImportKey, type LineResult, linesErase, linesList } from './store-lines.ts';
import { passwordsErase, passwordsTake } from './store-passwords.ts';
import { storeUpload } from './upload.ts';
import { detailOf, editable, type Import, type ImportDetail, importOf } from './view.ts';
import { completeImport, enqueueWork, importEntry, importTarget } from './worker.ts';
import type { WorkerOptions } from './worker-options.ts';

export interface Page {
  readonly limit: number;
  readonly cursor: string | null;
}

/** A file that is about to come. */
export interface Incoming {
  readonly name: string;
  /** Bytes at most. */
  readonly size: number;
  read(): Promise<Buffer>;
}

export interface Imports {
  /** Reads the file and proposes what its columns are. @throws Refusal not_permitted, invalid_request, unavailable (another file of the organisation is being read, or too much of others) */
  upload(caller: Caller, file: Incoming): Promise<ImportDetail>;
  list(caller: Caller, page: Page): Promise<{ items: Import[]; next: string | null }>;
  get(caller: Caller, id: string): Promise<{ found: ImportDetail; revision: number }>;
  /** What was checked before is to be checked again. @throws Refusal precondition_failed when it is under way or over */
  change(
    caller: Caller,
    id: string,
    plan: Partial<Plan>,
    revision: number | null,
  ): Promise<{ found: ImportDetail; revision: number }>;
  /** @throws Refusal import_running (another one of the organisation is being checked or imported), precondition_failed */
  check(caller: Caller, id: string): Promise<void>;
  /** @throws Refusal import_running, precondition_failed (not checked, or begun already) */
  start(caller: Caller, id: string): Promise<void>;
  cancel(caller: Caller, id: string): Promise<void>;
  lines(
    caller: Caller,
    id: string,
    page: Page & { readonly outcomes: readonly LineOutcome[] },
  ): Promise<{ items: LineResult[]; next: string | null }>;
  /** They stay for an hour, lest the answer got lost. @throws Refusal not_permitted (somebody else's), not_found (none, or no longer) */
  takePasswords(caller: Caller, id: string): Promise<HandedOver[]>;
  /** They are saved elsewhere: what was handed over is erased. @throws Refusal not_permitted (somebody else's), not_found (none handed over) */
  erasePasswords(caller: Caller, id: string): Promise<void>;
}

/** Bytes of one file. */
export const fileBytesMax = 50 * 1024 * 1024;
/** Bytes of all files held in memory at once: four of the largest, or as many small ones as come, for slow lines take minutes. */
const readingBytesMax = 4 * fileBytesMax;
/** Files kept that nobody has imported yet. */
const waitingMax = 10;

function assertMayImport(caller: Caller): void {
  if (!caller.permissions.has('users:import') || !caller.permissions.has('users:create')) throw refuse('not_permitted');
}

function keyOf(caller: Caller, id: string): ImportKey {
  const known = parseId<ImportId>(id);
  if (known === null) throw refuse('not_found');
  return { tenant: caller.tenant, id: known };
}

async function fetched(tx: Transaction, { tenant, id }: ImportKey): Promise<ImportRow> {
  const row = await importFetch(tx, tenant, id);
  if (row === undefined || row.state === 'uploading') throw refuse('not_found');
  return row;
}

function unchangeable(): Error {
  return refuse('precondition_failed', {
    detail: 'The import has changed since, or is not in a state in which that is possible.',
  });
}

/** @throws Refusal not_found; precondition_failed when it is in none of these states any more */
async function changeFrom(
  tx: Transaction,
  key: ImportKey,
  from: readonly ImportState[],
  change: Parameters<typeof importChange>[3],
  revision: number | null = null,
): Promise<ImportRow> {
  await fetched(tx, key);
  if (!(await importChange(tx, key, from, change, revision))) throw unchangeable();
  return fetched(tx, key);
}

function translateConflict(error: unknown): unknown {
  const constraint = error instanceof Error && 'constraint' in error ? error.constraint : null;
  return constraint === 'import_one_running' ? refuse('import_running') : error;
}

async function upload(options: WorkerOptions, caller: Caller, fileName: string, bytes: Buffer): Promise<ImportDetail> {
  const key = { tenant: caller.tenant, id: newId<ImportId>() };
  const { database } = options;
  await database.withTenant(key.tenant, (tx) => importInsert(tx, { ...key, fileName, actor: actorOf(caller) }));
  try {
    const { columns, lines } = await storeUpload(options, key, bytes);
    return await database.withTenant(key.tenant, async (tx) => {
      const change = { state: 'uploaded', columns, lines, plan: proposedPlan(columns) } as const;
      await importChange(tx, key, ['uploading'], change);
      await importKeepNewest(tx, key.tenant, waitingMax);
      return (await detailOf(options, tx, caller, await fetched(tx, key))).found;
    });
  } catch (error) {
    await database.withTenant(key.tenant, (tx) => importDelete(tx, key.tenant, key.id)).catch(options.onError);
    throw error;
  }
}

async function start({ database }: WorkerOptions, caller: Caller, id: string): Promise<void> {
  const key = keyOf(caller, id);
  const found = await database.withTenant(key.tenant, (tx) => fetched(tx, key));
  if (found.state !== 'checked') throw unchangeable();
  try {
    // The job that ends it, in whatever process, completes the entry.
    await undertaking(database, caller, importEntry(found), (begun) =>
      database.withTenant(key.tenant, async (tx) => {
        await changeFrom(tx, key, ['checked'], { state: 'running', actor: actorOf(caller), begun: begun.id });
        await enqueueWork(tx, key);
      }),
    );
  } catch (error) {
    throw translateConflict(error);
  }
}

async function check({ database }: WorkerOptions, caller: Caller, id: string): Promise<void> {
  const key = keyOf(caller, id);
  try {
    await database.withTenant(key.tenant, async (tx) => {
      const { plan, columns } = await fetched(tx, key);
      const violations = planFaults(plan as Plan, columns); // written by this door
      if (violations.length > 0) throw refuse('invalid_request', { violations });
      const change = { state: 'checking', actor: actorOf(caller), checked: 0, foreseen: null } as const;
      await changeFrom(tx, key, editable, change);
      await enqueueWork(tx, key);
    });
  } catch (error) {
    throw translateConflict(error);
  }
}

async function cancel({ database }: WorkerOptions, caller: Caller, id: string): Promise<void> {
  const key = keyOf(caller, id);
  const open: readonly ImportState[] = ['uploaded', 'checking', 'checked', 'running'];
  await database.withTenant(key.tenant, async (tx) => {
    const row = await changeFrom(tx, key, open, { state: 'cancelled' });
    await linesErase(tx, key);
    const { lines, created, updated, skipped, refused } = row;
    const details = { lines, created, updated, skipped, refused };
    await record(tx, caller, { action: 'user.import.cancel', target: importTarget(row), details });
    await completeImport(tx, caller, row, { outcome: 'failed', reason: 'cancelled' });
  });
}

async function takePasswords({ database, sealer }: WorkerOptions, caller: Caller, id: string): Promise<HandedOver[]> {
  const key = keyOf(caller, id);
  const taken = await database.withTenant(key.tenant, async (tx) => {
    const row = await fetched(tx, key);
    if (!isActor(row.actor as Actor, caller)) throw refuse('not_permitted');
    const rows = await passwordsTake(tx, key);
    if (rows.length === 0) throw refuse('not_found');
    const details = { passwords: rows.length };
    await record(tx, caller, { action: 'user.import.passwords', target: importTarget(row), details });
    return rows.toSorted((one, other) => one.line - other.line);
  });
  return taken.map(({ line, sealed }) => openPassword(sealer, key, line, sealed));
}

async function erasePasswords({ database }: WorkerOptions, caller: Caller, id: string): Promise<void> {
  const key = keyOf(caller, id);
  await database.withTenant(key.tenant, async (tx) => {
    const row = await fetched(tx, key);
    if (!isActor(row.actor as Actor, caller)) throw refuse('not_permitted');
    const passwords = await passwordsErase(tx, key);
    if (passwords === 0) throw refuse('not_found');
    await record(tx, caller, {
      action: 'user.import.erase_passwords',
      target: importTarget(row),
      details: { passwords },
    });
  });
}

/** The number of a line, as a cursor. @throws Refusal invalid_request */
function lineOfCursor(cursor: string | null): number {
  if (cursor === null) return 0;
  if (!/^\d{1,9}$/.test(cursor)) throw refuse('invalid_request', { detail: 'The cursor is not one of these lines.' });
  return Number(cursor);
}

/** Every act asks for the permission first. */
function guarded(imports: Imports): Imports {
  const entries = Object.entries(imports).map(
    ([name, act]: [string, (caller: Caller, ...rest: never[]) => unknown]) => [
      name,
      async (caller: Caller, ...rest: never[]) => {
        assertMayImport(caller);
        return act(caller, ...rest);
      },
    ],
  );
  // The same functions behind the same names.
  return Object.fromEntries(entries) as Imports;
}

export function createImports(options: WorkerOptions): Imports {
  const { database } = options;
  /** Whose file is held in memory, and how large it is: one at a time of each organisation, so that none keeps another waiting with a slow one. */
  const reading = new Map<TenantId, number>();
  const bytesHeld = (): number => reading.values().reduce((sum, size) => sum + size, 0);
  return guarded({
    async upload(caller, { name, size, read }) {
      if (reading.has(caller.tenant) || bytesHeld() + size > readingBytesMax)
        throw refuse('unavailable', { retryAfterSeconds: 5 });
      reading.set(caller.tenant, size);
      try {
        return await upload(options, caller, name, await read());
      } finally {
        reading.delete(caller.tenant);
      }
    },
    async list(caller, { limit, cursor }) {
      const before = cursor === null ? null : keyOf(caller, cursor).id;
      const rows = await database.withTenant(caller.tenant, (tx) => importList(tx, caller.tenant, { limit, before }));
      const items = rows.slice(0, limit).map((row) => importOf(row, caller));
      return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
    },
    get: (caller, id) =>
      database.withTenant(caller.tenant, async (tx) =>
        detailOf(options, tx, caller, await fetched(tx, keyOf(caller, id))),
      ),
    change: (caller, id, patch, revision) =>
      database.withTenant(caller.tenant, async (tx) => {
        const key = keyOf(caller, id);
        const before = await fetched(tx, key);
        const plan = { ...(before.plan as Plan), ...patch }; // written by this door
        const violations = planFaults(plan, before.columns);
        if (violations.length > 0) throw refuse('invalid_request', { violations });
        const change = { state: 'uploaded', plan, foreseen: null, checked: 0 } as const;
        return detailOf(options, tx, caller, await changeFrom(tx, key, editable, change, revision));
      }),
    check: (caller, id) => check(options, caller, id),
    start: (caller, id) => start(options, caller, id),
    cancel: (caller, id) => cancel(options, caller, id),
    lines: (caller, id, { limit, cursor, outcomes }) =>
      database.withTenant(caller.tenant, async (tx) => {
        const key = keyOf(caller, id);
        await fetched(tx, key);
        const rows = await linesList(tx, key, { limit: limit + 1, after: lineOfCursor(cursor), outcomes });
        const items = rows.slice(0, limit);
        return { items, next: rows.length > limit ? String(items.at(-1)?.line) : null };
      }),
    takePasswords: (caller, id) => takePasswords(options, caller, id),
    erasePasswords: (caller, id) => erasePasswords(options, caller, id),
  });
}
