/** The tables of sessions and of sign-ins under way (migrations/0001_house.sql and later). */
import type { ColumnType, Generated } from 'kysely';
import type { BrowserId, FlowId, PasskeyId, SessionId, TenantId, UserId } from '../../kernel/ids.ts';

type Time = ColumnType<Date, Date | string, Date | string>;
type TimeByDefault = ColumnType<Date, Date | string | undefined, Date | string>;
type TimeOrNull = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;

export interface SessionTable {
  tenant_id: TenantId;
  id: SessionId;
  token_hash: Buffer;
  user_id: UserId;
  kind: 'browser' | 'native';
  browser_id: BrowserId;
  browser_name: string;
  address: string;
  created_at: TimeByDefault;
  authenticated_at: TimeByDefault;
  password_revision: number | null;
  user_epoch: number;
  methods: Generated<string[]>;
  passkey_id: PasskeyId | null;
  last_seen_at: TimeByDefault;
  connected_at: TimeOrNull;
  disconnected_at: TimeOrNull;
  idle_minutes: number;
  absolute_expires_at: Time;
  ended_at: TimeOrNull;
  end_reason: string | null;
  replaced_in: string | null;
}

export interface SignInFlowTable {
  tenant_id: TenantId;
  id: FlowId;
  secret_hash: Buffer;
  user_id: UserId;
  client: 'browser' | 'native';
  password_revision: number | null;
  attempt_subject: string;
  attempt_bucket: string;
  return_to: string | null;
  created_at: TimeByDefault;
  expires_at: Time;
  finished_at: TimeOrNull;
  way: Generated<'password' | 'passkey'>;
  factor_method: 'email_code' | 'totp' | 'passkey' | 'recovery_code' | null;
  factor_proven_at: TimeOrNull;
  follows: Generated<boolean>;
  passkey_id: PasskeyId | null;
}
