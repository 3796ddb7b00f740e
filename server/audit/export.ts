/**
 * Export writes the audit log, or what a filter leaves of it, as CSV or as NDJSON, newest first: a page of entries at a time and no
 * faster than the reader takes them, so that a million need the memory of a thousand. It is itself begun and completed in the log.
 */
import type { Writable } from 'node:stream';
import type { Caller } from '../kernel/caller.ts';
import type { AuditEventId } from '../kernel/ids.ts';
import { refuse } from '../kernel/refusal.ts';
import { byteOrderMark, csvLine } from '../platform/csv.ts';
import type { Database } from '../platform/database.ts';
import { writeOut } from '../platform/http/stream-out.ts';
import { completing, undertaking } from './audit.ts';
import { type AuditEvent, type AuditQuery, eventOf, filterOf } from './list.ts';
import { type AuditFilter, type AuditPage, auditList, type ListedRows } from './store-list.ts';

export type ExportFormat = 'csv' | 'ndjson';

/** Entries read and written at once: a quarter of a megabyte. */
const batchRows = 500;

/** The columns of CSV, in their order. Details are JSON, because each action has its own. */
const columns: readonly (readonly [string, (event: AuditEvent) => string | null])[] = [
  ['id', ({ id }) => id],
  ['at', ({ at }) => at],
  ['action', ({ action }) => action],
  ['outcome', ({ outcome }) => outcome],
  ['reason', ({ reason }) => reason],
  ['actorKind', ({ actor }) => actor.kind],
  ['actorId', ({ actor }) => actor.id],
  ['actorName', ({ actor }) => actor.name],
  ['targetKind', ({ target }) => target?.kind ?? null],
  ['targetId', ({ target }) => target?.id ?? null],
  ['targetName', ({ target }) => target?.name ?? null],
  ['address', ({ address }) => address],
  ['browser', ({ browser }) => browser],
  ['reference', ({ reference }) => reference],
  ['completes', ({ completes }) => completes],
  ['completedBy', ({ completedBy }) => completedBy],
  ['details', ({ details }) => JSON.stringify(details)],
];

function head(format: ExportFormat): string {
  return format === 'csv' ? byteOrderMark + csvLine(columns.map(([name]) => name)) : '';
}

function lineOf(format: ExportFormat, event: AuditEvent): string {
  return format === 'csv' ? csvLine(columns.map(([, cell]) => cell(event))) : `${JSON.stringify(event)}\n`;
}

/** What a filter leaves, newest first, some at a time. */
async function* pages(
  database: Database,
  { tenant }: Caller,
  filter: AuditFilter,
  before: AuditEventId,
): AsyncGenerator<AuditEvent[]> {
  let cursor: AuditEventId | null = before;
  do {
    const page: AuditPage = { limit: batchRows, cursor, direction: 'older' };
    const { rows, end }: ListedRows = await database.withTenant(tenant, (tx) => auditList(tx, tenant, filter, page));
    const shown = rows.slice(0, batchRows);
    cursor = rows.length > batchRows ? (shown.at(-1)?.id ?? null) : (end?.id ?? null);
    yield shown.map(eventOf);
  } while (cursor !== null);
}

export interface ExportWish {
  readonly format: ExportFormat;
  readonly query: AuditQuery;
}

/**
 * Writes the entries that were there when it began, so that it says nothing of itself and always comes to an end.
 * @param begin called when nothing can be refused any more, before the first byte
 * @throws Refusal not_permitted, invalid_request; Error when the reader goes away
 */
export async function exportEvents(
  database: Database,
  caller: Caller,
  { format, query }: ExportWish,
  output: Writable,
  begin: () => void,
): Promise<void> {
  if (!caller.permissions.has('audit:export')) throw refuse('not_permitted');
  const filter = filterOf(query, true);
  const entry = { action: 'audit.export', details: { format, filter: query } } as const;
  await undertaking(database, caller, entry, async (begun) => {
    begin();
    // What fails is told to each write; without a listener the same error would end the process as well.
    output.on('error', () => undefined);
    await writeOut(output, head(format));
    let entries = 0;
    for await (const events of pages(database, caller, filter, begun.id)) {
      if (events.length > 0) await writeOut(output, events.map((event) => lineOf(format, event)).join(''));
      entries += events.length;
    }
    await database.withTenantOnce(caller.tenant, (tx) =>
      completing(tx, begun, { outcome: 'done', details: { entries } }),
    );
  });
}
