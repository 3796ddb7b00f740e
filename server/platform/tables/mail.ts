/** The tables of the outbox as Kysely sees them; tables.ts says the rest. */
import type { ColumnType, Generated } from 'kysely';
import type { MailId, TenantId, UserId } from '../../kernel/ids.ts';

type TimeByDefault = ColumnType<Date, Date | string | undefined, Date | string>;
type TimeOrNull = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;

export interface MailTable {
  tenant_id: TenantId;
  id: MailId;
  user_id: UserId | null;
  template: string;
  recipient: string;
  sealed: Buffer | null;
  status: Generated<'queued' | 'sent' | 'failed' | 'expired'>;
  attempts: Generated<number>;
  last_error: string | null;
  created_at: TimeByDefault;
  sent_at: TimeOrNull;
  expires_at: TimeOrNull;
}

export interface CapturedMailTable {
  tenant_id: TenantId;
  id: MailId;
  sealed: Buffer;
  created_at: TimeByDefault;
}
