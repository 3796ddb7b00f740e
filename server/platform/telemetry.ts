/**
 * Telemetry counts what operators watch, for Prometheus: answers by route, sign-ins by outcome, refusals by code, the hash
 * queue, the database pool. Every app has a registry of its own. Labels come from closed sets (route patterns, codes),
 * never from what a stranger sent: neither a secret nor a million series can get in.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { refuse } from '../kernel/refusal.ts';
import type { Http } from './http/http.ts';

/** What is read at each scrape. */
export interface TelemetrySources {
  readonly hasher: { stats(): { readonly running: number; readonly queued: number } };
  readonly database: { stats(): { readonly total: number; readonly idle: number; readonly waiting: number } };
  readonly sessions: { cached(): number };
  readonly connections: { tabs(): number };
}

export interface Telemetry {
  /** The text form of all metrics (Prometheus 0.0.4). */
  expose(): Promise<{ readonly type: string; readonly body: string }>;
  /** Counts a sign-in step by how it ended: `done`, a next step, or a refusal's code. */
  signIn(outcome: string): void;
  /** Gauges show these from now on. */
  watch(sources: TelemetrySources): void;
  /** Measures every answer of this server. Call before routes are added. */
  hook(http: Http): void;
}

const secondsBuckets = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Gauges that ask their source when they are read; they show nothing before `watch`. */
function addGauges(registry: Registry, sources: () => TelemetrySources | null): void {
  const gauge = (name: string, help: string, read: (sources: TelemetrySources) => number): void => {
    const metric: Gauge = new Gauge({
      name,
      help,
      registers: [registry],
      collect: () => {
        const given = sources();
        if (given !== null) metric.set(read(given));
      },
    });
  };
  gauge('usher_hash_running', 'Argon2 evaluations running', ({ hasher }) => hasher.stats().running);
  gauge('usher_hash_queued', 'Argon2 evaluations waiting for a core', ({ hasher }) => hasher.stats().queued);
  gauge(
    'usher_database_connections',
    'Open database connections of the application pool',
    ({ database }) => database.stats().total,
  );
  gauge('usher_database_connections_idle', 'Those of them that are idle', ({ database }) => database.stats().idle);
  gauge(
    'usher_database_waiting',
    'Requests waiting for a database connection',
    ({ database }) => database.stats().waiting,
  );
  gauge('usher_sessions_cached', 'Sessions kept in memory by this process', ({ sessions }) => sessions.cached());
  gauge('usher_tabs_connected', 'Event streams of tabs held by this process', ({ connections }) => connections.tabs());
}

export function createTelemetry(): Telemetry {
  const registry = new Registry();
  // How late the event loop is, is looked at ten times a second; the usual hundred would be a tenth of what an idle process uses.
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 100 });
  let sources: TelemetrySources | null = null;
  addGauges(registry, () => sources);
  const requests = new Histogram({
    name: 'usher_http_request_duration_seconds',
    help: 'Answers by route',
    labelNames: ['method', 'route', 'status'],
    buckets: secondsBuckets,
    registers: [registry],
  });
  const signIns = new Counter({
    name: 'usher_sign_ins_total',
    help: 'Sign-in steps by outcome',
    labelNames: ['outcome'],
    registers: [registry],
  });
  const refusals = new Counter({
    name: 'usher_refusals_total',
    help: 'Refused requests by code',
    labelNames: ['code'],
    registers: [registry],
  });
  return {
    expose: async () => ({ type: registry.contentType, body: await registry.metrics() }),
    signIn: (outcome) => signIns.inc({ outcome }),
    watch: (given) => {
      sources = given;
    },
    hook(http) {
      http.addHook('onResponse', (request, reply, done) => {
        const labels = {
          method: request.method,
          route: request.routeOptions.url ?? 'none',
          status: String(reply.statusCode),
        };
        if (request.routeOptions.config.eventStream !== true || reply.statusCode !== 200)
          requests.observe(labels, reply.elapsedTime / 1_000);
        if (request.refusalCode !== null) refusals.inc({ code: request.refusalCode });
        done();
      });
    },
  };
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** GET /metrics on the main port for the bearer of `token`; nothing is registered (404) when there is none. */
export function metricsRoutes(http: Http, telemetry: Telemetry, token: string | null): void {
  if (token === null) return;
  const expected = digest(`Bearer ${token}`);
  http.get('/metrics', async (request, reply) => {
    // Digests have one length, so the comparison takes the same time whatever was sent.
    if (!timingSafeEqual(digest(request.headers.authorization ?? ''), expected)) throw refuse('not_signed_in');
    const { type, body } = await telemetry.expose();
    return reply.type(type).send(body);
  });
}

export interface MetricsServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Serves GET /metrics without a token, on loopback only. @param port 0 picks a free one */
export async function startMetricsServer(telemetry: Telemetry, port: number): Promise<MetricsServer> {
  const server = createServer({ requestTimeout: 5_000, headersTimeout: 5_000 }, (request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    telemetry.expose().then(
      ({ type, body }) => response.writeHead(200, { 'content-type': type }).end(body),
      () => response.writeHead(500).end(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('A TCP server has no port.');
  return {
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
