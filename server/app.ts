/**
 * App is the only wiring: it makes every slice from the configuration, mounts their routes in order, and closes them in the
 * reverse one. Nothing else knows the whole house.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';
import { apiBudget } from './administration/administration.ts';
import { markAttempts } from './administration/attempt.ts';
import { onFault, renderError } from './app-faults.ts';
import type { House } from './app-house.ts';
import { startHouseJobs } from './app-jobs.ts';
import { mountOperations, mountRoutes } from './app-routes.ts';
import { settleRefusals } from './audit/refusals.ts';
import { createCaptcha, type HostedProvider } from './captcha/captcha.ts';
import { createConnections } from './connections/connections.ts';
import { factorRequired } from './factors/due.ts';
import { createFactors, secondFactorOverview } from './factors/factors.ts';
import { createImports } from './imports/imports.ts';
import { createMail } from './mail/mail.ts';
import { createOrganizations } from './organizations/organizations.ts';
import { loadBlocklist } from './passwords/blocklist.ts';
import { createPasswords, hashQueueMax, type PasswordsOptions } from './passwords/passwords.ts';
import { presets } from './passwords/policy.ts';
import { createPortalPasswords, type PortalPasswords } from './passwords/portal.ts';
import { loadStrengthEstimator } from './passwords/strength.ts';
import type { Config } from './platform/config.ts';
import { type Database, openDatabase } from './platform/database.ts';
import { createHasher, type Hasher } from './platform/hashing.ts';
import { createHttp, type Http } from './platform/http/http.ts';
import { describeApi } from './platform/http/openapi.ts';
import type { RateBudgetOptions } from './platform/http/rate-budget.ts';
import { type Listener, listen } from './platform/notify.ts';
import { createPageAssets } from './platform/page/assets.ts';
import { createSealer, type Keyring } from './platform/seal.ts';
import type { StatementHook } from './platform/statements.ts';
import { createTelemetry, startMetricsServer } from './platform/telemetry.ts';
import type { Tracing } from './platform/tracing.ts';
import { createRecovery } from './recovery/recovery.ts';
import { createRoles } from './roles/roles.ts';
import { createSchedules } from './schedules/schedules.ts';
import { isScimPath, mediaType, scimError } from './scim/refusal.ts';
import { assertRecent, createSessions } from './sessions/sessions.ts';
import { createSignIn } from './signin/signin.ts';
import { createStations } from './stations/stations.ts';
import { createTenants } from './tenants/tenants.ts';
import { noteDelivery } from './users/emails/deliveries.ts';
import { holdersOf } from './users/emails/holders.ts';
import { createTeams } from './users/teams/teams.ts';
import { createUsers } from './users/users.ts';
import { createWebhooks } from './webhooks/webhooks.ts';

export interface AppOptions {
  readonly config: Config;
  readonly ownerUrl: string;
  readonly keyring: Keyring;
  readonly log: FastifyBaseLogger;
  /** For tests of faults: called before each SQL statement. */
  readonly onStatement?: StatementHook;
  /** Already started, because loading it takes time that only those who want traces should pay. */
  readonly tracing?: Tracing | null;
  /** For tests: where hosted CAPTCHA providers are asked, instead of their documented addresses. */
  readonly siteVerifyUrls?: Partial<Record<HostedProvider, string>>;
  /** For tests: name servers that are asked where webhooks go, instead of the system's. */
  readonly webhookDnsServers?: readonly string[];
  /** For tests: milliseconds added to the database's clock wherever it is compared with access schedules. */
  readonly clockOffsetMs?: () => number;
  /** For tests: how often a session or a key may call the administration API. */
  readonly apiBudget?: RateBudgetOptions;
}

export interface App {
  readonly http: Http;
  readonly house: House;
  /** Stops taking requests, lets running ones end, then closes everything. */
  close(): Promise<void>;
}

/** What users needs from slices that come after it. */
const askedOfLaterSlices = { secondFactorOf: secondFactorOverview, factorRequired, assertRecent };

function makeHasher({ hashing }: Config): Hasher {
  const { memoryKib, timeCost, parallelism } = hashing;
  return createHasher({ parameters: { memoryCost: memoryKib, timeCost, parallelism }, queueMax: hashQueueMax });
}

/** What judges new passwords: it takes a moment to load, and begins to at once. */
function passwordCheckers(): PasswordsOptions['checkers'] {
  const blocklist = loadBlocklist();
  // A rejection is met by whoever judges the first password; until then it must not end the process.
  blocklist.catch(() => undefined);
  return async () => ({ isBlocked: await blocklist, estimateStrength: await loadStrengthEstimator() });
}

/** What is typed on a keyboard, and what is typed on a telephone. */
function makePasswords(made: Pick<House, 'database' | 'hasher' | 'sealer'>): Pick<House, 'passwords'> & {
  readonly portal: PortalPasswords;
} {
  return {
    passwords: createPasswords({ ...made, checkers: passwordCheckers() }),
    portal: createPortalPasswords(made),
  };
}

/** The pools, traced where that is asked for. What this process commits it hears of at once. */
function makeDatabase(
  { config, ownerUrl, onStatement, tracing = null }: AppOptions,
  listener: Listener,
  onError: (error: unknown) => void,
): Database {
  const untraced = openDatabase({
    ownerUrl,
    poolMax: config.databasePoolMax,
    onIdleError: onError,
    onCommitted: (change) => listener.hear(change),
    ...(onStatement ? { onStatement } : {}),
  });
  return markAttempts(tracing === null ? untraced : tracing.database(untraced));
}

type Closed = 'connections' | 'sessions' | 'webhooks' | 'hasher' | 'listener' | 'mail' | 'database';

/** Closes what works by itself before what it works with. */
function closing(house: Pick<House, Closed>): () => Promise<void> {
  return async () => {
    await house.connections.close();
    await house.sessions.close();
    await house.webhooks.close();
    await house.hasher.drain();
    await Promise.all([house.listener.close(), house.mail.close()]);
    await house.database.close();
  };
}

/** Makes the slices. Opens connections lazily: it succeeds while the database is away. */
export function buildHouse(options: AppOptions): House {
  const { config, log } = options;
  const onError = (error: unknown): void => {
    log.error({ err: error }, 'background work failed');
  };
  const { tracing = null, clockOffsetMs = () => 0, siteVerifyUrls = {}, webhookDnsServers: dnsServers } = options;
  const telemetry = createTelemetry();
  const listener = listen(options.ownerUrl, onError);
  const database = makeDatabase(options, listener, onError);
  const sealer = createSealer(options.keyring);
  const hasher = makeHasher(config);
  const mail = createMail({ database, sealer, config, log, onDelivery: noteDelivery });
  const tenants = createTenants({
    database,
    listener,
    sealer,
    origin: config.origin,
    presetRules: (preset) => presets[preset],
  });
  const noticed = { tenants, mail, holdersOf };
  const webhooks = createWebhooks({ database, listener, sealer, config, ...noticed, onError, dnsServers });
  const roles = createRoles({ database, tenants, production: config.production });
  const captcha = createCaptcha({ database, sealer, assets: createPageAssets(), onError, siteVerifyUrls });
  const { passwords, portal } = makePasswords({ database, hasher, sealer });
  const factors = createFactors({ database, sealer, mail });
  const users = createUsers({ database, passwords, portal, mail, ...askedOfLaterSlices, onError });
  const stations = createStations({ database, users });
  const schedules = createSchedules({ database, users, clockOffsetMs });
  const sessions = createSessions({ database, listener, onError, clockOffsetMs });
  const connections = createConnections({ database, listener, tenants, sessions, onError, clockOffsetMs });
  const recovery = createRecovery({ database, captcha, passwords, mail, sealer, tenants, log });
  const asked = { database, captcha, passwords, factors, sessions, mail, onError, clockOffsetMs };
  const signIn = createSignIn({
    ...asked,
    onOutcome: telemetry.signIn,
    onEntered: (tenant) => connections.moved(tenant),
  });
  telemetry.watch({ hasher, database, sessions, connections });
  const organizations = createOrganizations({ database, users, installation: config });
  const close = closing({ connections, sessions, webhooks, hasher, listener, mail, database });
  const imports = createImports({ database, sealer, tenants, users, roles, schedules, onError });
  return {
    config,
    log,
    telemetry,
    tracing,
    database,
    listener,
    sealer,
    hasher,
    mail,
    tenants,
    webhooks,
    roles,
    captcha,
    passwords,
    users,
    teams: createTeams({ database }),
    factors,
    stations,
    schedules,
    sessions,
    connections,
    signIn,
    recovery,
    organizations,
    imports,
    clockOffsetMs,
    close,
  };
}

async function mounted(house: House, draining: () => boolean, budget: RateBudgetOptions): Promise<Http> {
  const http = await createHttp({
    config: house.config,
    log: house.log,
    renderError,
    ownForm: { matches: isScimPath, type: mediaType, of: scimError },
    onFault: onFault(house),
  });
  await describeApi(http);
  mountOperations(http, house, draining);
  await mountRoutes(http, house, budget);
  await http.ready();
  return http;
}

/** The whole server, ready to listen. */
export async function createApp(options: AppOptions): Promise<App> {
  const house = buildHouse(options);
  let draining = false;
  const http = await mounted(house, () => draining, options.apiBudget ?? apiBudget).catch(async (error: unknown) => {
    await house.close();
    throw error;
  });
  house.connections.start();
  house.webhooks.start();
  const jobs = startHouseJobs(house, options.ownerUrl);
  const { metricsPort } = options.config;
  const metrics = metricsPort === null ? null : await startMetricsServer(house.telemetry, metricsPort);
  return {
    http,
    house,
    async close() {
      draining = true;
      await metrics?.close();
      await house.connections.drain();
      await Promise.race([http.close(), delay(10_000, undefined, { ref: false })]);
      await jobs.stop();
      await settleRefusals(house.database).catch((error: unknown) =>
        house.log.error({ err: error }, 'refusals are not counted'),
      );
      await house.close();
      await house.tracing?.close();
    },
  };
}
