/** The console on an organisation's host. Loaded only when somebody goes there; one table says who may open which page. */
import type { ComponentType } from 'react';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { mayOpen } from '../../server/roles/landing.ts';
import { paths, patterns } from '../paths.ts';
import { SettingsStart } from '../settings/settings-start.tsx';
import { lazyPage } from '../ui/lazy-page.tsx';
import { NotFoundPage, NotPermittedPage } from '../ui/not-found-page.tsx';
import { useSession } from '../ui/session-context.ts';
import { PeoplePage } from './people/people-page.tsx';
import { firstConsolePage } from './rail.tsx';

// biome-ignore lint/performance/noBarrelFile: the header's search comes with the area, so that there is one file less to ask for.
export { PeopleFinder } from './people/people-finder.tsx';

// The console begins at People; every other page is loaded when it is opened.
const PersonPage = lazyPage(() => import('./person/person-page.tsx'), 'PersonPage', ['person', 'schedules', 'user']);
const PersonNewPage = lazyPage(() => import('./person/person-new-page.tsx'), 'PersonNewPage', [
  'account',
  'credentials',
  'person',
  'schedules',
  'user',
]);
const ImportsPage = lazyPage(() => import('../imports/imports-page.tsx'), 'ImportsPage', ['imports']);
const ImportPage = lazyPage(() => import('../imports/import-page.tsx'), 'ImportPage', ['imports']);
const ConnectedPage = lazyPage(() => import('./connected/connected-page.tsx'), 'ConnectedPage', [
  'connected',
  'schedules',
]);
const ShiftPage = lazyPage(() => import('./shift/shift-page.tsx'), 'ShiftPage', ['refusals', 'shift']);
const StationsPage = lazyPage(() => import('./stations/stations-page.tsx'), 'StationsPage', ['stations']);
const TeamsPage = lazyPage(() => import('./teams/teams-page.tsx'), 'TeamsPage', ['schedules', 'teams']);
const TeamPage = lazyPage(() => import('./teams/team-page.tsx'), 'TeamPage', ['schedules', 'teams']);
const RolesPage = lazyPage(() => import('./roles/roles-page.tsx'), 'RolesPage', ['roles', 'schedules']);
const RolePage = lazyPage(() => import('./roles/role-page.tsx'), 'RolePage', ['roles', 'schedules']);
const RoleNewPage = lazyPage(() => import('./roles/role-page.tsx'), 'RoleNewPage', ['roles', 'schedules']);
const SchedulesPage = lazyPage(() => import('./schedules/schedules-page.tsx'), 'SchedulesPage', ['schedules']);
const SchedulePage = lazyPage(() => import('./schedules/schedule-page.tsx'), 'SchedulePage', ['schedules']);
const ScheduleNewPage = lazyPage(() => import('./schedules/schedule-page.tsx'), 'ScheduleNewPage', ['schedules']);
const AuditPage = lazyPage(() => import('./audit/audit-page.tsx'), 'AuditPage', ['audit', 'audit-actions', 'refusals']);
const SecuritySettingsPage = lazyPage(() => import('../settings/security-page.tsx'), 'SecuritySettingsPage', [
  'account',
  'settings',
  'settings-more',
  'settings-security',
]);
const LimitsPage = lazyPage(() => import('../settings/limits-page.tsx'), 'LimitsPage', [
  'settings',
  'settings-more',
  'settings-security',
]);
const BrandingPage = lazyPage(() => import('../settings/branding-page.tsx'), 'BrandingPage', [
  'settings',
  'settings-more',
  'settings-security',
]);
const MailSettingsPage = lazyPage(() => import('../settings/mail-page.tsx'), 'MailSettingsPage', [
  'settings',
  'settings-more',
]);
const SettingsHistoryPage = lazyPage(() => import('../settings/history-page.tsx'), 'SettingsHistoryPage', [
  'settings',
  'settings-more',
  'settings-security',
]);
const WebhooksPage = lazyPage(() => import('./webhooks/webhooks-page.tsx'), 'WebhooksPage', ['settings', 'webhooks']);
const WebhookPage = lazyPage(() => import('./webhooks/webhook-page.tsx'), 'WebhookPage', ['webhooks']);
const ApiKeysPage = lazyPage(() => import('./api-keys/api-keys-page.tsx'), 'ApiKeysPage', [
  'api-keys',
  'roles',
  'settings',
]);

/** Patterns and what they show; the first that fits is taken. */
const pages: readonly (readonly [string, ComponentType])[] = [
  [paths.people, PeoplePage],
  [paths.personNew, PersonNewPage],
  [paths.imports, ImportsPage],
  [patterns.import, ImportPage],
  [patterns.person, PersonPage],
  [paths.connected, ConnectedPage],
  [paths.shift, ShiftPage],
  [paths.stations, StationsPage],
  [paths.teams, TeamsPage],
  [patterns.team, TeamPage],
  [paths.roles, RolesPage],
  [paths.roleNew, RoleNewPage],
  [patterns.role, RolePage],
  [paths.schedules, SchedulesPage],
  [paths.scheduleNew, ScheduleNewPage],
  [patterns.schedule, SchedulePage],
  [paths.audit, AuditPage],
  [paths.settings, SettingsStart],
  [paths.settingsSecurity, SecuritySettingsPage],
  [paths.settingsLimits, LimitsPage],
  [paths.settingsBranding, BrandingPage],
  [paths.settingsMail, MailSettingsPage],
  [paths.settingsHistory, SettingsHistoryPage],
  [paths.settingsWebhooks, WebhooksPage],
  [patterns.webhook, WebhookPage],
  [paths.settingsApiKeys, ApiKeysPage],
];

export function ConsoleArea() {
  const [location] = useLocation();
  const { permissions } = useSession().role;
  if (!mayOpen(location, permissions)) return <NotPermittedPage />;
  return (
    <Switch>
      <Route path={paths.console}>
        <Redirect to={firstConsolePage(permissions) ?? paths.home} replace />
      </Route>
      {pages.map(([path, Page]) => (
        <Route key={path} path={path} component={Page} />
      ))}
      <Route component={NotFoundPage} />
    </Switch>
  );
}
