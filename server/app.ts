/**
 * App is the only wiring: it makes every slice from the configuration, mounts their routes in order, and closes them in the
 * reverse one. Nothing else knows the whole house.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';
import { apiKeyRoutes } from './api-keys/routes.ts';
import { onFault, renderError } from './app-faults.ts';
import { auditRoutes } from './audit/routes.ts';
import { type Captcha, createCaptcha, type HostedProvider } from './captcha/captcha.ts';
import { captchaRoutes } from './captcha/routes.ts';
import { createFactors, type Factors, secondFactorSummary } from './factors/factors.ts';
import { homePages } from './home/home.ts';
import { createMail, type Mail } from './mail/mail.ts';
import { devMailRoutes } from './mail/routes.ts';
import { operationsCrontab, operationsTasks } from './operations/operations.ts';
import { createOrganizations, type Organizations } from './organizations/organizations.ts';
import { organizationRoutes } from './organizations/routes.ts';
import { assertSetupLink, needsOperator, setupPages } from './organizations/setup.ts';
import { loadBlocklist } from './passwords/blocklist.ts';
import type { PasswordContext } from './passwords/context-words.ts';
import { createPasswords, hashQueueMax, type Passwords } from './passwords/passwords.ts';
import { presets } from './passwords/policy.ts';
import { loadStrengthEstimator } from './passwords/strength.ts';
import type { Config } from './platform/config.ts';
import { createCookies } from './platform/cookies.ts';
import { type Database, openDatabase } from './platform/database.ts';
import { createHasher, type Hasher } from './platform/hashing.ts';
import { healthRoutes } from './platform/health.ts';
import { createHttp, type Http } from './platform/http.ts';
import { type Jobs, startJobs } from './platform/jobs.ts';
import { requestLogHook } from './platform/log.ts';
import { type Listener, listen } from './platform/notify.ts';
import { describeApi } from './platform/openapi.ts';
import { createPageAssets } from './platform/page-assets.ts';
import { sameOriginHook } from './platform/same-origin.ts';
import { createSealer, type Keyring, type Sealer } from './platform/seal.ts';
import type { StatementHook } from './platform/statements.ts';
import { createTelemetry, metricsRoutes, startMetricsServer, type Telemetry } from './platform/telemetry.ts';
import type { Tracing } from './platform/tracing.ts';
import { linkTaskName } from './recovery/link-job.ts';
import { recoveryPages } from './recovery/pages.ts';
import { createRecovery, type Recovery } from './recovery/recovery.ts';
import { recoveryRoutes } from './recovery/routes.ts';
import { roleRoutes } from './roles/routes.ts';
import { callerHook, sessionRoutes } from './sessions/routes.ts';
import { assertRecent, createSessions, type Sessions } from './sessions/sessions.ts';
import { accountRoutes } from './signin/account.ts';
import { lockedNoticeTask } from './signin/attempt.ts';
import { createBrowserSide } from './signin/browser-side.ts';
import { lockedNotice } from './signin/notices.ts';
import { signInPages } from './signin/pages.ts';
import { signInRoutes } from './signin/routes.ts';
import { createSecondFactor } from './signin/second-factor.ts';
import { secondFactorResetRoutes } from './signin/second-factor-reset.ts';
import { secondFactorRoutes } from './signin/second-factor-routes.ts';
import { sessionAuthenticationRoutes } from './signin/session-authentication.ts';
import { createSignIn, type SignIn } from './signin/signin.ts';
import { settingsRoutes, tenantHook } from './tenants/routes.ts';
import { createTenants, type Tenant, type Tenants } from './tenants/tenants.ts';
import { noteDelivery } from './users/deliveries.ts';
import { expiryCrontab, expiryTasks } from './users/expiry-warnings.ts';
import { userRoutes } from './users/routes.ts';
import { passwordContextOf } from './users/user.ts';
import { createUsers, type Users } from './users/users.ts';

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
}

/** Every slice, made and connected: what the HTTP server, the command line and the demo build on. */
export interface House {
  readonly config: Config;
  readonly log: FastifyBaseLogger;
  readonly telemetry: Telemetry;
  readonly tracing: Tracing | null;
  readonly database: Database;
  readonly listener: Listener;
  readonly sealer: Sealer;
  readonly hasher: Hasher;
  readonly mail: Mail;
  readonly tenants: Tenants;
  readonly captcha: Captcha;
  readonly passwords: Passwords;
  readonly users: Users;
  readonly factors: Factors;
  readonly sessions: Sessions;
  readonly signIn: SignIn;
  readonly recovery: Recovery;
  readonly organizations: Organizations;
  close(): Promise<void>;
}

export interface App {
  readonly http: Http;
  readonly house: House;
  /** Stops taking requests, lets running ones end, then closes everything. */
  close(): Promise<void>;
}

/** What users needs from slices that come after it. */
const askedOfLaterSlices = { secondFactorOf: secondFactorSummary, assertRecent };

/** Makes the slices. Opens connections lazily: it succeeds while the database is away. */
export function buildHouse(options: AppOptions): House {
  const { config, log } = options;
  const onError = (error: unknown): void => {
    log.error({ err: error }, 'background work failed');
  };
  const { tracing = null } = options;
  const telemetry = createTelemetry();
  const listener = listen(options.ownerUrl, onError);
  const untraced = openDatabase({
    ownerUrl: options.ownerUrl,
    poolMax: config.databasePoolMax,
    onIdleError: onError,
    onCommitted: (change) => listener.hear(change),
    ...(options.onStatement ? { onStatement: options.onStatement } : {}),
  });
  const database = tracing === null ? untraced : tracing.database(untraced);
  const sealer = createSealer(options.keyring);
  const { memoryKib, timeCost, parallelism } = config.hashing;
  const hasher = createHasher({ parameters: { memoryCost: memoryKib, timeCost, parallelism }, queueMax: hashQueueMax });
  const blocklist = loadBlocklist();
  // A rejection is met by whoever judges the first password; until then it must not end the process.
  blocklist.catch(() => undefined);
  const checkers = async () => ({ isBlocked: await blocklist, estimateStrength: await loadStrengthEstimator() });
  const mail = createMail({ database, sealer, config, log, onDelivery: noteDelivery });
  const tenants = createTenants({
    database,
    listener,
    sealer,
    origin: config.origin,
    presetRules: (preset) => presets[preset],
  });
  const { siteVerifyUrls = {} } = options;
  const captcha = createCaptcha({ database, sealer, assets: createPageAssets(), onError, siteVerifyUrls });
  const passwords = createPasswords({ database, hasher, sealer, checkers });
  const factors = createFactors({ database, sealer, mail });
  const users = createUsers({ database, passwords, mail, ...askedOfLaterSlices, onError });
  const sessions = createSessions({ database, listener, onError });
  const recovery = createRecovery({ database, captcha, passwords, mail, sealer, tenants, log });
  const signIn = createSignIn({
    database,
    captcha,
    passwords,
    factors,
    sessions,
    mail,
    onError,
    onOutcome: telemetry.signIn,
  });
  telemetry.watch({ hasher, database, sessions });
  const organizations = createOrganizations({ database, users, installation: config });
  async function close(): Promise<void> {
    await sessions.close();
    await hasher.drain();
    await Promise.all([listener.close(), mail.close()]);
    await database.close();
  }
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
    captcha,
    passwords,
    users,
    factors,
    sessions,
    signIn,
    recovery,
    organizations,
    close,
  };
}

/** What measures and reports every answer, before anything else sees the request. */
function mountOperations(http: Http, house: House, draining: () => boolean): void {
  const { telemetry, tracing, database, config } = house;
  tracing?.hook(http);
  telemetry.hook(http);
  requestLogHook(http, (request) => (request.tenant as Tenant | null)?.slug ?? null); // null until the tenant hook has run
  healthRoutes(http, { database, draining });
  metricsRoutes(http, telemetry, config.metricsToken);
}

/** Whose password a link lets somebody choose: the first operator's, whom nobody knows yet, or the person's it was made for. */
function linkHolder({ database, recovery }: House): (tenant: Tenant, token: string) => Promise<PasswordContext> {
  return async (tenant, token) => {
    if (tenant.kind === 'operators' && (await needsOperator(database))) {
      await assertSetupLink(database, token);
      return { organizationSlug: tenant.slug, organizationName: tenant.name };
    }
    return passwordContextOf(tenant, (await recovery.look(tenant, token)).person);
  };
}

async function mountRoutes(http: Http, house: House): Promise<void> {
  const { config, log, database, sealer, tenants, users, sessions, captcha, passwords, signIn, mail } = house;
  const { organizations, factors, recovery } = house;
  const assets = createPageAssets();
  const cookies = createCookies(config.origin.protocol === 'https:', sealer.deriveKey('form-token'));
  const side = createBrowserSide(cookies, sealer.deriveKey('device-cookie'));
  sameOriginHook(http, config.origin.protocol);
  tenantHook(http, tenants, cookies);
  callerHook(http, { database, sessions, users, cookies });
  auditRoutes(http, database);
  settingsRoutes(http, tenants);
  captchaRoutes(http, captcha);
  roleRoutes(http, database);
  userRoutes(http, users);
  secondFactorResetRoutes(http, { database, mail });
  apiKeyRoutes(http, database, (error) => log.error({ err: error }, 'background work failed'));
  sessionRoutes(http, { database, sessions, users, cookies });
  signInRoutes(http, signIn, side);
  accountRoutes(http, { database, passwords, mail, signIn, side, linkHolder: linkHolder(house) });
  secondFactorRoutes(http, createSecondFactor({ database, mail, factors }));
  sessionAuthenticationRoutes(http, { database, passwords, passkeys: factors.passkeys, side });
  signInPages(http, { assets, signIn, captcha, passwords, sessions, cookies, side });
  recoveryRoutes(http, recovery);
  recoveryPages(http, { assets, recovery, captcha, passwords, cookies });
  organizationRoutes(http, organizations);
  setupPages(http, { assets, database, tenants, users, cookies });
  await homePages(http, { tenants, cookies, origin: config.origin });
  if (!config.production && config.databaseUrl === null) devMailRoutes(http, mail, () => undefined);
}

function startHouseJobs(house: House, ownerUrl: string): Jobs {
  const { database, tenants, mail, recovery, log } = house;
  return startJobs({
    ownerUrl,
    log,
    tasks: {
      ...mail.tasks,
      ...operationsTasks(database),
      [lockedNoticeTask]: lockedNotice(database, tenants, mail),
      ...recovery.tasks,
      ...expiryTasks({ database, tenants, mail }),
    },
    urgent: ['mail:urgent', linkTaskName],
    crontab: `17 * * * * mail:clean\n${operationsCrontab}\n${expiryCrontab}`,
  });
}

async function mounted(house: House, draining: () => boolean): Promise<Http> {
  const http = await createHttp({ config: house.config, log: house.log, renderError, onFault: onFault(house) });
  await describeApi(http);
  mountOperations(http, house, draining);
  await mountRoutes(http, house);
  await http.ready();
  return http;
}

/** The whole server, ready to listen. */
export async function createApp(options: AppOptions): Promise<App> {
  const house = buildHouse(options);
  let draining = false;
  const http = await mounted(house, () => draining).catch(async (error: unknown) => {
    await house.close();
    throw error;
  });
  const jobs = startHouseJobs(house, options.ownerUrl);
  const { metricsPort } = options.config;
  const metrics = metricsPort === null ? null : await startMetricsServer(house.telemetry, metricsPort);
  return {
    http,
    house,
    async close() {
      draining = true;
      await metrics?.close();
      await Promise.race([http.close(), delay(10_000, undefined, { ref: false })]);
      await jobs.stop();
      await house.close();
      await house.tracing?.close();
    },
  };
}
