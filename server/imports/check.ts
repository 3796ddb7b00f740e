/** The dry run: judges every line of an import as the import would, and writes down what it foresees. Makes nobody. */
import { setTimeout as delay } from 'node:timers/promises';
import type { LineOutcome } from '../platform/tables/imports.ts';
import type { Claims } from './candidate.ts';
import { judgeLines, outcomeOf, resultOf, type Work } from './judge.ts';
import { importChange, importHold } from './store.ts';
import { type ImportKey, linesForesee, linesForget, linesWaiting } from './store-lines.ts';
import type { WorkerOptions } from './worker-options.ts';

/** Lines judged at once: some milliseconds of this process's own time. */
const batchLines = 500;

export type Counts = Record<LineOutcome, number>;

export function noCounts(): Counts {
  return { created: 0, updated: 0, skipped: 0, refused: 0 };
}

/**
 * From the first line, because what lines claim is kept in memory. Resolves when done, no longer wanted, or told to stop.
 * @param workNow what is to be done, by what its caller may do by now
 * @throws Refusal when they may not any more
 */
export async function checkAll(
  options: WorkerOptions,
  key: ImportKey,
  workNow: () => Promise<Work>,
  isStopping: () => boolean,
): Promise<void> {
  const claimed: Claims = new Map();
  const counts = noCounts();
  let checked = 0;
  let after = 0;
  await options.database.withTenant(key.tenant, (tx) => linesForget(tx, key));
  for (;;) {
    const startedMs = performance.now();
    const work = await workNow();
    const goesOn = await options.database.withTenant(key.tenant, async (tx) => {
      const lines = await linesWaiting(tx, key, after, batchLines);
      const verdicts = await judgeLines(options, tx, work, lines, claimed);
      if (!(await importHold(tx, key.tenant, key.id, 'checking'))) return false;
      for (const verdict of verdicts) counts[outcomeOf(verdict)] += 1;
      await linesForesee(tx, key, verdicts.filter((one) => outcomeOf(one) !== 'created').map(resultOf));
      checked += lines.length;
      after = lines.at(-1)?.line ?? after;
      const isLast = lines.length < batchLines;
      const change = isLast ? ({ state: 'checked', checked, foreseen: counts } as const) : { checked };
      await importChange(tx, key, ['checking'], change);
      return !isLast;
    });
    if (!goesOn || isStopping()) return;
    await delay(performance.now() - startedMs);
  }
}
