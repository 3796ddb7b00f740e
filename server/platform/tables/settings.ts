/** The table of the history of settings as Kysely sees it; tables.ts says the rest. */
import type { ColumnType } from 'kysely';
import type { Caller } from '../../kernel/caller.ts';
import type { SettingsChangeId, TenantId } from '../../kernel/ids.ts';

/** One setting, by its path, before and after a change. */
export interface SettingChange {
  readonly setting: string;
  readonly from: unknown;
  readonly to: unknown;
}

export interface SettingsHistoryTable {
  tenant_id: TenantId;
  id: SettingsChangeId;
  at: ColumnType<Date, Date | string | undefined, Date | string>;
  actor_kind: Caller['kind'];
  actor_id: string | null;
  actor_name: string | null;
  changes: ColumnType<readonly SettingChange[], string, string>;
}
