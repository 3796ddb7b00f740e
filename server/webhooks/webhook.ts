/** Endpoints and deliveries as the API shows them. Never a secret: that is shown once, by whoever made it. */
import type { WebhookAttempt } from '../platform/tables/webhooks.ts';
import { bodyOf } from './attempt.ts';
import type { WebhookRow } from './store.ts';
import type { DeliveryRow, DeliveryState } from './store-deliveries.ts';

export interface Webhook {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  /** Actions of the audit log, prefixes like `user.*`, or `*`. */
  readonly events: readonly string[];
  readonly enabled: boolean;
  readonly disabledReason: 'administrator' | 'gone' | 'failing' | null;
  /** Since when every attempt has failed. */
  readonly failingSince: string | null;
  readonly lastDeliveredAt: string | null;
  /** Deliveries that wait, up to `waitingMax`. */
  readonly waiting: number;
  /** Until then the secret before the last change signs too. */
  readonly previousSecretUntil: string | null;
  readonly createdAt: string;
  readonly createdBy: string;
}

export interface Delivery {
  readonly id: string;
  readonly type: string;
  readonly at: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly nextAttemptAt: string | null;
  /** Of the last attempt that ended. */
  readonly lastStatus: number | null;
  readonly lastError: string | null;
  readonly endedAt: string | null;
}

export interface DeliveryDetails extends Delivery {
  /** The body of the request, as it is signed. */
  readonly body: string;
  /** Oldest first. */
  readonly attemptLog: readonly WebhookAttempt[];
}

/** How far waiting deliveries are counted. */
export const waitingMax = 10_000;

function moment(at: Date | null): string | null {
  return at?.toISOString() ?? null;
}

export function webhookOf(row: WebhookRow, waiting: number): Webhook {
  return {
    id: row.id,
    name: row.name,
    url: row.url,
    events: row.events,
    enabled: row.enabled,
    disabledReason: row.disabled_reason,
    failingSince: moment(row.failing_since),
    lastDeliveredAt: moment(row.delivered_at),
    waiting,
    previousSecretUntil: moment(row.previous_secret_until),
    createdAt: row.created_at.toISOString(),
    createdBy: row.created_by,
  };
}

export function deliveryOf(row: DeliveryRow): Delivery {
  const last = row.attempt_log.at(-1);
  return {
    id: row.id,
    type: row.type,
    at: row.at.toISOString(),
    state: row.state,
    attempts: row.attempts,
    nextAttemptAt: row.state === 'waiting' ? row.due_at.toISOString() : null,
    lastStatus: last?.status ?? null,
    lastError: last?.error ?? null,
    endedAt: moment(row.ended_at),
  };
}

export function deliveryDetailsOf(row: DeliveryRow): DeliveryDetails {
  return { ...deliveryOf(row), body: bodyOf(row), attemptLog: row.attempt_log };
}
