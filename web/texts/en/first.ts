/**
 * English as it is fetched: what the frame, home and the list of people say, in one file with the first load, and every other
 * area by itself, with the pages that need it (ui/lazy-page.tsx).
 */
import { common } from './common.ts';
import { connection } from './connection.ts';
import { console } from './console.ts';
import { faults } from './faults.ts';
import { home } from './home.ts';
import { places } from './places.ts';

export const first = { ...common, ...connection, ...console, ...faults, ...home, ...places } as const;

export const later = {
  account: () => import('./account.ts').then(({ account }) => account),
  'api-keys': () => import('./api-keys.ts').then(({ apiKeys }) => apiKeys),
  audit: () => import('./audit.ts').then(({ audit }) => audit),
  'audit-actions': () => import('./audit-actions.ts').then(({ auditActions }) => auditActions),
  connected: () => import('./connected.ts').then(({ connected }) => connected),
  credentials: () => import('./credentials.ts').then(({ credentials }) => credentials),
  imports: () => import('./imports.ts').then(({ imports }) => imports),
  installation: () => import('./installation.ts').then(({ installation }) => installation),
  operator: () => import('./operator.ts').then(({ operator }) => operator),
  'people-bulk': () => import('./people-bulk.ts').then(({ peopleBulk }) => peopleBulk),
  person: () => import('./person.ts').then(({ person }) => person),
  refusals: () => import('./refusals.ts').then(({ refusals }) => refusals),
  roles: () => import('./roles.ts').then(({ roles }) => roles),
  schedules: () => import('./schedules.ts').then(({ schedules }) => schedules),
  'second-factor': () => import('./second-factor.ts').then(({ secondFactor }) => secondFactor),
  settings: () => import('./settings.ts').then(({ settings }) => settings),
  'settings-more': () => import('./settings-more.ts').then(({ settingsMore }) => settingsMore),
  'settings-security': () => import('./settings-security.ts').then(({ settingsSecurity }) => settingsSecurity),
  shift: () => import('./shift.ts').then(({ shift }) => shift),
  'sign-in-check': () => import('./sign-in-check.ts').then(({ signInCheck }) => signInCheck),
  stations: () => import('./stations.ts').then(({ stations }) => stations),
  teams: () => import('./teams.ts').then(({ teams }) => teams),
  user: () => import('./user.ts').then(({ user }) => user),
  webhooks: () => import('./webhooks.ts').then(({ webhooks }) => webhooks),
} as const;
