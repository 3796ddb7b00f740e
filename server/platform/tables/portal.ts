/** The tables of portal passwords as Kysely sees them; tables.ts says the rest. */
import type { ColumnType, Generated } from 'kysely';
import type { TenantId, UserId } from '../../kernel/ids.ts';

type TimeByDefault = ColumnType<Date, Date | string | undefined, Date | string>;
type TimeOrNull = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;

export interface PortalPasswordTable {
  tenant_id: TenantId;
  user_id: UserId;
  sealed: Buffer;
  revision: Generated<number>;
  changed_at: TimeByDefault;
  changed_by: string;
}

export interface PortalAttemptTable {
  tenant_id: TenantId;
  /** `user:{id}`, or `unknown:{digest}`. */
  subject: string;
  tried: Generated<Buffer[]>;
  tried_at: TimeByDefault;
  locked_at: TimeOrNull;
}
