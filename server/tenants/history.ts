/** What changed in an organisation's settings, when, by whom, from what to what (M5), and what would bring it back. */
import type { Caller } from '../kernel/caller.ts';
import { parseId } from '../kernel/ids.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Database } from '../platform/database.ts';
import type { SettingChange } from '../platform/tables/settings.ts';
import { type FlatSettings, flatSettings, patchOf, type SettingPath, sameSetting } from './setting-paths.ts';
import type { Settings, SettingsPatch } from './setting-shapes.ts';
import { secretMask } from './settings.ts';
import { settingsChangeList } from './store-history.ts';

/** Settings whose value goes in and never comes out. */
const secrets: ReadonlySet<string> = new Set<SettingPath>(['captcha.secretKey']);

/** What stands for an image in answers: an organisation's logo is kilobytes that nobody reads. */
const imageMark = '(image)';

export interface HistoryQuery {
  readonly limit: number;
  /** The `next` of the page before. */
  readonly cursor?: string;
}

/** One change as the API shows it. */
export interface HistoryItem {
  readonly id: string;
  readonly at: string;
  readonly actor: { readonly kind: string; readonly id: string | null; readonly name: string | null };
  readonly changes: readonly SettingChange[];
  /** Whether anything of it can be brought back. */
  readonly restorable: boolean;
}

export interface HistoryPage {
  readonly items: readonly HistoryItem[];
  readonly next: string | null;
}

/** The settings in which two states differ, in the order of the settings; secrets masked. */
export function changesBetween(before: Settings, after: Settings): SettingChange[] {
  const [was, became] = [flatSettings(before), flatSettings(after)];
  const masked = (path: SettingPath, value: unknown): unknown =>
    secrets.has(path) && value !== null ? secretMask : value;
  // Object.keys merely widens the paths to string.
  return (Object.keys(became) as SettingPath[])
    .filter((path) => !sameSetting(was[path], became[path]))
    .map((path) => ({ setting: path, from: masked(path, was[path]), to: masked(path, became[path]) }));
}

/** The change that brings back what another one had replaced; empty when that is nothing but secrets. */
export function restoringPatch(changes: readonly SettingChange[]): SettingsPatch {
  const entries = changes.filter(({ setting }) => !secrets.has(setting)).map(({ setting, from }) => [setting, from]);
  // Written by changesBetween; what a later version does not know any more, the schema refuses.
  return patchOf(Object.fromEntries(entries) as Partial<FlatSettings>);
}

function shown(change: SettingChange): SettingChange {
  const mark = (value: unknown): unknown => (value === null ? null : imageMark);
  return change.setting === 'branding.logoUrl' ? { ...change, from: mark(change.from), to: mark(change.to) } : change;
}

/** As Tenants.settingsHistory. */
export async function listHistory(
  database: Database,
  caller: Caller,
  { limit, cursor }: HistoryQuery,
): Promise<HistoryPage> {
  if (!caller.permissions.has('settings:read')) throw refuse('not_permitted');
  if (cursor !== undefined && parseId(cursor) === null)
    throw refuse('invalid_request', { detail: 'cursor is not one of ours' });
  const rows = await database.withTenant(caller.tenant, (tx) =>
    settingsChangeList(tx, caller.tenant, { limit: limit + 1, cursor: cursor ?? null }),
  );
  const items = rows.slice(0, limit).map((row) => ({
    id: row.id,
    at: row.at.toISOString(),
    actor: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name },
    changes: row.changes.map(shown),
    restorable: Object.keys(restoringPatch(row.changes)).length > 0,
  }));
  return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}
