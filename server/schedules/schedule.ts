/** A schedule as the API shows it (contract: id, name, windows, exceptions), and what it means for one person. Pure. */
import type { ScheduleRow } from './store.ts';
import type { ScheduleDefinition } from './window.ts';

export interface Schedule extends ScheduleDefinition {
  readonly id: string;
  readonly name: string;
  /** How many it is assigned to; only one that is assigned to nobody can be deleted. */
  readonly assigned: { readonly users: number; readonly teams: number; readonly roles: number };
}

export function definitionOf({ definition }: Pick<ScheduleRow, 'definition'>): ScheduleDefinition {
  // Written by this slice alone, which checks each one; what somebody else wrote there is open to nobody, not a fault.
  const { windows = [], exceptions = [] } = definition as Partial<ScheduleDefinition>;
  return { windows, exceptions };
}

export function scheduleOf(row: ScheduleRow): Schedule {
  const { id, name, users, teams, roles } = row;
  return { id, name, ...definitionOf(row), assigned: { users, teams, roles } };
}

/** One person's hours as they are now. */
export interface PersonHours {
  /** From where the most specific schedule comes; `none`: they may always be in. */
  readonly source: 'user' | 'teams' | 'role' | 'none';
  readonly schedules: readonly { readonly id: string; readonly name: string }[];
  readonly open: boolean;
  readonly endsAt: string | null;
  readonly opensAt: string | null;
  readonly overtimeUntil: string | null;
}
