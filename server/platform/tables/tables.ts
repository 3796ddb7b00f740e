/** The tables as Kysely sees them. The truth is migrations/; a test compares the two. Times are read as Date. */
import type { ColumnType, Generated } from 'kysely';
import type { AuditEventId, LinkId, RoleId, ScheduleId, TeamId, TenantId, UserId } from '../../kernel/ids.ts';
import type { ApiKeyTable, IdempotencyKeyTable } from './api.ts';
import type {
  ConnectionTable,
  HouseClockTable,
  NodeTable,
  ScheduleTable,
  SeatDayTable,
  SeatMinuteTable,
  SeatTable,
  SeatUsageTable,
  StationTable,
} from './connected.ts';
import type {
  EmailCodeTable,
  PasskeyChallengeTable,
  PasskeyTable,
  RecoveryCodeTable,
  TrustedBrowserTable,
  UserFactorTable,
} from './factors.ts';
import type { ImportLineTable, ImportPasswordTable, ImportTable } from './imports.ts';
import type { CapturedMailTable, MailTable } from './mail.ts';
import type { PortalAttemptTable, PortalPasswordTable } from './portal.ts';
import type { SessionTable, SignInFlowTable } from './sessions.ts';
import type { SettingsHistoryTable } from './settings.ts';
import type { WebhookDeliveryTable, WebhookTable } from './webhooks.ts';

type Time = ColumnType<Date, Date | string, Date | string>;
type TimeByDefault = ColumnType<Date, Date | string | undefined, Date | string>;
type TimeOrNull = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
type Json = ColumnType<Record<string, unknown>, string | undefined, string>;

export interface TenantTable {
  id: TenantId;
  kind: Generated<'organization' | 'operators'>;
  slug: string;
  name: string;
  domain: string | null;
  time_zone: Generated<string>;
  locale: string | null;
  seats: Generated<number>;
  seatless_roles: Generated<boolean>;
  status: Generated<'active' | 'suspended'>;
  settings: Json;
  revision: Generated<number>;
  exported_at: TimeOrNull;
  schedules_changed_at: TimeOrNull;
  created_at: TimeByDefault;
  updated_at: TimeByDefault;
}

export interface RoleTable {
  tenant_id: TenantId;
  id: RoleId;
  key: string;
  name: string;
  built_in: Generated<boolean>;
  home: Generated<string>;
  permissions: Generated<string[]>;
  uses_seat: Generated<boolean>;
  seats_max: number | null;
  reserved_seats: Generated<boolean>;
  station_required: Generated<boolean>;
  connected_is_active: Generated<boolean>;
  schedule_id: ScheduleId | null;
  revision: Generated<number>;
}

export interface TeamTable {
  tenant_id: TenantId;
  id: TeamId;
  name: string;
  schedule_id: ScheduleId | null;
  external_id: string | null;
  revision: Generated<number>;
  created_at: TimeByDefault;
  updated_at: TimeByDefault;
}

export interface TeamMemberTable {
  tenant_id: TenantId;
  team_id: TeamId;
  user_id: UserId;
  supervises: Generated<boolean>;
}

export interface UserTable {
  tenant_id: TenantId;
  id: UserId;
  username: string;
  email: string | null;
  email_problem: string | null;
  email_problem_at: TimeOrNull;
  email_unconfirmed_since: TimeOrNull;
  first_name: Generated<string>;
  last_name: Generated<string>;
  role_id: RoleId;
  status: Generated<'active' | 'inactive'>;
  disabled: Generated<boolean>;
  locale: string | null;
  extension: string | null;
  number: string | null;
  external_id: string | null;
  last_sign_in_at: TimeOrNull;
  schedule_id: ScheduleId | null;
  schedule_changed_at: TimeOrNull;
  overtime_until: TimeOrNull;
  active_since: TimeByDefault;
  station_mode: Generated<'static' | 'dynamic' | 'none'>;
  session_epoch: Generated<number>;
  sign_ins: Generated<number>;
  revision: Generated<number>;
  created_at: TimeByDefault;
  updated_at: TimeByDefault;
}

export interface UserSearchTermTable {
  tenant_id: TenantId;
  term: string;
  user_id: UserId;
}

interface UserIdentifierTable {
  tenant_id: TenantId;
  identifier: string;
  user_id: UserId;
  is_username: Generated<boolean>;
  is_email: Generated<boolean>;
}

export interface PasswordTable {
  tenant_id: TenantId;
  user_id: UserId;
  sealed: Buffer;
  temporary: Generated<boolean>;
  expires_at: TimeOrNull;
  changed_at: TimeByDefault;
  changed_by: string;
  revision: Generated<number>;
  warned_at: TimeOrNull;
}

export interface PasswordHistoryTable {
  tenant_id: TenantId;
  user_id: UserId;
  revision: number;
  sealed: Buffer;
  replaced_at: TimeByDefault;
}

export interface PasswordLinkTable {
  tenant_id: TenantId;
  id: LinkId;
  user_id: UserId;
  purpose: 'reset' | 'activation';
  token_hash: Buffer;
  created_at: TimeByDefault;
  expires_at: Time;
  used_at: TimeOrNull;
  replaced_at: TimeOrNull;
}

export interface RecoveryRequestTable {
  tenant_id: TenantId;
  source: Buffer;
  window_started_at: TimeByDefault;
  requests: Generated<number>;
}

export interface AttemptBucketTable {
  tenant_id: TenantId;
  subject: string;
  bucket: string;
  tried: Generated<Buffer[]>;
  tried_at: TimeByDefault;
  locked_at: TimeOrNull;
}

export interface SourceFailureTable {
  tenant_id: TenantId;
  source: Buffer;
  window_started_at: TimeByDefault;
  failures: Generated<number>;
  repeats: Generated<number>;
  lock_subjects: Generated<string[]>;
}

export interface CaptchaUseTable {
  tenant_id: TenantId;
  answer_hash: Buffer;
  wait_slot: Buffer | null;
  expires_at: Time;
}

export interface AuditEventTable {
  tenant_id: TenantId;
  id: AuditEventId;
  at: TimeByDefault;
  action: string;
  outcome: 'begun' | 'done' | 'refused' | 'failed';
  reason: string | null;
  actor_kind: 'user' | 'api_key' | 'operator' | 'command_line' | 'system' | 'nobody';
  actor_id: string | null;
  actor_name: string | null;
  target_kind: string | null;
  target_id: string | null;
  target_name: string | null;
  address: string | null;
  browser: string | null;
  reference: string | null;
  details: Json;
  completes: Generated<AuditEventId | null>;
}

export interface SetupLinkTable {
  id: string;
  token_hash: Buffer;
  created_at: TimeByDefault;
  expires_at: Time;
  used_at: TimeOrNull;
}

export interface Tables {
  tenants: TenantTable;
  roles: RoleTable;
  teams: TeamTable;
  team_members: TeamMemberTable;
  users: UserTable;
  user_identifiers: UserIdentifierTable;
  user_search_terms: UserSearchTermTable;
  passwords: PasswordTable;
  password_history: PasswordHistoryTable;
  password_links: PasswordLinkTable;
  recovery_requests: RecoveryRequestTable;
  attempt_buckets: AttemptBucketTable;
  source_failures: SourceFailureTable;
  portal_passwords: PortalPasswordTable;
  portal_attempts: PortalAttemptTable;
  captcha_uses: CaptchaUseTable;
  sessions: SessionTable;
  sign_in_flows: SignInFlowTable;
  mails: MailTable;
  captured_mails: CapturedMailTable;
  audit_events: AuditEventTable;
  settings_history: SettingsHistoryTable;
  api_keys: ApiKeyTable;
  idempotency_keys: IdempotencyKeyTable;
  setup_links: SetupLinkTable;
  user_factors: UserFactorTable;
  passkeys: PasskeyTable;
  passkey_challenges: PasskeyChallengeTable;
  recovery_codes: RecoveryCodeTable;
  trusted_browsers: TrustedBrowserTable;
  email_codes: EmailCodeTable;
  schedules: ScheduleTable;
  nodes: NodeTable;
  house_clock: HouseClockTable;
  connections: ConnectionTable;
  seats: SeatTable;
  seat_usage: SeatUsageTable;
  seat_days: SeatDayTable;
  seat_minutes: SeatMinuteTable;
  stations: StationTable;
  webhooks: WebhookTable;
  webhook_deliveries: WebhookDeliveryTable;
  imports: ImportTable;
  import_lines: ImportLineTable;
  import_passwords: ImportPasswordTable;
}
