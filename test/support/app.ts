// The whole server in this process, on a database of its own, reached over real sockets. A second one on the same database
// stands for a second process where only the shared state matters; test/support/server-process.ts starts a real one.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { type App, type AppOptions, createApp } from '../../server/app.ts';
import { commandLineCaller } from '../../server/kernel/caller.ts';
import type { Config } from '../../server/platform/config.ts';
import type { Keyring } from '../../server/platform/seal.ts';
import type { StatementHook } from '../../server/platform/statements.ts';
import type { SettingsPatch } from '../../server/tenants/setting-shapes.ts';
import { operatorsTenantId, type Tenant } from '../../server/tenants/tenants.ts';
import type { NewUser } from '../../server/users/users.ts';
import { Browser } from './browser.ts';
import { testDatabase } from './database.ts';
import { until } from './until.ts';

export interface TestAppOptions {
  readonly ownerUrl?: string;
  readonly keyring?: Keyring;
  readonly onStatement?: StatementHook;
  readonly config?: Partial<Config>;
  readonly siteVerifyUrls?: AppOptions['siteVerifyUrls'];
  readonly clockOffsetMs?: () => number;
  /** Unless given, nobody can exhaust it. */
  readonly apiBudget?: AppOptions['apiBudget'];
  readonly webhookDnsServers?: AppOptions['webhookDnsServers'];
  /** Receives each log line. */
  readonly onLog?: (line: string) => void;
  /** KiB of Argon2id; small, because most tests are not about its cost. */
  readonly hashMemoryKib?: number;
}

/** A password that meets every default rule for everyone. */
export const goodPassword = 'purple lantern 44 river';

export class TestApp {
  readonly app: App;
  readonly port: number;
  readonly ownerUrl: string;
  readonly keyring: Keyring;
  readonly #drop: (() => Promise<void>) | null;

  constructor(app: App, port: number, ownerUrl: string, keyring: Keyring, drop: (() => Promise<void>) | null) {
    this.app = app;
    this.port = port;
    this.ownerUrl = ownerUrl;
    this.keyring = keyring;
    this.#drop = drop;
  }

  /** A browser (cookie jar) on an organisation's host, or on the base host with ''. */
  browser(slug = '', headers: Record<string, string> = {}): Browser {
    return new Browser(this.port, slug === '' ? 'localhost' : `${slug}.localhost`, headers);
  }

  /**
   * A new organisation with its built-in roles. Unless told otherwise it asks for no CAPTCHA, has seats for everyone and lets a
   * person use many browsers at once: most tests are not about that.
   */
  async organization(slug: string, wanted: SettingsPatch = {}): Promise<Tenant> {
    const settings: SettingsPatch = {
      ...wanted,
      signIn: { captcha: 'off', ...wanted.signIn },
      connections: { browsers: 100, ...wanted.connections },
      native: { limit: 100, ...wanted.native },
    };
    const { organizations, tenants } = this.app.house;
    await organizations.create(commandLineCaller(operatorsTenantId), {
      slug,
      name: `${slug} Ltd`,
      seats: 10_000,
      timeZone: 'Europe/Lisbon',
    });
    const tenant = await tenants.bySlug(slug);
    const changed = await tenants.changeSettings(commandLineCaller(tenant.id), settings, null);
    // This process hears of its own change as every other does: a moment later.
    await until(async () => (await tenants.bySlug(slug)).revision === changed.revision);
    return changed;
  }

  /** A user with `goodPassword`, not temporary unless asked for. */
  async user(tenant: Tenant, username: string, more: Partial<NewUser> = {}): Promise<{ id: string; username: string }> {
    const { user } = await this.app.house.users.create(tenant, commandLineCaller(tenant.id), {
      username,
      role: 'agent',
      password: goodPassword,
      temporary: false,
      ...more,
    });
    return user;
  }

  async operator(username = 'olga'): Promise<void> {
    const tenant = await this.app.house.tenants.byId(operatorsTenantId);
    await this.user(tenant, username, { role: 'operator' });
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.#drop?.();
  }
}

/** A port nobody uses: the origin must be known before the server listens. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

export function testKeyring(): Keyring {
  return { current: 'test', keys: new Map([['test', randomBytes(32)]]) };
}

function testConfig(port: number, options: TestAppOptions): Config {
  const dataDirectory = join(tmpdir(), 'usher-test');
  return {
    production: false,
    origin: new URL(`http://localhost:${port}`),
    host: '127.0.0.1',
    port,
    dataDirectory,
    keyFile: join(dataDirectory, 'unused.key'),
    databaseUrl: null,
    databasePoolMax: 10,
    smtpUrl: null,
    mailFrom: 'Usher <no-reply@localhost>',
    trustedProxies: [],
    webhookNetworks: [],
    logLevel: 'info',
    metricsToken: null,
    metricsPort: null,
    traceEndpoint: null,
    hashing: { memoryKib: options.hashMemoryKib ?? 1024, timeCost: 1, parallelism: 1 },
    ...options.config,
  };
}

/** Starts a server; close it in `after`. */
export async function testApp(options: TestAppOptions = {}): Promise<TestApp> {
  const database = options.ownerUrl === undefined ? await testDatabase() : null;
  const ownerUrl = options.ownerUrl ?? database?.ownerUrl ?? '';
  const keyring = options.keyring ?? testKeyring();
  const port = await freePort();
  const log = options.onLog ? pino({ level: 'trace' }, { write: options.onLog }) : pino({ level: 'silent' });
  const app = await createApp({
    config: testConfig(port, options),
    ownerUrl,
    keyring,
    log,
    apiBudget: options.apiBudget ?? { burst: 1e6, perSecond: 1e6, keysMax: 1_000 },
    ...(options.onStatement ? { onStatement: options.onStatement } : {}),
    ...(options.siteVerifyUrls ? { siteVerifyUrls: options.siteVerifyUrls } : {}),
    ...(options.webhookDnsServers ? { webhookDnsServers: options.webhookDnsServers } : {}),
    ...(options.clockOffsetMs ? { clockOffsetMs: options.clockOffsetMs } : {}),
  });
  await app.http.listen({ host: '127.0.0.1', port });
  return new TestApp(app, port, ownerUrl, keyring, database?.drop ?? null);
}
