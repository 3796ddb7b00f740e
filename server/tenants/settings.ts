/** What an organisation can set, with every default, and the rules for changing it. Pure: no database, no HTTP. */

import ipaddr from 'ipaddr.js';
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { refuse, type Violation } from '../kernel/refusal.ts';

const closed = { additionalProperties: false } as const;

const SignIn = Type.Object(
  {
    identifier: Type.Union([Type.Literal('username'), Type.Literal('email'), Type.Literal('either')]),
    captcha: Type.Union([Type.Literal('off'), Type.Literal('always'), Type.Literal('after_failures')]),
    captchaAfter: Type.Integer({ minimum: 1, maximum: 100 }),
  },
  closed,
);
const Captcha = Type.Object(
  {
    provider: Type.Union([
      Type.Literal('altcha'),
      Type.Literal('turnstile'),
      Type.Literal('hcaptcha'),
      Type.Literal('recaptcha'),
    ]),
    siteKey: Type.Union([Type.String({ pattern: '^[\\w.:-]{1,200}$' }), Type.Null()]),
    // As an organisation gives it; what is stored, and so longer, is sealed (tenants.ts).
    secretKey: Type.Union([Type.String({ minLength: 1, maxLength: 1_000 }), Type.Null()]),
  },
  closed,
);
const PasswordPolicySettings = Type.Object(
  {
    preset: Type.Union([Type.Literal('classic'), Type.Literal('modern'), Type.Literal('custom')]),
    minLength: Type.Integer({ minimum: 4, maximum: 64 }),
    classesAtLeast: Type.Union([Type.Literal(0), Type.Literal(1), Type.Literal(2), Type.Literal(3)]),
    lettersAndDigits: Type.Boolean(),
    history: Type.Integer({ minimum: 0, maximum: 24 }),
    maxAgeDays: Type.Union([Type.Integer({ minimum: 1, maximum: 3650 }), Type.Null()]),
    blocklist: Type.Boolean(),
    minScore: Type.Union([Type.Literal(0), Type.Literal(1), Type.Literal(2), Type.Literal(3), Type.Literal(4)]),
  },
  closed,
);
const FactorMethod = Type.Union([Type.Literal('email_code'), Type.Literal('totp'), Type.Literal('passkey')]);
const SecondFactor = Type.Object(
  {
    required: Type.Union([
      Type.Literal('nobody'),
      Type.Literal('everyone'),
      Type.Array(Type.String({ pattern: '^[a-z][a-z0-9_-]{0,62}$' }), { minItems: 1, maxItems: 50, uniqueItems: true }),
    ]),
    methods: Type.Array(FactorMethod, { minItems: 1, maxItems: 3, uniqueItems: true }),
    trustBrowserDays: Type.Integer({ minimum: 0, maximum: 90 }),
  },
  closed,
);
const Lockout = Type.Object(
  {
    threshold: Type.Integer({ minimum: 1, maximum: 100 }),
    unlock: Type.Union([Type.Literal('administrator'), Type.Literal('timed'), Type.Literal('either')]),
    durationMinutes: Type.Integer({ minimum: 1, maximum: 10_080 }),
    deviceAware: Type.Boolean(),
  },
  closed,
);
const TemporaryPassword = Type.Object(
  {
    mailHours: Type.Integer({ minimum: 1, maximum: 8_760 }),
    handedOverHours: Type.Integer({ minimum: 1, maximum: 8_760 }),
  },
  closed,
);
const Welcome = Type.Union([Type.Literal('temporary_password'), Type.Literal('activation_link')]);
const Recovery = Type.Object(
  { linkMinutes: Type.Integer({ minimum: 5, maximum: 1_440 }), unlocks: Type.Boolean() },
  closed,
);
const Sessions = Type.Object(
  {
    idleMinutes: Type.Integer({ minimum: 1, maximum: 10_080 }),
    absoluteHours: Type.Integer({ minimum: 1, maximum: 8_760 }),
  },
  closed,
);
const Connections = Type.Object(
  {
    tabsPerBrowser: Type.Integer({ minimum: 1, maximum: 100 }),
    browsers: Type.Integer({ minimum: 1, maximum: 100 }),
  },
  closed,
);
const Native = Type.Object({ limit: Type.Integer({ minimum: 1, maximum: 100 }) }, closed);
const Seats = Type.Object(
  {
    graceSeconds: Type.Integer({ minimum: 0, maximum: 3_600 }),
    reservedForAdministrators: Type.Integer({ minimum: 0, maximum: 1_000 }),
  },
  closed,
);
const Schedules = Type.Object({ atEnd: Type.Union([Type.Literal('sign_out'), Type.Literal('warn')]) }, closed);
const Inactivity = Type.Object(
  { afterDays: Type.Union([Type.Integer({ minimum: 1, maximum: 3_650 }), Type.Null()]) },
  closed,
);
/** Numbers from `from` to `to`, both of as many digits: leading zeros count. */
const StationRange = Type.Object(
  { from: Type.String({ pattern: '^\\d{1,10}$' }), to: Type.String({ pattern: '^\\d{1,10}$' }) },
  closed,
);
const Stations = Type.Object({ ranges: Type.Array(StationRange, { maxItems: 100 }) }, closed);
const Branding = Type.Object(
  {
    accentColor: Type.Union([Type.String({ pattern: '^#[0-9a-fA-F]{6}$' }), Type.Null()]),
    logoUrl: Type.Union([
      Type.String({ maxLength: 7_168, pattern: '^data:image/(png|jpeg|webp|svg\\+xml);base64,[A-Za-z0-9+/]+=*$' }),
      Type.Null(),
    ]),
  },
  closed,
);

/** The whole of an organisation's settings. docs/settings.md explains each one. */
export const Settings = Type.Object(
  {
    signIn: SignIn,
    captcha: Captcha,
    passwordPolicy: PasswordPolicySettings,
    secondFactor: SecondFactor,
    lockout: Lockout,
    temporaryPassword: TemporaryPassword,
    welcome: Welcome,
    recovery: Recovery,
    connections: Connections,
    native: Native,
    seats: Seats,
    sessions: Sessions,
    schedules: Schedules,
    inactivity: Inactivity,
    stations: Stations,
    branding: Branding,
    officeNetworks: Type.Array(Type.String({ maxLength: 50 }), { maxItems: 100 }),
  },
  closed,
);
export type Settings = Static<typeof Settings>;

/** A change: any block, any field of it (RFC 7396 merge, but that null is a value where the setting allows it). */
export const SettingsPatch = Type.Object(
  {
    signIn: Type.Optional(Type.Partial(SignIn)),
    captcha: Type.Optional(Type.Partial(Captcha)),
    passwordPolicy: Type.Optional(Type.Partial(PasswordPolicySettings)),
    secondFactor: Type.Optional(Type.Partial(SecondFactor)),
    lockout: Type.Optional(Type.Partial(Lockout)),
    temporaryPassword: Type.Optional(Type.Partial(TemporaryPassword)),
    welcome: Type.Optional(Welcome),
    recovery: Type.Optional(Type.Partial(Recovery)),
    connections: Type.Optional(Type.Partial(Connections)),
    native: Type.Optional(Type.Partial(Native)),
    seats: Type.Optional(Type.Partial(Seats)),
    sessions: Type.Optional(Type.Partial(Sessions)),
    schedules: Type.Optional(Type.Partial(Schedules)),
    inactivity: Type.Optional(Type.Partial(Inactivity)),
    stations: Type.Optional(Type.Partial(Stations)),
    branding: Type.Optional(Type.Partial(Branding)),
    officeNetworks: Type.Optional(Type.Array(Type.String({ maxLength: 50 }), { maxItems: 100 })),
  },
  closed,
);
export type SettingsPatch = Static<typeof SettingsPatch>;

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
  branding: { accentColor: null, logoUrl: null },
  officeNetworks: [],
};

/** Stands for a secret that is set where settings are shown; sent back, it changes nothing. */
export const secretMask = '********';

/** Settings as anybody may see them: secrets go in and never come out. */
export function shownSettings(settings: Settings): Settings {
  const { captcha } = settings;
  return captcha.secretKey === null ? settings : { ...settings, captcha: { ...captcha, secretKey: secretMask } };
}

/** A change with its secrets as they are stored: sealed by `seal`, and left out where the mask came back. */
export function sealedPatch(patch: SettingsPatch, seal: (secret: string) => string): SettingsPatch {
  const { secretKey, ...captcha } = patch.captcha ?? {};
  if (secretKey === undefined || secretKey === null) return patch;
  return { ...patch, captcha: secretKey === secretMask ? captcha : { ...captcha, secretKey: seal(secretKey) } };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function merge(base: Record<string, unknown>, change: Record<string, unknown>): Record<string, unknown> {
  const result = { ...base };
  for (const [key, value] of Object.entries(change)) {
    const old = base[key];
    result[key] = isRecord(value) && isRecord(old) ? merge(old, value) : value;
  }
  return result;
}

const settingsCheck = Compile(Settings);

/**
 * Settings as stored (only what differs) laid over the defaults. Unknown or unfit stored values are a fault of ours.
 */
export function wholeSettings(stored: Record<string, unknown>): Settings {
  const whole = merge(defaultSettings, stored);
  if (!settingsCheck.Check(whole)) throw new Error('The stored settings of an organisation do not fit their schema.');
  return whole;
}

function violations(whole: Settings): Violation[] {
  const found: Violation[] = [];
  whole.officeNetworks.forEach((network, index) => {
    if (!ipaddr.isValid(network) && !ipaddr.isValidCIDR(network)) {
      found.push({
        path: `/officeNetworks/${index}`,
        message: 'is neither an address nor a range like 203.0.113.0/24',
      });
    }
  });
  whole.stations.ranges.forEach(({ from, to }, index) => {
    const path = `/stations/ranges/${index}`;
    if (from.length !== to.length) found.push({ path, message: 'begins and ends with numbers of different length' });
    else if (from > to) found.push({ path, message: 'ends before it begins' });
  });
  const { provider, siteKey, secretKey } = whole.captcha;
  if (provider !== 'altcha') {
    if (siteKey === null) found.push({ path: '/captcha/siteKey', message: 'is needed by this provider' });
    if (secretKey === null) found.push({ path: '/captcha/secretKey', message: 'is needed by this provider' });
  }
  if (whole.sessions.idleMinutes > whole.sessions.absoluteHours * 60) {
    found.push({ path: '/sessions/idleMinutes', message: 'is longer than the whole session may last' });
  }
  return found;
}

/**
 * The stored settings after a change. A changed password rule makes the preset `custom` unless the change names the preset;
 * naming a preset takes all its rules (`presetRules`) first.
 * @throws Refusal invalid_request with a JSON pointer per fault
 */
export function changedSettings(
  stored: Record<string, unknown>,
  patch: SettingsPatch,
  presetRules: (preset: 'classic' | 'modern') => Settings['passwordPolicy'],
): { stored: Record<string, unknown>; whole: Settings } {
  let base = stored;
  const policy = patch.passwordPolicy;
  let change: Record<string, unknown> = patch;
  if (policy?.preset === 'classic' || policy?.preset === 'modern') {
    base = merge(base, { passwordPolicy: presetRules(policy.preset) });
    const overrides = Object.keys(policy).length > 1;
    if (overrides) change = merge(patch, { passwordPolicy: { preset: 'custom' } });
  } else if (policy !== undefined && policy.preset === undefined && Object.keys(policy).length > 0) {
    change = merge(patch, { passwordPolicy: { preset: 'custom' } });
  }
  const next = merge(base, change);
  const whole = merge(defaultSettings, next);
  if (!settingsCheck.Check(whole)) {
    const faults = [...settingsCheck.Errors(whole)]
      .slice(0, 20)
      .map((fault) => ({ path: fault.instancePath, message: fault.message }));
    throw refuse('invalid_request', { violations: faults });
  }
  const found = violations(whole);
  if (found.length > 0) throw refuse('invalid_request', { violations: found });
  return { stored: next, whole };
}
