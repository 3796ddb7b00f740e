/** The tables of webhooks as Kysely sees them; tables.ts says the rest. */
import type { ColumnType, Generated } from 'kysely';
import type { TenantId, WebhookDeliveryId, WebhookId } from '../../kernel/ids.ts';

type TimeByDefault = ColumnType<Date, Date | string | undefined, Date | string>;
type TimeOrNull = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;

/** One attempt as the log of a delivery keeps it. */
export interface WebhookAttempt {
  readonly number: number;
  /** RFC 3339. */
  readonly at: string;
  readonly durationMs: number;
  readonly status: number | null;
  readonly error: string | null;
  readonly answer: string | null;
}

export interface WebhookTable {
  tenant_id: TenantId;
  id: WebhookId;
  name: string;
  url: string;
  events: string[];
  enabled: Generated<boolean>;
  disabled_reason: 'administrator' | 'gone' | 'failing' | null;
  secret_sealed: Buffer;
  previous_secret_sealed: Buffer | null;
  previous_secret_until: TimeOrNull;
  failing_since: TimeOrNull;
  delivered_at: TimeOrNull;
  noticed_at: TimeOrNull;
  revision: Generated<number>;
  created_at: TimeByDefault;
  created_by: string;
}

export interface WebhookDeliveryTable {
  tenant_id: TenantId;
  webhook_id: WebhookId;
  id: WebhookDeliveryId;
  type: string;
  at: ColumnType<Date, Date | string, Date | string>;
  data: ColumnType<Record<string, unknown>, string, string>;
  state: Generated<'waiting' | 'delivered' | 'failed'>;
  attempts: Generated<number>;
  retries: Generated<number>;
  due_at: TimeByDefault;
  claimed_until: TimeOrNull;
  attempt_log: ColumnType<WebhookAttempt[], string | undefined, string>;
  created_at: TimeByDefault;
  ended_at: TimeOrNull;
}
