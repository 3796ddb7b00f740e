/** Writes an organisation as NDJSON, a page of rows at a time, and notes that it was exported once all of it has left. */
import type { Writable } from 'node:stream';
import { completing, undertaking } from '../audit/audit.ts';
import type { Caller } from '../kernel/caller.ts';
import type { TenantId } from '../kernel/ids.ts';
import type { Database } from '../platform/database.ts';
import { writeOut } from '../platform/http/stream-out.ts';
import { shownSettings, wholeSettings } from '../tenants/settings.ts';
import { type ExportTable, exportTables } from './export-tables.ts';
import { organizationOf } from './organization.ts';
import {
  type OrganizationRow,
  organizationExported,
  organizationExportRows,
  organizationSettingsFetch,
} from './store.ts';

/** Rows read at once: some hundred kilobytes. */
const batchRows = 1_000;
/** @returns the key after which the next page starts; null when this was the last */
async function writePage(
  database: Database,
  table: ExportTable,
  tenant: TenantId,
  after: readonly string[] | null,
  output: Writable,
): Promise<readonly string[] | null> {
  const rows = await database.withSystem((tx) => organizationExportRows(tx, table, tenant, after, batchRows));
  // A row is the text of an object of several fields, so its kind goes right behind the brace.
  if (rows.length > 0)
    await writeOut(output, rows.map(({ row }) => `{"kind":"${table.name}",${row.slice(1)}\n`).join(''));
  return rows.length < batchRows ? null : (rows.at(-1)?.key ?? null);
}

/** @throws Error when the reader goes away; then the organisation does not count as exported, and the log says that it broke off */
export async function exportOrganization(
  { database, origin }: { readonly database: Database; readonly origin: URL },
  caller: Caller,
  organization: OrganizationRow,
  output: Writable,
  begin: () => void,
): Promise<void> {
  const { id, slug } = organization;
  const stored = await database.withSystem((tx) => organizationSettingsFetch(tx, id));
  const settings = shownSettings(wholeSettings(stored));
  const entry = { action: 'organization.export', target: { kind: 'organization', id, name: slug } } as const;
  await undertaking(database, caller, entry, async (begun) => {
    begin();
    // What fails is told to each write; without a listener the same error would end the process as well.
    output.on('error', () => undefined);
    const about = { kind: 'organization', id, ...organizationOf(organization, origin), settings };
    await writeOut(output, `${JSON.stringify(about)}\n`);
    for (const table of exportTables) {
      let after: readonly string[] | null = null;
      do {
        after = await writePage(database, table, id, after, output);
      } while (after !== null);
    }
    // Before the last line, which tells the reader that the export is whole and the organisation may be deleted.
    await database.withSystem(async (tx) => {
      await organizationExported(tx, id);
      await completing(tx, begun, { outcome: 'done' });
    });
    await writeOut(output, '{"kind":"end"}\n');
  });
}
