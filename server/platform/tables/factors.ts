/** The tables of second factors as Kysely sees them; tables.ts says the rest. */
import type { ColumnType, Generated } from 'kysely';
import type {
  FlowId,
  PasskeyChallengeId,
  PasskeyId,
  SessionId,
  TenantId,
  TrustedBrowserId,
  UserId,
} from '../../kernel/ids.ts';

type Time = ColumnType<Date, Date | string, Date | string>;
type TimeByDefault = ColumnType<Date, Date | string | undefined, Date | string>;
type TimeOrNull = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;

export interface UserFactorTable {
  tenant_id: TenantId;
  user_id: UserId;
  email_code: Generated<boolean>;
  totp_sealed: Buffer | null;
  totp_confirmed_at: TimeOrNull;
  /** bigint: the driver gives text. */
  totp_last_step: ColumnType<string | null, number | string | null | undefined, number | string | null>;
  totp_pending_sealed: Buffer | null;
  totp_pending_for: FlowId | SessionId | null;
  passkeys: Generated<number>;
  recovery_codes: Generated<number>;
  failures_day: TimeOrNull;
  failures: Generated<number>;
  sends_day: TimeOrNull;
  sends: Generated<number>;
}

export interface PasskeyTable {
  tenant_id: TenantId;
  id: PasskeyId;
  user_id: UserId;
  credential_id: Buffer;
  public_key: Buffer;
  /** bigint: the driver gives text. */
  counter: ColumnType<string, number | string | undefined, number | string>;
  transports: Generated<string[]>;
  backed_up: Generated<boolean>;
  name: string;
  created_at: TimeByDefault;
  last_used_at: TimeOrNull;
}

export interface PasskeyChallengeTable {
  tenant_id: TenantId;
  id: PasskeyChallengeId;
  challenge: Buffer;
  purpose: 'register' | 'second_factor' | 'sign_in' | 'reauthenticate';
  user_id: UserId | null;
  flow_id: FlowId | null;
  session_id: SessionId | null;
  expires_at: Time;
}

export interface RecoveryCodeTable {
  tenant_id: TenantId;
  user_id: UserId;
  code_mac: Buffer;
  key_id: string;
  used_at: TimeOrNull;
}

export interface TrustedBrowserTable {
  tenant_id: TenantId;
  id: TrustedBrowserId;
  user_id: UserId;
  token_hash: Buffer;
  browser_name: string;
  created_at: TimeByDefault;
  expires_at: Time;
  password_revision: number;
}

export interface EmailCodeTable {
  tenant_id: TenantId;
  flow_id: FlowId;
  user_id: UserId;
  code_mac: Buffer;
  sends: Generated<number>;
  sent_at: TimeByDefault;
  expires_at: Time;
  tries: Generated<number>;
  used_at: TimeOrNull;
}
