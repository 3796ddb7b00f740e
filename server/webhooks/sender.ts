/**
 * The sender of this process: takes on what is due, sends it, puts down what became of it. Every process has one; which delivery is
 * whose, the database decides. It waits for nothing: so many attempts are under way at once, a few for each endpoint, and one
 * for an endpoint that failed last, in places of their own, so that whoever hangs holds up nobody else. A place takes on several
 * deliveries of an endpoint that answers fast.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { record } from '../audit/audit.ts';
import { systemCaller } from '../kernel/caller.ts';
import type { WebhookId } from '../kernel/ids.ts';
import type { Database } from '../platform/database.ts';
import type { Listener } from '../platform/notify.ts';
import type { AttemptTools } from './attempt.ts';
import { type NoticeTools, noticeDisabled, tenantsAtRisk } from './notice.ts';
import { Pace } from './pace.ts';
import { attemptMaxMs } from './post.ts';
import { attemptRun, type RunTools } from './run.ts';
import {
  type DisabledWebhook,
  deliveryClaim,
  deliverySettle,
  type Outcome,
  type PlacedDelivery,
} from './store-sending.ts';

/** Attempts at once in this process. */
const places = { healthy: 64, failing: 16, perWebhook: 8, perTenant: 56 } as const;
/** Of a backlog: unpaced it takes a whole core, and a sign-in beside it four times as long. */
const attemptsPerSecond = 400;
/** Seconds after which an attempt counts as lost with its process: it is over long before. */
export const claimSeconds = 2 * (attemptMaxMs / 1_000);
/** Milliseconds between looks for what became due by time, or was left by a process that is gone; events wake us sooner. */
const lookEveryMs = 2_000;
const settleRetryMs = 1_000;
/** Milliseconds that attempts under way have to end by themselves when the process ends. */
const stopGraceMs = 3_000;
/** Days of nothing but failures after which an endpoint is disabled. */
const failingDaysMax = 5;

export interface SenderOptions extends AttemptTools, NoticeTools {
  readonly database: Database;
  readonly listener: Listener;
  readonly onError: (error: unknown) => void;
}

/** Puts outcomes down, with an entry of the audit log for each endpoint that was disabled by them, and a mail, once a day for each. */
export async function settle(
  tools: NoticeTools,
  run: Database['withSystem'],
  outcomes: readonly Outcome[],
): Promise<readonly DisabledWebhook[]> {
  const tenants = await tenantsAtRisk(tools, outcomes);
  return run(async (tx) => {
    const disabled = await deliverySettle(tx, outcomes, failingDaysMax);
    // Seldom any: an endpoint is disabled once.
    for (const webhook of disabled) {
      const { tenant_id, id, name, disabled_reason: reason } = webhook;
      await record(tx, systemCaller(tenant_id, 'webhooks'), {
        action: 'webhook.disable',
        target: { kind: 'webhook', id, name },
        details: { reason },
      });
      const tenant = tenants.get(tenant_id);
      if (tenant !== undefined && webhook.notices) await noticeDisabled(tools, tx, tenant, webhook);
    }
    return disabled;
  });
}

export class Sender {
  readonly #options: SenderOptions;
  readonly #runTools: RunTools;
  readonly #stopping = new AbortController();
  readonly #underWay = new Set<Promise<void>>();
  readonly #busy = new Map<WebhookId, number>();
  #used = { healthy: 0, failing: 0 };
  /** Of endpoints whose places became free since the last look: how many deliveries each may take on. */
  readonly #runs = new Map<WebhookId, number>();
  #outcomes: { outcomes: readonly Outcome[]; done: () => void }[] = [];
  #settling = false;
  #looking = false;
  #lookAgain = false;
  #stopped = false;
  #failed = false;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: SenderOptions) {
    this.#options = options;
    const stopping = this.#stopping.signal;
    this.#runTools = { ...options, pace: new Pace(attemptsPerSecond), stopping, leave: () => this.#stopped };
    options.listener.subscribe({
      onChange: (change) => {
        if (change.kind === 'webhooks') this.wake();
      },
      onGap: () => this.wake(),
    });
  }

  start(): void {
    this.#timer = setInterval(() => this.wake(), lookEveryMs);
    this.wake();
  }

  /** Something may be due. Before `start` and after `stop` it does nothing. */
  wake(): void {
    this.#lookAgain = true;
    if (this.#timer !== null && !this.#looking) void this.#look();
  }

  /** Takes nothing more on, lets attempts under way end, or breaks them off, and puts that down. */
  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    const ended = async (): Promise<unknown> => {
      while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay);
      return null;
    };
    await Promise.race([ended(), delay(stopGraceMs, undefined, { ref: false })]);
    this.#stopping.abort();
    // What cannot be put down is sent again when its claim ends.
    await Promise.race([ended(), delay(stopGraceMs, undefined, { ref: false })]);
  }

  /** One at a time, and once more whenever something happened meanwhile. */
  async #look(): Promise<void> {
    this.#looking = true;
    try {
      while (this.#lookAgain && !this.#stopped) {
        this.#lookAgain = false;
        await this.#claim();
      }
      this.#failed = false;
    } catch (error) {
      // The next look comes by itself; one line tells of an outage, not one for each look.
      if (!this.#failed) this.#options.onError(error);
      this.#failed = true;
    } finally {
      this.#looking = false;
    }
  }

  async #claim(): Promise<void> {
    const healthy = places.healthy - this.#used.healthy;
    const failing = places.failing - this.#used.failing;
    if (healthy === 0 && failing === 0) return;
    const { perWebhook, perTenant } = places;
    const limits = {
      healthy,
      failing,
      perWebhook,
      perTenant,
      busy: this.#busy,
      runs: new Map(this.#runs),
      claimSeconds,
    };
    this.#runs.clear();
    const claimed = await this.#options.database.withSystem((tx) => deliveryClaim(tx, limits));
    for (const run of Map.groupBy(claimed, ({ webhook_id: webhook, place }) => `${webhook} ${place}`).values()) {
      const sent = this.#send(run);
      this.#underWay.add(sent);
      void sent.finally(() => this.#underWay.delete(sent));
    }
  }

  /** Holds its place until what became of them is put down. Never rejects. @param run of one endpoint and place, at least one */
  async #send(run: readonly PlacedDelivery[]): Promise<void> {
    const [first] = run;
    if (first === undefined) return;
    const { webhook_id: webhook } = first;
    const kind = first.failing ? 'failing' : 'healthy';
    this.#used[kind] += 1;
    this.#busy.set(webhook, (this.#busy.get(webhook) ?? 0) + 1);
    const { outcomes, next } = await attemptRun(this.#runTools, run);
    const { promise, resolve: done } = Promise.withResolvers<void>();
    this.#outcomes.push({ outcomes, done });
    if (!this.#settling) void this.#settle();
    await promise;
    this.#used[kind] -= 1;
    const left = (this.#busy.get(webhook) ?? 1) - 1;
    if (left === 0) this.#busy.delete(webhook);
    else this.#busy.set(webhook, left);
    this.#runs.set(webhook, next);
    this.wake();
  }

  /** Whatever ended while the statement before was on its way is put down by the next, together. */
  async #settle(): Promise<void> {
    this.#settling = true;
    const { database, onError } = this.#options;
    let failed = false;
    while (this.#outcomes.length > 0) {
      const batch = this.#outcomes.splice(0);
      try {
        await settle(
          this.#options,
          database.withSystem,
          batch.flatMap(({ outcomes }) => outcomes),
        );
        failed = false;
        for (const { done } of batch) done();
      } catch (error) {
        if (!failed) onError(error);
        failed = true;
        this.#outcomes.unshift(...batch);
        if (this.#stopping.signal.aborted) break;
        await delay(settleRetryMs, undefined, { ref: false });
      }
    }
    this.#settling = false;
  }
}
