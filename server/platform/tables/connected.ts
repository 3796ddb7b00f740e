/** The tables of who is connected (migrations/0005_connected.sql): schedules, processes and tabs, seats, stations. */
import type { ColumnType, Generated } from 'kysely';
import type {
  BrowserId,
  ConnectionId,
  NodeId,
  RoleId,
  ScheduleId,
  SessionId,
  TenantId,
  UserId,
} from '../../kernel/ids.ts';

type Time = ColumnType<Date, Date | string, Date | string>;
type TimeByDefault = ColumnType<Date, Date | string | undefined, Date | string>;

export interface ScheduleTable {
  tenant_id: TenantId;
  id: ScheduleId;
  name: string;
  definition: ColumnType<Record<string, unknown>, string, string>;
  revision: Generated<number>;
  created_at: TimeByDefault;
  updated_at: TimeByDefault;
}

export interface NodeTable {
  id: NodeId;
  started_at: TimeByDefault;
  beat_at: TimeByDefault;
}

export interface HouseClockTable {
  single: Generated<boolean>;
  beat_at: TimeByDefault;
}

export interface ConnectionTable {
  tenant_id: TenantId;
  id: ConnectionId;
  session_id: SessionId;
  user_id: UserId;
  browser_id: BrowserId;
  tab: string;
  node_id: NodeId;
  browser_name: string;
  address: string;
  opened_at: TimeByDefault;
}

export interface SeatTable {
  tenant_id: TenantId;
  user_id: UserId;
  role_id: RoleId;
  claimed_at: TimeByDefault;
  /** Read as text where it may be `infinity`. */
  held_until: Time;
  reserved: Generated<boolean>;
}

export interface SeatUsageTable {
  tenant_id: TenantId;
  in_use: Generated<number>;
  unreserved: Generated<number>;
  by_role: ColumnType<Record<string, number>, string | undefined, string>;
  day: ColumnType<string, string | undefined, string>;
  peak: Generated<number>;
}

export interface SeatDayTable {
  tenant_id: TenantId;
  day: string;
  peak: number;
  capacity: Generated<number | null>;
  refusals: Generated<number | null>;
}

export interface SeatMinuteTable {
  tenant_id: TenantId;
  at: Time;
  in_use: number;
  capacity: number;
}

export interface StationTable {
  tenant_id: TenantId;
  station: string;
  assigned_to: UserId | null;
  holder_id: UserId | null;
  held_since: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
}
