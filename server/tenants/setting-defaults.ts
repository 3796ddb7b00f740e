/** What holds where an organisation has not set anything. Plain data: the console shows it beside each field. */
import type { Settings } from './setting-shapes.ts';

export const defaultSettings: Settings = {
  signIn: { identifier: 'username', captcha: 'after_failures', captchaAfter: 3 },
  captcha: { provider: 'altcha', siteKey: null, secretKey: null },
  passwordPolicy: {
    preset: 'classic',
    minLength: 8,
    classesAtLeast: 2,
    lettersAndDigits: false,
    history: 5,
    maxAgeDays: null,
    blocklist: true,
    minScore: 2,
  },
  secondFactor: { required: 'nobody', methods: ['email_code', 'totp', 'passkey'], trustBrowserDays: 0 },
  lockout: { threshold: 5, unlock: 'administrator', durationMinutes: 30, deviceAware: true },
  portalPassword: { minLength: 4, maxLength: 10, refuseRuns: true, refuseReverse: true },
  temporaryPassword: { mailHours: 24, handedOverHours: 168 },
  welcome: 'temporary_password',
  recovery: { linkMinutes: 60, unlocks: false },
  connections: { tabsPerBrowser: 3, browsers: 1 },
  native: { limit: 3 },
  seats: { graceSeconds: 60, reservedForAdministrators: 1 },
  sessions: { idleMinutes: 60, absoluteHours: 12 },
  schedules: { atEnd: 'sign_out' },
  inactivity: { afterDays: null },
  stations: { ranges: [] },
  audit: { retentionDays: 400 },
  branding: { accentColor: null, logoUrl: null },
  officeNetworks: [],
};
