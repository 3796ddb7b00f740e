// What most figures are taken on: an embedded PostgreSQL as the product runs it (durable), a real server process on it with the
// default configuration, and an organisation with people whose passwords cost what they cost in earnest.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { buildHouse } from '../server/app.ts';
import type { House } from '../server/app-house.ts';
import { commandLineCaller } from '../server/kernel/caller.ts';
import { readConfig } from '../server/platform/config.ts';
import { startEmbedded } from '../server/platform/embedded/embedded.ts';
import { migrate } from '../server/platform/migrate.ts';
import { loadKeyFile } from '../server/platform/seal-key-file.ts';
import { operatorsTenantId, type Tenant } from '../server/tenants/tenants.ts';
import type { NewUser } from '../server/users/users.ts';
import { Browser } from '../test/support/browser.ts';
import { requestText } from './load.ts';
import { type BenchServer, startUsher } from './processes.ts';

export const password = 'purple lantern 44 river';
/** Nobody listens there: a mail that should not be sent would show as a failing job, not as speed. */
const noMailServer = 'smtp://127.0.0.1:9';

export interface Stage {
  readonly ownerUrl: string;
  readonly house: House;
  /** The one that runs now. */
  readonly server: BenchServer;
  /** Stops the server as a service manager does and starts it again at the same port. @returns when it was ready (performance.now) */
  restart(): Promise<number>;
  stop(): Promise<void>;
}

/** For profiling by hand, e.g. BENCH_NODE_OPTIONS=--cpu-prof: options of Node for the server alone. */
const extraEnvironment = process.env.BENCH_NODE_OPTIONS ? { NODE_OPTIONS: process.env.BENCH_NODE_OPTIONS } : {};

/**
 * @param statement told each SQL statement that the house of this process (not the server's) sends
 * @param smtpUrl the mail server, for what is about mails
 */
export async function openStage(
  statement: (text: string) => void = () => undefined,
  smtpUrl: string = noMailServer,
): Promise<Stage> {
  const directory = await mkdtemp(join(tmpdir(), 'usher-bench-'));
  const log = pino({ level: 'silent' });
  const database = await startEmbedded({ directory, log: quietLog });
  const { ownerUrl } = database;
  await migrate({ ownerUrl });
  const environment: Record<string, string> = {
    USHER_DATA: directory,
    DATABASE_URL: ownerUrl,
    USHER_SMTP_URL: smtpUrl,
    ...extraEnvironment,
  };
  const config = readConfig(environment);
  const keyring = await loadKeyFile(config.keyFile);
  const house = buildHouse({ config, ownerUrl, keyring, log, onStatement: statement });
  let server = await startUsher(directory, environment);
  return {
    ownerUrl,
    house,
    get server() {
      return server;
    },
    async restart() {
      await server.stop();
      server = await startUsher(directory, environment, server.port);
      return performance.now();
    },
    async stop() {
      await server.stop();
      await house.close();
      await database.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

const quietLog = { debug() {}, info() {}, warn() {}, error: console.error };

export async function makeOrganization({ house }: Stage, slug: string, seats = 1_000): Promise<Tenant> {
  await house.organizations.create(commandLineCaller(operatorsTenantId), {
    slug,
    name: `${slug} Ltd`,
    seats,
    timeZone: 'Europe/Lisbon',
  });
  return house.tenants.bySlug(slug);
}

/** A few at once: each costs an evaluation of the hash. */
export async function makeUsers({ house }: Stage, tenant: Tenant, users: readonly NewUser[]): Promise<void> {
  const waiting = [...users];
  async function work(): Promise<void> {
    for (let user = waiting.pop(); user; user = waiting.pop()) {
      await house.users.create(tenant, commandLineCaller(tenant.id), { ...user, password, temporary: false });
    }
  }
  await Promise.all(Array.from({ length: 4 }, work));
}

/** Signs everyone in once. @returns their browsers, with the cookies that a browser then has */
export async function signInAll(server: BenchServer, tenant: Tenant, usernames: readonly string[]): Promise<Browser[]> {
  const browsers: Browser[] = [];
  for (const username of usernames) {
    const browser = new Browser(server.port, `${tenant.slug}.localhost`);
    const { status, text } = await browser.signIn(username, password);
    if (status !== 200) throw new Error(`${username} could not sign in: ${status} ${text}`);
    browsers.push(browser);
  }
  return browsers;
}

/** The Cookie header of a browser. @param without names of cookies it does not have (any more) */
export function cookieHeader(browser: Browser, without: readonly string[] = []): Record<string, string> {
  const kept = [...browser.cookies].filter(([name]) => !without.includes(name));
  return kept.length === 0 ? {} : { cookie: kept.map(([name, value]) => `${name}=${value}`).join('; ') };
}

export function hostOf({ port }: { readonly port: number }, tenant: Tenant): string {
  return `${tenant.slug}.localhost:${port}`;
}

export function signInText(
  server: BenchServer,
  tenant: Tenant,
  identifier: string,
  headers: Record<string, string> = {},
): string {
  return requestText({
    method: 'POST',
    path: '/api/v1/sign-in',
    host: hostOf(server, tenant),
    headers,
    body: { identifier, password },
  });
}

export function getText(server: BenchServer, tenant: Tenant, path: string, browser: Browser): string {
  return requestText({ method: 'GET', path, host: hostOf(server, tenant), headers: cookieHeader(browser) });
}
