/** The tables of the administration API (migrations/0006_api.sql), and API keys. */
import type { ColumnType, Generated } from 'kysely';
import type { ApiKeyId, TenantId, UserId } from '../../kernel/ids.ts';

type Time = ColumnType<Date, Date | string, Date | string>;
type TimeByDefault = ColumnType<Date, Date | string | undefined, Date | string>;
type TimeOrNull = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;

export interface ApiKeyTable {
  tenant_id: TenantId;
  id: ApiKeyId;
  name: string;
  key_hash: Buffer;
  permissions: string[];
  created_at: TimeByDefault;
  created_by: string;
  created_by_user: UserId | null;
  last_used_at: TimeOrNull;
  expires_at: TimeOrNull;
  revoked_at: TimeOrNull;
  previous_hash: Buffer | null;
  previous_until: TimeOrNull;
  rolled_at: TimeOrNull;
  ending: string | null;
}

export interface IdempotencyKeyTable {
  tenant_id: TenantId;
  caller: string;
  key: string;
  fingerprint: string;
  claim: string;
  claimed_at: TimeByDefault;
  held_until: Time;
  acted: Generated<boolean>;
  status: number | null;
  sealed: Buffer | null;
}
