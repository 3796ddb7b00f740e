/** What an import is told to do: which column is which field, what all lines share, and what becomes of who exists. Pure. */
import type { Violation } from '../kernel/refusal.ts';
import type { FirstPasswordMode } from '../users/many/create-many.ts';
import type { FileLine } from './candidate.ts';
import { type ImportField, proposedFields } from './fields.ts';

/** Fields that may be the same for all lines. */
export const constantFields = ['role', 'teams', 'schedule', 'locale', 'status', 'mustChange'] as const;
export type ConstantField = (typeof constantFields)[number];

export interface Plan {
  /** One for each column of the file; null: not read. */
  readonly columns: readonly (ImportField | null)[];
  /** For lines whose own cell says nothing. */
  readonly constants: Readonly<Partial<Record<ConstantField, string>>>;
  /** What becomes of a line whose username somebody has. */
  readonly existing: 'refuse' | 'skip' | 'update';
  readonly passwords: FirstPasswordMode;
}

export function proposedPlan(columns: readonly string[]): Plan {
  return { columns: proposedFields(columns), constants: {}, existing: 'skip', passwords: 'usual' };
}

/** Why a plan cannot be carried out. */
export function planFaults(plan: Plan, columns: readonly string[]): Violation[] {
  const { columns: fields } = plan;
  if (fields.length !== columns.length)
    return [{ path: '/columns', message: `must name a field, or null, for each of the ${columns.length} columns` }];
  const twice = fields.findIndex((field, index) => field !== null && fields.indexOf(field) !== index);
  if (twice >= 0) return [{ path: `/columns/${twice}`, message: 'is a field that another column is already' }];
  if (!fields.includes('username')) return [{ path: '/columns', message: 'must name the column of the username' }];
  return [];
}

/** What one line says: its own cells, and what all lines share where it says nothing. */
export function recordOf(plan: Plan, cells: readonly string[]): FileLine['value'] {
  const own = plan.columns.flatMap((field, index) => {
    const cell = cells[index]?.trim() ?? '';
    return field === null || (cell === '' && field !== 'username') ? [] : [[field, cell] as const];
  });
  return { ...plan.constants, ...Object.fromEntries(own) };
}
