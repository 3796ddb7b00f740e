/** The cards of the security and the limits page, in their order: what decides most comes first. */
import { paths } from '../paths.ts';
import type { ContentsCard, ContentsPage } from './contents.ts';
import type { FieldPath } from './fields.ts';

export const identifierPaths = ['signIn.identifier'] as const satisfies readonly FieldPath[];
export const lockoutPaths = [
  'lockout.threshold',
  'lockout.unlock',
  'lockout.durationMinutes',
  'lockout.deviceAware',
] as const satisfies readonly FieldPath[];
export const portalPaths = [
  'portalPassword.minLength',
  'portalPassword.maxLength',
  'portalPassword.refuseRuns',
  'portalPassword.refuseReverse',
] as const satisfies readonly FieldPath[];
export const welcomePaths = [
  'welcome',
  'temporaryPassword.mailHours',
  'temporaryPassword.handedOverHours',
] as const satisfies readonly FieldPath[];
export const recoveryPaths = ['recovery.linkMinutes', 'recovery.unlocks'] as const satisfies readonly FieldPath[];
export const sessionPaths = ['sessions.idleMinutes', 'sessions.absoluteHours'] as const satisfies readonly FieldPath[];

export const securityCards = [
  {
    id: 'passwords',
    title: 'settings.card.policy',
    paths: [
      'passwordPolicy.preset',
      'passwordPolicy.minLength',
      'passwordPolicy.classesAtLeast',
      'passwordPolicy.lettersAndDigits',
      'passwordPolicy.blocklist',
      'passwordPolicy.minScore',
      'passwordPolicy.history',
      'passwordPolicy.maxAgeDays',
    ],
  },
  {
    id: 'second-factor',
    title: 'settings.card.factor',
    paths: ['secondFactor.required', 'secondFactor.methods', 'secondFactor.trustBrowserDays'],
  },
  { id: 'logging-in', title: 'settings.card.identifier', paths: identifierPaths },
  {
    id: 'captcha',
    title: 'settings.card.captcha',
    paths: ['signIn.captcha', 'signIn.captchaAfter', 'captcha.provider', 'captcha.siteKey', 'captcha.secretKey'],
  },
  { id: 'lock-out', title: 'settings.card.lockout', paths: lockoutPaths },
  { id: 'forgotten-passwords', title: 'settings.card.recovery', paths: recoveryPaths },
  { id: 'new-users', title: 'settings.card.welcome', paths: welcomePaths },
  { id: 'portal-passwords', title: 'settings.card.portal', paths: portalPaths },
  { id: 'sessions', title: 'settings.card.sessions', paths: sessionPaths },
  { id: 'office-networks', title: 'settings.card.office', paths: ['officeNetworks'] },
] as const satisfies readonly ContentsCard[];

export const connectionPaths = [
  'connections.tabsPerBrowser',
  'connections.browsers',
  'native.limit',
] as const satisfies readonly FieldPath[];
export const seatPaths = [
  'seats.graceSeconds',
  'seats.reservedForAdministrators',
] as const satisfies readonly FieldPath[];

export const limitsCards = [
  { id: 'tabs-and-browsers', title: 'settings.card.connections', paths: connectionPaths },
  { id: 'seats', title: 'settings.card.seats', paths: seatPaths },
  { id: 'scheduled-hours', title: 'settings.card.hours', paths: ['schedules.atEnd'] },
  { id: 'inactive-users', title: 'settings.card.inactivity', paths: ['inactivity.afterDays'] },
  { id: 'stations', title: 'settings.card.stations', paths: ['stations.ranges'] },
  { id: 'audit-log', title: 'settings.card.audit', paths: ['audit.retentionDays'] },
] as const satisfies readonly ContentsCard[];

/** Where settings are: those of the other pages have pages made for them. */
export const settingPages: readonly ContentsPage[] = [
  { href: paths.settingsSecurity, cards: securityCards },
  { href: paths.settingsLimits, cards: limitsCards },
];
