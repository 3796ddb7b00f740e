/**
 * Every address of the web application, and of the sign-in pages that it sends people to. Pages take their links from
 * here and never spell one out. It knows no session and no router.
 */

/** An organisation's host serves /home, /account and /console; the base host serves /operator. */
export type Area = 'organization' | 'operator';

export const paths = {
  home: '/home',
  account: '/account',
  accountPassword: '/account/password',
  accountSecurity: '/account/security',
  accountPortalPassword: '/account/portal-password',
  console: '/console',
  people: '/console/people',
  personNew: '/console/people/new',
  imports: '/console/people/import',
  connected: '/console/connected',
  shift: '/console/shift',
  stations: '/console/stations',
  teams: '/console/teams',
  roles: '/console/roles',
  roleNew: '/console/roles/new',
  schedules: '/console/schedules',
  scheduleNew: '/console/schedules/new',
  audit: '/console/audit',
  settings: '/console/settings',
  settingsSecurity: '/console/settings/security',
  settingsLimits: '/console/settings/limits',
  settingsBranding: '/console/settings/branding',
  settingsMail: '/console/settings/mail',
  settingsApiKeys: '/console/settings/api-keys',
  settingsWebhooks: '/console/settings/webhooks',
  settingsHistory: '/console/settings/history',
  operator: '/operator',
  organizationNew: '/operator/organizations/new',
  installation: '/operator/installation',
  operatorAccountPassword: '/operator/account/password',
  operatorAccountSecurity: '/operator/account/security',
  signedOut: '/signed-out',
  apiReference: '/api/reference',
} as const;

/** Route patterns with parameters, for the router. */
export const patterns = {
  import: '/console/people/import/:id',
  person: '/console/people/:id/:tab?',
  team: '/console/teams/:id',
  role: '/console/roles/:id',
  schedule: '/console/schedules/:id',
  webhook: '/console/settings/webhooks/:id',
  organization: '/operator/organizations/:slug',
} as const;

/** The page of one thing of the console's lists. */
export function consolePath(of: 'people' | 'teams' | 'roles' | 'schedules', id: string): string {
  return `${paths[of]}/${encodeURIComponent(id)}`;
}

/** The page of one import. */
export function importPath(id: string): string {
  return `${paths.imports}/${encodeURIComponent(id)}`;
}

/** A tab of a person's page; the first one is the page itself. */
export function personPath(id: string, tab: string): string {
  return tab === 'overview' ? consolePath('people', id) : `${consolePath('people', id)}/${tab}`;
}

/** The page of one webhook in the Settings area. */
export function webhookPath(id: string): string {
  return `${paths.settingsWebhooks}/${encodeURIComponent(id)}`;
}

/** The page of one organisation in the operators' place. */
export function organizationPath(slug: string): string {
  return `/operator/organizations/${encodeURIComponent(slug)}`;
}

/** Where the operator downloads everything that an organisation has, as NDJSON. */
export function organizationExportPath(slug: string): string {
  return `/api/v1/organizations/${encodeURIComponent(slug)}/export`;
}

/** Which area a path belongs to: operators have their own place and never see an organisation's pages. */
export function areaOf(pathname: string): Area {
  return pathname === paths.operator || pathname.startsWith(`${paths.operator}/`) ? 'operator' : 'organization';
}

/** The pages behind the User menu; operators have them under their own place. */
export function accountPaths(area: Area): {
  readonly home: string;
  readonly password: string;
  readonly security: string;
  /** Null for operators, who have no telephone here. */
  readonly portalPassword: string | null;
} {
  if (area === 'operator') {
    const { operatorAccountPassword: password, operatorAccountSecurity: security } = paths;
    return { home: paths.operator, password, security, portalPassword: null };
  }
  const { accountPassword: password, accountSecurity: security, accountPortalPassword: portalPassword } = paths;
  return { home: paths.home, password, security, portalPassword };
}

/** The sign-in page that leads back to `returnTo` (a path with its query, on this host) afterwards. */
export function signInPath(area: Area, returnTo: string): string {
  const page = area === 'operator' ? '/operator/sign-in' : '/sign-in';
  return `${page}?return_to=${encodeURIComponent(returnTo)}`;
}
