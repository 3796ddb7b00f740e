/**
 * Webhooks owns the endpoints of programs that want to hear of events, and every delivery to them, signed as the Standard Webhooks
 * specification says. The database makes the deliveries, of entries of the audit log and in their transactions, so that
 * nothing which happened goes untold; the sender of each process sends them. Administrators call it through its routes. It never
 * decides what is an event, never promises an order, never shows a secret twice, and calls nothing that is not public.
 */
import type { Caller } from '../kernel/caller.ts';
import type { Config } from '../platform/config.ts';
import type { Database } from '../platform/database.ts';
import type { Listener } from '../platform/notify.ts';
import type { Sealer } from '../platform/seal.ts';
import {
  assertMayManage,
  createWebhook,
  fetchWebhook,
  removeWebhook,
  replaceSecret,
  updateWebhook,
  type WebhookFields,
  type WebhookPatch,
} from './change.ts';
import { Connections } from './connections.ts';
import { createTester, type DeliveryQuery, fetchDelivery, listDeliveries, replayDelivery } from './deliveries.ts';
import type { DestinationPolicy } from './destination.ts';
import type { NoticeTools } from './notice.ts';
import { createResolve } from './resolve.ts';
import { Sender } from './sender.ts';
import { type WebhookRow, webhookList } from './store.ts';
import { deliveryWaiting } from './store-deliveries.ts';
import {
  type Delivery,
  type DeliveryDetails,
  deliveryDetailsOf,
  deliveryOf,
  type Webhook,
  waitingMax,
  webhookOf,
} from './webhook.ts';

/** An endpoint and the revision of what is shown of it. */
export interface Shown {
  readonly webhook: Webhook;
  readonly revision: number;
}

/** With the secret: the only time it can be read. */
export interface ShownOnce extends Shown {
  readonly secret: string;
}

export interface Webhooks {
  /** All of them, oldest first. @throws Refusal not_permitted */
  list(caller: Caller): Promise<Webhook[]>;
  /** @throws Refusal not_permitted, not_found */
  get(caller: Caller, id: string): Promise<Shown>;
  /** @throws Refusal not_permitted, invalid_request */
  create(caller: Caller, fields: WebhookFields): Promise<ShownOnce>;
  /** @throws Refusal not_permitted, not_found, precondition_failed, invalid_request */
  update(caller: Caller, id: string, patch: WebhookPatch, revision: number | null): Promise<Shown>;
  /** @throws Refusal not_permitted, not_found */
  replaceSecret(caller: Caller, id: string): Promise<ShownOnce>;
  /** @throws Refusal not_permitted, not_found, precondition_failed */
  remove(caller: Caller, id: string, revision: number | null): Promise<void>;
  /** @throws Refusal not_permitted, not_found, rate_limited */
  test(caller: Caller, id: string): Promise<DeliveryDetails>;
  /** @throws Refusal not_permitted, not_found, invalid_request */
  deliveries(caller: Caller, id: string, query: DeliveryQuery): Promise<{ items: Delivery[]; next: string | null }>;
  /** @throws Refusal not_permitted, not_found */
  delivery(caller: Caller, id: string, delivery: string): Promise<DeliveryDetails>;
  /** @throws Refusal not_permitted, not_found */
  replay(caller: Caller, id: string, delivery: string): Promise<DeliveryDetails>;
  /** Begins to send what waits. */
  start(): void;
  /** Takes nothing more on and lets what is under way end. */
  close(): Promise<void>;
}

export interface WebhooksOptions extends NoticeTools {
  readonly database: Database;
  readonly listener: Listener;
  readonly sealer: Sealer;
  readonly config: Pick<Config, 'production' | 'webhookNetworks'>;
  readonly onError: (error: unknown) => void;
  /** Name servers instead of the system's; for tests only. */
  readonly dnsServers?: readonly string[] | undefined;
}

/** One's own machine is where programs are tried out; in production it is where this server's secrets are. */
const loopback = ['127.0.0.0/8', '::1/128'] as const;

function policyOf({ production, webhookNetworks }: WebhooksOptions['config']): DestinationPolicy {
  return { httpsOnly: production, networks: production ? webhookNetworks : [...webhookNetworks, ...loopback] };
}

export function createWebhooks(options: WebhooksOptions): Webhooks {
  const { database, sealer } = options;
  const policy = policyOf(options.config);
  const connections = new Connections();
  const tools = { ...options, policy, resolve: createResolve(policy, options.dnsServers), connections };
  const sender = new Sender(tools);
  const tester = createTester(database, tools);
  const changeTools = { database, sealer, policy };
  async function shown(caller: Caller, row: WebhookRow): Promise<Shown> {
    const waiting = await database.withTenant(caller.tenant, (tx) => deliveryWaiting(tx, caller.tenant, waitingMax));
    return { webhook: webhookOf(row, waiting.get(row.id) ?? 0), revision: row.revision };
  }
  return {
    async list(caller) {
      assertMayManage(caller);
      const [rows, waiting] = await database.withTenant(caller.tenant, (tx) =>
        Promise.all([webhookList(tx, caller.tenant), deliveryWaiting(tx, caller.tenant, waitingMax)]),
      );
      return rows.map((row) => webhookOf(row, waiting.get(row.id) ?? 0));
    },
    async get(caller, id) {
      assertMayManage(caller);
      return shown(caller, await database.withTenant(caller.tenant, (tx) => fetchWebhook(tx, caller, id)));
    },
    async create(caller, fields) {
      const { row, secret } = await createWebhook(changeTools, caller, fields);
      return { ...(await shown(caller, row)), secret };
    },
    async update(caller, id, patch, revision) {
      const row = await updateWebhook(changeTools, caller, id, patch, revision);
      // What waited for an endpoint to be enabled is due.
      sender.wake();
      return shown(caller, row);
    },
    async replaceSecret(caller, id) {
      const { row, secret } = await replaceSecret(changeTools, caller, id);
      return { ...(await shown(caller, row)), secret };
    },
    remove: (caller, id, revision) => removeWebhook(changeTools, caller, id, revision),
    test: async (caller, id) => deliveryDetailsOf(await tester.test(caller, id)),
    async deliveries(caller, id, query) {
      const { rows, next } = await listDeliveries(database, caller, id, query);
      return { items: rows.map(deliveryOf), next };
    },
    delivery: async (caller, id, delivery) => deliveryDetailsOf(await fetchDelivery(database, caller, id, delivery)),
    replay: async (caller, id, delivery) => deliveryDetailsOf(await replayDelivery(database, caller, id, delivery)),
    start: () => sender.start(),
    async close() {
      await sender.stop();
      connections.close();
    },
  };
}
