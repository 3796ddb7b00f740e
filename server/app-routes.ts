/** What the server answers: the slices' routes and pages, mounted in their order. Called by app.ts alone. */
import { mountAdministration } from './administration/administration.ts';
import { apiKeyRoutes } from './api-keys/routes.ts';
import type { House } from './app-house.ts';
import { refusalHook } from './app-refusals.ts';
import { auditRoutes } from './audit/routes.ts';
import { captchaRoutes } from './captcha/routes.ts';
import { answerPongsEarly } from './connections/early-pong.ts';
import { createOwnTabs } from './connections/own-tabs.ts';
import { connectionRoutes } from './connections/routes.ts';
import { viewRoutes } from './connections/view-routes.ts';
import { createWhyOver } from './connections/why-over.ts';
import { diagnosisRoutes } from './diagnosis/routes.ts';
import { apiReferencePage } from './home/api-reference.ts';
import { homePages } from './home/home.ts';
import { importRoutes } from './imports/routes.ts';
import type { Caller } from './kernel/caller.ts';
import type { UserId } from './kernel/ids.ts';
import { devMailRoutes } from './mail/routes.ts';
import { installationRoutes } from './operations/routes.ts';
import { organizationRoutes } from './organizations/routes.ts';
import { assertSetupLink, needsOperator, setupPages } from './organizations/setup.ts';
import type { PasswordContext } from './passwords/context-words.ts';
import { createCookies } from './platform/http/cookies.ts';
import { healthRoutes } from './platform/http/health.ts';
import type { Http } from './platform/http/http.ts';
import type { RateBudgetOptions } from './platform/http/rate-budget.ts';
import { sameOriginHook } from './platform/http/same-origin.ts';
import { requestLogHook } from './platform/log.ts';
import { createPageAssets } from './platform/page/assets.ts';
import { metricsRoutes } from './platform/telemetry.ts';
import { recoveryPages } from './recovery/pages.ts';
import { recoveryRoutes } from './recovery/routes.ts';
import { createReports } from './reports/reports.ts';
import { reportRoutes } from './reports/routes.ts';
import { roleRoutes } from './roles/routes.ts';
import { scheduleRoutes } from './schedules/routes.ts';
import { scimRoutes } from './scim/routes.ts';
import { createScim } from './scim/scim.ts';
import { seatRoutes } from './seats/routes.ts';
import { personSessionRoutes } from './sessions/person-routes.ts';
import { portalPasswordRoutes } from './sessions/portal-password-routes.ts';
import { callerHook, sessionRoutes } from './sessions/routes.ts';
import { settingsAreaRoutes } from './settings/routes.ts';
import { accountRoutes } from './signin/account/account.ts';
import { createSecondFactor } from './signin/account/second-factor.ts';
import { secondFactorResetRoutes } from './signin/account/second-factor-reset.ts';
import { secondFactorRoutes } from './signin/account/second-factor-routes.ts';
import { sessionAuthenticationRoutes } from './signin/account/session-authentication.ts';
import { createBrowserSide } from './signin/browser-side.ts';
import { signInPages } from './signin/pages/pages.ts';
import { sessionStationRoutes } from './signin/places/session-station.ts';
import { signInRoutes } from './signin/routes.ts';
import { stationRoutes } from './stations/routes.ts';
import { historyRoutes } from './tenants/history-routes.ts';
import { settingsRoutes, tenantHook } from './tenants/routes.ts';
import type { Tenant } from './tenants/tenants.ts';
import { userExportRoutes } from './users/listing/export-routes.ts';
import { userBulkRoutes } from './users/many/bulk-routes.ts';
import { userRoutes } from './users/routes.ts';
import { teamRoutes } from './users/teams/team-routes.ts';
import { passwordContextOf } from './users/user.ts';
import { webhookRoutes } from './webhooks/routes.ts';

/** What measures and reports every answer, before anything else sees the request. */
export function mountOperations(http: Http, house: House, draining: () => boolean): void {
  const { telemetry, tracing, database, config } = house;
  tracing?.hook(http);
  telemetry.hook(http);
  requestLogHook(http, (request) => (request.tenant as Tenant | null)?.slug ?? null); // null until the tenant hook has run
  refusalHook(http, database, (error) => house.log.error({ err: error }, 'a refusal could not be recorded'));
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

/** Every route of every slice, in the order of the house. */
export async function mountRoutes(http: Http, house: House, apiBudget: RateBudgetOptions): Promise<void> {
  const { config, log, database, sealer, tenants, users, sessions, captcha, passwords, signIn, mail } = house;
  const { schedules, organizations, factors, recovery } = house;
  const assets = createPageAssets();
  const cookies = createCookies(config.origin.protocol === 'https:', sealer.deriveKey('form-token'));
  const side = createBrowserSide(cookies, sealer.deriveKey('device-cookie'));
  sameOriginHook(http, config.origin.protocol);
  tenantHook(http, tenants, cookies);
  callerHook(http, { database, sessions, users, cookies });
  const onError = (error: unknown): void => log.error({ err: error }, 'background work failed');
  mountAdministration(http, { database, sealer, onError, budget: apiBudget });
  auditRoutes(http, database);
  settingsRoutes(http, tenants);
  historyRoutes(http, tenants);
  webhookRoutes(http, house.webhooks);
  captchaRoutes(http, captcha);
  roleRoutes(http, house.roles);
  userRoutes(http, users);
  userExportRoutes(http, database);
  const signOut = (caller: Caller, user: UserId) => sessions.endAll(caller, user, 'signed_out_by_administrator', null);
  userBulkRoutes(http, { database, users, teams: house.teams, signOut, onError });
  teamRoutes(http, house.teams);
  secondFactorResetRoutes(http, { database, mail });
  apiKeyRoutes(http, database, onError);
  seatRoutes(http, database);
  stationRoutes(http, house.stations);
  scheduleRoutes(http, schedules);
  sessionRoutes(http, { database, sessions, users, cookies });
  portalPasswordRoutes(http, users);
  personSessionRoutes(http, users, sessions);
  const { connections } = house;
  const ownTabs = createOwnTabs(database, onError);
  const whyOver = createWhyOver(database, house.clockOffsetMs);
  connectionRoutes(http, { connections, ownTabs, sessions, tenants, cookies, whyOver });
  const { protocol: scheme } = config.origin;
  answerPongsEarly(http, { connections, cookieName: cookies.nameOf('session'), scheme });
  viewRoutes(http, { database, onError });
  signInRoutes(http, signIn, side);
  accountRoutes(http, { database, passwords, mail, signIn, side, linkHolder: linkHolder(house) });
  secondFactorRoutes(http, createSecondFactor({ database, mail, factors }));
  sessionAuthenticationRoutes(http, { database, passwords, passkeys: factors.passkeys, side });
  sessionStationRoutes(http, database);
  signInPages(http, { assets, signIn, captcha, passwords, sessions, cookies, side });
  recoveryRoutes(http, recovery);
  recoveryPages(http, { assets, recovery, captcha, passwords, cookies });
  diagnosisRoutes(http, { database, passwords, mail, clockOffsetMs: house.clockOffsetMs });
  organizationRoutes(http, organizations);
  await importRoutes(http, house.imports);
  setupPages(http, { assets, database, tenants, users, cookies });
  await scimRoutes(http, createScim({ database, users, teams: house.teams }));
  apiReferencePage(http);
  await homePages(http, { tenants, cookies, origin: config.origin });
  settingsAreaRoutes(http, { database, mail, mailFrom: config.mailFrom });
  reportRoutes(http, createReports({ database, clockOffsetMs: house.clockOffsetMs }));
  installationRoutes(http, { config, database, mail });
  if (!config.production && config.databaseUrl === null) devMailRoutes(http, mail, () => undefined);
}
