/**
 * Export writes everybody of the organisation as CSV or as NDJSON, by username: a page at a time and no faster than the reader takes
 * them. It holds what the list of people shows, and no secret. It is itself begun and completed in the audit log.
 */
import type { Writable } from 'node:stream';
import { completing, undertaking } from '../../audit/audit.ts';
import type { Caller } from '../../kernel/caller.ts';
import { refuse } from '../../kernel/refusal.ts';
import { byteOrderMark, csvLine } from '../../platform/csv.ts';
import type { Database } from '../../platform/database.ts';
import { writeOut } from '../../platform/http/stream-out.ts';
import type { Tenant } from '../../tenants/tenants.ts';
import { lockRuleOf, type User, userOf } from '../user.ts';
import { type ListedRow, type UserFilter, userList } from './store-list.ts';

export type UserExportFormat = 'csv' | 'ndjson';

/** People read and written at once. */
const batchRows = 500;

/** The columns of CSV, in their order: those that an import knows have the names it knows. */
const columns: readonly (readonly [string, (user: User) => string | null])[] = [
  ['id', ({ id }) => id],
  ['username', ({ username }) => username],
  ['email', ({ email }) => email],
  ['firstName', ({ firstName }) => firstName],
  ['lastName', ({ lastName }) => lastName],
  ['role', ({ role }) => role],
  ['teams', ({ teams }) => teams.join('|')],
  ['extension', ({ extension }) => extension],
  ['number', ({ number }) => number],
  ['station', ({ station }) => (station.mode === 'none' ? 'none' : station.id)],
  ['locale', ({ locale }) => locale],
  ['status', ({ status, disabled }) => (disabled ? 'disabled' : status)],
  ['lastSignInAt', ({ lastSignInAt }) => lastSignInAt],
  ['createdAt', ({ createdAt }) => createdAt],
];

function lineOf(format: UserExportFormat, user: User): string {
  return format === 'csv' ? csvLine(columns.map(([, cell]) => cell(user))) : `${JSON.stringify(user)}\n`;
}

/** Everybody, by username, some at a time. */
async function* pages(database: Database, tenant: Tenant): AsyncGenerator<User[]> {
  const rule = lockRuleOf(tenant);
  let after: string | null = null;
  do {
    const filter: UserFilter = { limit: batchRows, after, teams: null };
    const rows: ListedRow[] = await database.withTenant(tenant.id, (tx) => userList(tx, tenant.id, filter, rule));
    const shown = rows.slice(0, batchRows);
    after = rows.length > batchRows ? (shown.at(-1)?.sort_key ?? null) : null;
    yield shown.map(userOf);
  } while (after !== null);
}

interface UserExport {
  readonly format: UserExportFormat;
  readonly output: Writable;
  /** Called when nothing can be refused any more, before the first byte. */
  readonly begin: () => void;
}

/** @throws Refusal not_permitted; Error when the reader goes away */
export async function exportUsers(
  database: Database,
  tenant: Tenant,
  caller: Caller,
  { format, output, begin }: UserExport,
): Promise<void> {
  if (!caller.permissions.has('users:export')) throw refuse('not_permitted');
  await undertaking(database, caller, { action: 'user.export', details: { format } }, async (begun) => {
    begin();
    // What fails is told to each write; without a listener the same error would end the process as well.
    output.on('error', () => undefined);
    if (format === 'csv') await writeOut(output, byteOrderMark + csvLine(columns.map(([name]) => name)));
    let users = 0;
    for await (const page of pages(database, tenant)) {
      if (page.length > 0) await writeOut(output, page.map((user) => lineOf(format, user)).join(''));
      users += page.length;
    }
    await database.withTenantOnce(tenant.id, (tx) => completing(tx, begun, { outcome: 'done', details: { users } }));
  });
}
