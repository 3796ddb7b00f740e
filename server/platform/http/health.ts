/**
 * Health answers the machines that look after this process. Live: it runs (never depends on anything else, or a database
 * that is away would have every process restarted). Ready: it may be sent people, because the database answers and it is
 * not draining. Both are the same on every host and say nothing that a stranger may not know.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Http } from './http.ts';

/** Milliseconds the database may take to answer. */
const databaseTimeoutMs = 2_000;
const retryAfterSeconds = 2;

export interface HealthOptions {
  readonly database: { ping(): Promise<void> };
  /** True from the moment the process was asked to stop. */
  readonly draining: () => boolean;
}

async function databaseAnswers(database: HealthOptions['database']): Promise<boolean> {
  const answered = database.ping().then(
    () => true,
    () => false,
  );
  return Promise.race([answered, delay(databaseTimeoutMs, false, { ref: false })]);
}

/** GET /health/live and GET /health/ready. */
export function healthRoutes(http: Http, { database, draining }: HealthOptions): void {
  http.get('/health/live', async () => ({ status: 'live' }));
  http.get('/health/ready', async (_request, reply) => {
    const checks = { database: (await databaseAnswers(database)) ? 'ok' : 'unavailable', draining: draining() };
    if (checks.database === 'ok' && !checks.draining) return { status: 'ready', checks };
    return reply.code(503).header('retry-after', String(retryAfterSeconds)).send({ status: 'unavailable', checks });
  });
}
