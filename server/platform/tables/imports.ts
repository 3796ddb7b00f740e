/** The tables of imports (migrations/0008_imports.sql). */
import type { ColumnType, Generated } from 'kysely';
import type { AuditEventId, ImportId, TenantId } from '../../kernel/ids.ts';

type TimeByDefault = ColumnType<Date, Date | string | undefined, Date | string>;
type Time = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;

export type ImportState =
  | 'uploading'
  | 'uploaded'
  | 'checking'
  | 'checked'
  | 'running'
  | 'done'
  | 'cancelled'
  | 'failed';
export type LineOutcome = 'created' | 'updated' | 'skipped' | 'refused';

export interface ImportTable {
  tenant_id: TenantId;
  id: ImportId;
  state: ColumnType<ImportState, ImportState | undefined, ImportState>;
  file_name: string;
  columns: Generated<string[]>;
  plan: ColumnType<unknown, string, string>;
  actor: ColumnType<unknown, string, string>;
  lines: Generated<number>;
  checked: Generated<number>;
  foreseen: ColumnType<Record<LineOutcome, number> | null, string | null | undefined, string | null>;
  created: Generated<number>;
  updated: Generated<number>;
  skipped: Generated<number>;
  refused: Generated<number>;
  fault: string | null;
  begun: AuditEventId | null;
  created_at: TimeByDefault;
  started_at: Time;
  finished_at: Time;
  revision: Generated<number>;
}

export interface ImportLineTable {
  tenant_id: TenantId;
  import_id: ImportId;
  line: number;
  sealed: Buffer | null;
  done: Generated<boolean>;
  username: string | null;
  outcome: ColumnType<LineOutcome, LineOutcome | undefined, LineOutcome>;
  code: string | null;
  reasons: ColumnType<unknown, string | undefined, string>;
  repeated: Generated<boolean>;
}

export interface ImportPasswordTable {
  tenant_id: TenantId;
  import_id: ImportId;
  line: number;
  sealed: Buffer;
  made_at: TimeByDefault;
  taken_at: Time;
}
