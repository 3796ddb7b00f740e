/** How often a session may open streams: each costs a transaction, and a notification where it takes the place of another. */
import type { SessionId } from '../kernel/ids.ts';
import { RateBudget } from '../platform/http/rate-budget.ts';

/** Streams at once, by a session whose browser may have few tabs; and at least so many more than it may have. */
const burstMin = 30;
const burstMargin = 20;
const limits = { perSecond: 1, keysMax: 20_000 };

export class OpeningBudget {
  /** By the streams that may be opened at once: organisations with the same one share a budget of sessions. */
  readonly #budgets = new Map<number, RateBudget>();

  /** @param tabsMax tabs that the session's browser may have: all of them may come back at once @throws Refusal rate_limited */
  spend(session: SessionId, tabsMax: number): void {
    const burst = Math.max(burstMin, tabsMax + burstMargin);
    let budget = this.#budgets.get(burst);
    if (budget === undefined) {
      budget = new RateBudget({ ...limits, burst });
      this.#budgets.set(burst, budget);
    }
    budget.spend(session);
  }
}
