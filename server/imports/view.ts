/** An import as the API shows it: never a password, nor the hash of one. */
import type { Caller } from '../kernel/caller.ts';
import type { Transaction } from '../platform/database.ts';
import { looksLikeHash } from '../platform/foreign-hash.ts';
import type { ImportState, LineOutcome } from '../platform/tables/imports.ts';
import { type Actor, isActor } from './actor.ts';
import type { Plan } from './plan.ts';
import { openLine } from './sealed.ts';
import type { ImportRow } from './store.ts';
import { linesWaiting } from './store-lines.ts';
import type { WorkerOptions } from './worker-options.ts';

/** An import as the API shows it. */
export interface Import {
  readonly id: string;
  readonly state: ImportState;
  readonly fileName: string;
  /** Names of the columns, as in the file. */
  readonly columns: readonly string[];
  readonly plan: Plan;
  readonly lines: number;
  /** Lines that the check has looked at. */
  readonly checked: number;
  /** What the check came to; null before. */
  readonly foreseen: Readonly<Record<LineOutcome, number>> | null;
  /** What has become of lines so far. */
  readonly counts: Readonly<Record<LineOutcome, number>>;
  /** Why it failed: a code; null where it did not. */
  readonly fault: string | null;
  /** Whoever asked for it last. */
  readonly actor: string | null;
  /** Temporary passwords that the caller may fetch. */
  readonly passwords: number;
  /** Those of them that were fetched, and are not said to be saved yet. */
  readonly passwordsTaken: number;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
}

/** One with the first lines of its file, while they are there. */
export interface ImportDetail extends Import {
  readonly preview: readonly (readonly string[])[];
}

/** States in which the plan can be changed. */
export const editable: readonly ImportState[] = ['uploaded', 'checked'];
const previewLines = 5;

export function importOf(row: ImportRow, caller: Caller): Import {
  const { created, updated, skipped, refused } = row;
  const actor = row.actor as Actor; // both were written by this door
  return {
    id: row.id,
    state: row.state,
    fileName: row.file_name,
    columns: row.columns,
    plan: row.plan as Plan,
    lines: row.lines,
    checked: row.checked,
    foreseen: row.foreseen,
    counts: { created, updated, skipped, refused },
    fault: row.fault,
    actor: actor.name,
    passwords: isActor(actor, caller) ? row.passwords : 0,
    passwordsTaken: isActor(actor, caller) ? row.passwords_taken : 0,
    createdAt: row.created_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    finishedAt: row.finished_at?.toISOString() ?? null,
  };
}

/** Cells as they may be shown again: what is, or looks like, a hash of a password is covered. */
function coveredCells(cells: readonly string[], fields: Plan['columns']): string[] {
  return cells.map((cell, index) =>
    cell !== '' && (fields[index] === 'passwordHash' || looksLikeHash(cell)) ? '•••' : cell,
  );
}

export async function detailOf({ sealer }: WorkerOptions, tx: Transaction, caller: Caller, row: ImportRow) {
  const key = { tenant: caller.tenant, id: row.id };
  const first = editable.includes(row.state) ? await linesWaiting(tx, key, 0, previewLines) : [];
  const { columns } = row.plan as Plan; // written by this door
  const preview = first.map(({ line, sealed }) => coveredCells(openLine(sealer, key, line, sealed).cells, columns));
  return { found: { ...importOf(row, caller), preview }, revision: row.revision };
}
