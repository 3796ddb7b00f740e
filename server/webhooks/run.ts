/**
 * Deliveries that one place of an endpoint took on together, sent one after the other: taking on and putting down cost the database
 * as much for one as for many. An endpoint earns it by answering fast, and loses it with the first answer that is none.
 */
import { monotonicMs, now } from '../kernel/clock.ts';
import { type AttemptTools, attempt } from './attempt.ts';
import type { Pace } from './pace.ts';
import type { ClaimedDelivery, Outcome } from './store-sending.ts';

/** Milliseconds a run is meant to last: for so long what an administrator changes may not be seen. */
const runMs = 250;
/** Milliseconds after which none is begun, should answers come slower than those before. */
const runMaxMs = 2 * runMs;
const runDeliveriesMax = 32;

export interface Run {
  readonly outcomes: readonly Outcome[];
  /** How many the next run should be of, by how long these took. */
  readonly next: number;
}

/** One that was taken on and never begun. */
function unsent({ tenant_id: tenant, webhook_id: webhook, id: delivery, attempts: number }: ClaimedDelivery): Outcome {
  const at = now().toString({ fractionalSecondDigits: 3 });
  const nothing = { number, at, durationMs: 0, status: null, error: null, answer: null };
  return { tenant, webhook, delivery, result: 'unsent', pauseSeconds: 0, attempt: nothing };
}

export interface RunTools extends AttemptTools {
  /** For all but the first of each run. */
  readonly pace: Pace;
  /** Aborted when this process has to end. */
  readonly stopping: AbortSignal;
  /** Whether none should be begun any more. */
  readonly leave: () => boolean;
}

/** Never rejects. */
export async function attemptRun(tools: RunTools, deliveries: readonly ClaimedDelivery[]): Promise<Run> {
  const { pace, stopping, leave } = tools;
  const startedMs = monotonicMs();
  const outcomes: Outcome[] = [];
  pace.pass();
  for (const claimed of deliveries) {
    if (outcomes.length > 0) await pace.turn();
    if (outcomes.length > 0 && (leave() || monotonicMs() - startedMs > runMaxMs)) break;
    const outcome = await attempt(tools, claimed, stopping);
    outcomes.push(outcome);
    if (outcome.result !== 'delivered') break;
  }
  const eachMs = (monotonicMs() - startedMs) / outcomes.length;
  const answers = outcomes.every(({ result }) => result === 'delivered');
  const next = answers ? Math.max(1, Math.min(runDeliveriesMax, Math.floor(runMs / eachMs))) : 1;
  return { outcomes: [...outcomes, ...deliveries.slice(outcomes.length).map(unsent)], next };
}
