// better-auth beside Usher: two servers on the stage's PostgreSQL, one that reads each session from the database and one that
// keeps it in a signed cookie; and the requests that its browsers would send.
import { fileURLToPath } from 'node:url';
import { Browser } from '../test/support/browser.ts';
import { requestText } from './load.ts';
import { type BenchServer, startServerProcess } from './processes.ts';
import { cookieHeader, password, type Stage } from './stage.ts';

export interface Peers {
  readonly database: BenchServer;
  readonly cookieCache: BenchServer;
  readonly signInRequests: readonly string[];
  readonly databaseSessionRequests: readonly string[];
  readonly cookieSessionRequests: readonly string[];
  stop(): Promise<void>;
}

const program = fileURLToPath(new URL('peers/better-auth.ts', import.meta.url));

/** A browser at better-auth; its checks want to know from which page a request comes. */
function peerBrowser({ port }: BenchServer): Browser {
  return new Browser(port, '127.0.0.1', { origin: 'http://127.0.0.1' });
}

async function post(browser: Browser, path: string, body: unknown): Promise<void> {
  const { status, text } = await browser.json('POST', path, body);
  if (status !== 200) throw new Error(`better-auth answered ${status} to ${path}: ${text}`);
}

function sessionRequest({ port }: BenchServer, browser: Browser): string {
  return requestText({
    method: 'GET',
    path: '/api/auth/get-session',
    host: `127.0.0.1:${port}`,
    headers: cookieHeader(browser),
  });
}

export async function startPeers(stage: Stage, count: number): Promise<Peers> {
  const environment = { BENCH_DATABASE_URL: stage.ownerUrl };
  const database = await startServerProcess(program, environment);
  const cookieCache = await startServerProcess(program, { ...environment, BENCH_COOKIE_CACHE: '1' });
  const emails = Array.from({ length: count }, (_, index) => `agent${index}@example.com`);
  const databaseSessionRequests: string[] = [];
  const cookieSessionRequests: string[] = [];
  for (const email of emails) {
    const browser = peerBrowser(database);
    await post(browser, '/api/auth/sign-up/email', { email, password, name: 'Ana Lopes' });
    databaseSessionRequests.push(sessionRequest(database, browser));
    const cached = peerBrowser(cookieCache);
    await post(cached, '/api/auth/sign-in/email', { email, password });
    cookieSessionRequests.push(sessionRequest(cookieCache, cached));
  }
  const signInRequests = emails.map((email) =>
    requestText({
      method: 'POST',
      path: '/api/auth/sign-in/email',
      host: `127.0.0.1:${database.port}`,
      headers: { origin: 'http://127.0.0.1' },
      body: { email, password },
    }),
  );
  return {
    database,
    cookieCache,
    signInRequests,
    databaseSessionRequests,
    cookieSessionRequests,
    async stop() {
      await Promise.all([database.stop(), cookieCache.stop()]);
    },
  };
}
