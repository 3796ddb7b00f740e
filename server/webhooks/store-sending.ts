/** SQL of the senders: which deliveries are whose to try, and what became of them. Both are one statement for many. */
import { sql } from 'kysely';
import type { TenantId, WebhookDeliveryId, WebhookId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';
import type { WebhookAttempt, WebhookTable } from '../platform/tables/webhooks.ts';

/** What an attempt needs to know. */
export interface ClaimedDelivery {
  readonly tenant_id: TenantId;
  readonly webhook_id: WebhookId;
  readonly id: WebhookDeliveryId;
  readonly type: string;
  readonly at: Date;
  readonly data: Record<string, unknown>;
  /** Of this attempt: the first is 1. */
  readonly attempts: number;
  readonly retries: number;
  readonly url: string;
  readonly secret_sealed: Buffer;
  /** Null when there is none, or it signs no more. */
  readonly previous_secret_sealed: Buffer | null;
  readonly failing: boolean;
}

/** With the place it was taken on for: those of one endpoint and place are sent one after the other, the oldest first. */
export interface PlacedDelivery extends ClaimedDelivery {
  readonly place: number;
}

export interface ClaimLimits {
  /** Attempts to take on now for endpoints that answer, and for those whose last attempt failed. */
  readonly healthy: number;
  readonly failing: number;
  /** At once for one endpoint that answers; for one whose last attempt failed it is one. */
  readonly perWebhook: number;
  /** At once for one organisation, however many endpoints it has. */
  readonly perTenant: number;
  /** Attempts under way in this process, by endpoint. */
  readonly busy: ReadonlyMap<WebhookId, number>;
  /** Deliveries to take on for each place of an endpoint that answers; one where nothing is said. */
  readonly runs: ReadonlyMap<WebhookId, number>;
  readonly claimSeconds: number;
}

/**
 * Takes on what is due, oldest first, but for so many places of each endpoint, so that none has to wait for another; what goes beyond
 * its places is dealt out to them in turn. A delivery is one process's from the commit until its claim ends. The attempt is counted
 * before anything is sent. All tenants but suspended ones.
 */
export async function deliveryClaim(tx: Transaction, limits: ClaimLimits): Promise<PlacedDelivery[]> {
  const { busy: places, runs } = limits;
  const known = [...new Set([...places.keys(), ...runs.keys()])];
  const busy = JSON.stringify(
    known.map((webhook) => ({ webhook, count: places.get(webhook) ?? 0, run: runs.get(webhook) ?? 1 })),
  );
  const { rows } = await sql<PlacedDelivery>`
    WITH busy AS (SELECT * FROM json_to_recordset(${busy}::json) AS b (webhook uuid, count integer, run integer)),
    busy_tenants AS (SELECT w.tenant_id, sum(b.count)::integer AS count FROM busy b JOIN webhooks w ON w.id = b.webhook GROUP BY w.tenant_id),
    due AS (
      SELECT w.tenant_id, w.id AS webhook_id, d.id, d.due_at, w.url, w.secret_sealed, w.failing_since IS NOT NULL AS failing,
        CASE WHEN w.previous_secret_until > now() THEN w.previous_secret_sealed END AS previous_secret_sealed,
        free.places, (row_number() OVER (PARTITION BY w.tenant_id, w.id ORDER BY d.due_at, d.id) - 1)::integer AS nth
      FROM webhooks w JOIN tenants t ON t.id = w.tenant_id AND t.status = 'active' LEFT JOIN busy b ON b.webhook = w.id
      CROSS JOIN LATERAL (SELECT CASE WHEN w.failing_since IS NULL THEN coalesce(b.run, 1) ELSE 1 END AS run, greatest(0,
        CASE WHEN w.failing_since IS NULL THEN ${limits.perWebhook}::integer ELSE 1 END - coalesce(b.count, 0)) AS places) free
      CROSS JOIN LATERAL (
        SELECT d.id, d.due_at FROM webhook_deliveries d
        WHERE d.tenant_id = w.tenant_id AND d.webhook_id = w.id AND d.state = 'waiting' AND d.due_at <= now() ORDER BY d.due_at
        LIMIT free.places * free.run FOR UPDATE SKIP LOCKED) d
      WHERE w.enabled),
    shared AS (
      SELECT d.*, row_number() OVER (PARTITION BY d.tenant_id ORDER BY d.failing, d.due_at) + coalesce(b.count, 0) AS tenant_place
      FROM due d LEFT JOIN busy_tenants b ON b.tenant_id = d.tenant_id WHERE d.nth < d.places),
    chosen AS (SELECT *, row_number() OVER (PARTITION BY failing ORDER BY due_at) AS number FROM shared WHERE tenant_place <= ${limits.perTenant}::integer)
    UPDATE webhook_deliveries d SET attempts = d.attempts + 1, due_at = now() + make_interval(secs => ${limits.claimSeconds}),
      claimed_until = now() + make_interval(secs => ${limits.claimSeconds})
    FROM due c JOIN chosen p ON p.tenant_id = c.tenant_id AND p.webhook_id = c.webhook_id AND p.nth = c.nth % c.places
    WHERE d.tenant_id = c.tenant_id AND d.webhook_id = c.webhook_id AND d.id = c.id
      AND p.number <= CASE WHEN p.failing THEN ${limits.failing}::integer ELSE ${limits.healthy}::integer END
    RETURNING d.tenant_id, d.webhook_id, d.id, d.type, d.at, d.data, d.attempts, d.retries, c.url, c.secret_sealed,
      c.previous_secret_sealed, c.failing, p.nth AS place`.execute(tx);
  return rows;
}

/**
 * What became of an attempt. `retry`: after `pauseSeconds`; `released`: it was broken off by us, and counts for nothing; `unsent`: it
 * was taken on, and never begun.
 */
export interface Outcome {
  readonly tenant: TenantId;
  readonly webhook: WebhookId;
  readonly delivery: WebhookDeliveryId;
  readonly result: 'delivered' | 'retry' | 'failed' | 'gone' | 'released' | 'unsent';
  readonly pauseSeconds: number;
  readonly attempt: WebhookAttempt;
}

/** An endpoint that was disabled just now, because it said that it is gone or has failed for too long. */
export interface DisabledWebhook extends Pick<WebhookTable, 'tenant_id' | 'id' | 'name' | 'url' | 'disabled_reason'> {
  /** Nobody was mailed so within a day: from now on somebody was. */
  readonly notices: boolean;
}

/** Attempts that the log of a delivery keeps: the newest. */
const attemptsLogged = 50;

/**
 * Puts down what became of attempts, and how the endpoints fare. An attempt that was taken for lost, and whose delivery somebody else
 * has begun again, ends it only if it arrived. Rows of endpoints are locked in one order, for every process does this.
 * @param failingDaysMax days of nothing but failures after which an endpoint is disabled
 */
export async function deliverySettle(
  tx: Transaction,
  outcomes: readonly Outcome[],
  failingDaysMax: number,
): Promise<DisabledWebhook[]> {
  const { rows } = await sql<DisabledWebhook & { disabled: boolean }>`
    WITH outcome AS MATERIALIZED (SELECT * FROM json_to_recordset(${JSON.stringify(outcomes)}::json)
      AS o (tenant uuid, webhook uuid, delivery uuid, result text, "pauseSeconds" float8, attempt jsonb)),
    known AS MATERIALIZED (
      SELECT w.tenant_id, w.id, w.enabled, w.failing_since < now() - make_interval(days => ${failingDaysMax}) AS failing_long,
        coalesce(w.noticed_at <= now() - interval '1 day', true) AS notices FROM webhooks w
      WHERE (w.tenant_id, w.id) IN (SELECT tenant, webhook FROM outcome) ORDER BY w.tenant_id, w.id FOR NO KEY UPDATE),
    settled AS (
      UPDATE webhook_deliveries d SET
        attempt_log = CASE WHEN o.result IN ('released', 'unsent') THEN d.attempt_log
          WHEN jsonb_array_length(d.attempt_log) >= ${attemptsLogged} THEN (d.attempt_log - 0) || o.attempt ELSE d.attempt_log || o.attempt END,
        state = next.state,
        ended_at = CASE WHEN next.state = 'waiting' THEN NULL ELSE coalesce(d.ended_at, now()) END,
        attempts = d.attempts - CASE WHEN next.own AND o.result = 'unsent' THEN 1 ELSE 0 END,
        retries = d.retries + CASE WHEN next.own AND o.result = 'retry' THEN 1 ELSE 0 END,
        due_at = CASE WHEN NOT next.own THEN d.due_at ELSE now() + make_interval(secs => o."pauseSeconds") END,
        claimed_until = CASE WHEN next.own OR next.state <> 'waiting' THEN NULL ELSE d.claimed_until END
      FROM outcome o JOIN known k ON k.tenant_id = o.tenant AND k.id = o.webhook
      JOIN webhook_deliveries was ON was.tenant_id = o.tenant AND was.webhook_id = o.webhook AND was.id = o.delivery
      CROSS JOIN LATERAL (SELECT was.attempts = (o.attempt ->> 'number')::integer AS own, CASE
          WHEN was.state <> 'waiting' THEN was.state
          WHEN o.result = 'delivered' THEN 'delivered'
          WHEN was.attempts = (o.attempt ->> 'number')::integer AND o.result IN ('failed', 'gone') THEN 'failed'
          ELSE 'waiting' END AS state) next
      WHERE d.tenant_id = was.tenant_id AND d.webhook_id = was.webhook_id AND d.id = was.id),
    health AS (
      SELECT o.tenant, o.webhook, bool_or(o.result = 'delivered') AS answers, bool_or(o.result = 'gone') AS gone
      FROM outcome o WHERE o.result NOT IN ('released', 'unsent') GROUP BY o.tenant, o.webhook),
    judged AS (
      SELECT k.tenant_id, k.id, h.answers, h.gone, k.enabled AND (h.gone OR (NOT h.answers AND coalesce(k.failing_long, false))) AS stops, k.notices
      FROM known k JOIN health h ON h.tenant = k.tenant_id AND h.webhook = k.id)
    UPDATE webhooks w SET
      delivered_at = CASE WHEN j.answers THEN now() ELSE w.delivered_at END,
      failing_since = CASE WHEN j.answers THEN NULL ELSE coalesce(w.failing_since, now()) END,
      enabled = w.enabled AND NOT j.stops,
      disabled_reason = CASE WHEN j.stops THEN CASE WHEN j.gone THEN 'gone' ELSE 'failing' END ELSE w.disabled_reason END,
      noticed_at = CASE WHEN j.stops AND j.notices THEN now() ELSE w.noticed_at END,
      revision = w.revision + j.stops::integer
    FROM judged j WHERE w.tenant_id = j.tenant_id AND w.id = j.id
    RETURNING w.tenant_id, w.id, w.name, w.url, w.disabled_reason, j.notices, j.stops AS disabled`.execute(tx);
  return rows.filter((row) => row.disabled);
}
