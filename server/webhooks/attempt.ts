/** One attempt at a delivery: what is sent, and what its end means for the next one. Touches no database. */

import { monotonicMs, now } from '../kernel/clock.ts';
import type { TenantId, WebhookId } from '../kernel/ids.ts';
import type { Sealer } from '../platform/seal.ts';
import type { WebhookAttempt } from '../platform/tables/webhooks.ts';
import { AttemptError } from './attempt-error.ts';
import type { Connections } from './connections.ts';
import { type DestinationPolicy, readDestination } from './destination.ts';
import { testEvent } from './events.ts';
import { type PostAnswer, post } from './post.ts';
import type { Resolve } from './resolve.ts';
import { pauseAfter } from './retry.ts';
import { signedHeaders, unsealSecret } from './secret.ts';
import type { ClaimedDelivery, Outcome } from './store-sending.ts';

export interface AttemptTools {
  readonly sealer: Sealer;
  readonly policy: DestinationPolicy;
  readonly resolve: Resolve;
  readonly connections: Connections;
}

/** What stands in the request, byte for byte the same at every attempt: `{type, timestamp, data}` of Standard Webhooks. */
export function bodyOf({ type, at, data }: Pick<ClaimedDelivery, 'type' | 'at' | 'data'>): string {
  return JSON.stringify({ type, timestamp: at.toISOString(), data });
}

function secretsOf(sealer: Sealer, tenant: TenantId, webhook: WebhookId, sealed: readonly (Buffer | null)[]): string[] {
  try {
    return sealed.flatMap((one) => (one === null ? [] : [unsealSecret(sealer, tenant, webhook, one)]));
  } catch {
    throw new AttemptError('secret_unreadable');
  }
}

async function send(tools: AttemptTools, claimed: ClaimedDelivery, stopping: AbortSignal): Promise<PostAnswer> {
  const { tenant_id: tenant, webhook_id: webhook, secret_sealed: sealed, previous_secret_sealed: previous } = claimed;
  // Judged when it was set, too; since then the installation may have become stricter.
  const url = readDestination(claimed.url, tools.policy);
  if (typeof url === 'string') throw new AttemptError('url_refused');
  const body = bodyOf(claimed);
  const headers = signedHeaders(claimed.id, body, secretsOf(tools.sealer, tenant, webhook, [sealed, previous]));
  const { resolve, connections } = tools;
  return post({ url, headers, body, owner: webhook, resolve, connections }, stopping);
}

/** 2xx: it arrived. 410: the endpoint wants nothing more (Standard Webhooks). A redirect is no success: nobody follows it. */
function resultOf(status: number | null, pauseSeconds: number | null): Outcome['result'] {
  if (status !== null && status >= 200 && status < 300) return 'delivered';
  if (status === 410) return 'gone';
  return pauseSeconds === null ? 'failed' : 'retry';
}

/** Never rejects. @param stopping aborted when this process has to end: the attempt then counts for nothing */
export async function attempt(tools: AttemptTools, claimed: ClaimedDelivery, stopping: AbortSignal): Promise<Outcome> {
  const { tenant_id: tenant, webhook_id: webhook, id: delivery, attempts: number } = claimed;
  const at = now().toString({ fractionalSecondDigits: 3 });
  const startedMs = monotonicMs();
  // A test is tried once, while somebody looks.
  const pauseSeconds = claimed.type === testEvent ? null : pauseAfter(claimed.retries);
  const ended = (status: number | null, error: string | null, answer: string | null): WebhookAttempt => ({
    number,
    at,
    durationMs: Math.round(monotonicMs() - startedMs),
    status,
    error,
    answer,
  });
  try {
    const { status, answer } = await send(tools, claimed, stopping);
    const result = resultOf(status, pauseSeconds);
    return { tenant, webhook, delivery, result, pauseSeconds: pauseSeconds ?? 0, attempt: ended(status, null, answer) };
  } catch (error) {
    const released = !(error instanceof AttemptError);
    const code = released ? 'connection_failed' : error.code;
    const result = released ? 'released' : resultOf(null, pauseSeconds);
    return {
      tenant,
      webhook,
      delivery,
      result,
      pauseSeconds: released ? 0 : (pauseSeconds ?? 0),
      attempt: ended(null, code, null),
    };
  }
}
