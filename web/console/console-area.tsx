/** The console on an organisation's host. Loaded only when somebody goes there; one table says who may open which page. */
import { type ComponentType, lazy } from 'react';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { mayOpen } from '../../server/roles/landing.ts';
import { paths, patterns } from '../paths.ts';
import { NotFoundPage, NotPermittedPage } from '../ui/not-found-page.tsx';
import { useSession } from '../ui/session-context.ts';
import { ConnectedPage } from './connected-page.tsx';
import { PeoplePage } from './people-page.tsx';
import { PersonNewPage } from './person-new-page.tsx';
import { PersonPage } from './person-page.tsx';
import { firstConsolePage } from './rail.tsx';
import { RoleNewPage, RolePage } from './role-page.tsx';
import { RolesPage } from './roles-page.tsx';
import { ScheduleNewPage, SchedulePage } from './schedule-page.tsx';
import { SchedulesPage } from './schedules-page.tsx';
import { SettingsStart } from './settings-frame.tsx';
import { StationsPage } from './stations-page.tsx';
import { TeamPage } from './team-page.tsx';
import { TeamsPage } from './teams-page.tsx';

// Loaded apart: its plots are of use on no other page.
const ShiftPage = lazy(async () => ({ default: (await import('./shift-page.tsx')).ShiftPage }));

const AuditPage = lazy(async () => ({ default: (await import('./audit-page.tsx')).AuditPage }));
const ApiKeysPage = lazy(async () => ({ default: (await import('./api-keys-page.tsx')).ApiKeysPage }));

const LimitsPage = lazy(async () => ({ default: (await import('../settings/limits-page.tsx')).LimitsPage }));

const SecuritySettingsPage = lazy(async () => ({
  default: (await import('../settings/security-page.tsx')).SecuritySettingsPage,
}));
// Seldom looked at, and together: the list, and one with its log.
const WebhooksPage = lazy(async () => ({ default: (await import('./webhooks-page.tsx')).WebhooksPage }));
const WebhookPage = lazy(async () => ({ default: (await import('./webhook-page.tsx')).WebhookPage }));

const BrandingPage = lazy(async () => ({ default: (await import('../settings/branding-page.tsx')).BrandingPage }));
const MailSettingsPage = lazy(async () => ({
  default: (await import('../settings/mail-page.tsx')).MailSettingsPage,
}));
const SettingsHistoryPage = lazy(async () => ({
  default: (await import('../settings/history-page.tsx')).SettingsHistoryPage,
}));
const ImportsPage = lazy(async () => ({ default: (await import('../imports/imports-page.tsx')).ImportsPage }));

const ImportPage = lazy(async () => ({ default: (await import('../imports/import-page.tsx')).ImportPage }));

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
