/** What an organisation can set: the shape and limits of each setting, and of a change. docs/settings.md explains each one. */
import { type Static, Type } from 'typebox';
import { closed } from '../platform/http/shapes.ts';

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
export const PasswordPolicySettings = Type.Object(
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
/** Rules for the digits that open the voice portal. */
const PortalPassword = Type.Object(
  {
    minLength: Type.Integer({ minimum: 4, maximum: 10 }),
    maxLength: Type.Integer({ minimum: 4, maximum: 10 }),
    refuseRuns: Type.Boolean(),
    refuseReverse: Type.Boolean(),
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
const Audit = Type.Object({ retentionDays: Type.Integer({ minimum: 1, maximum: 3_650 }) }, closed);
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
    portalPassword: PortalPassword,
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
    audit: Audit,
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
    portalPassword: Type.Optional(Type.Partial(PortalPassword)),
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
    audit: Type.Optional(Type.Partial(Audit)),
    branding: Type.Optional(Type.Partial(Branding)),
    officeNetworks: Type.Optional(Type.Array(Type.String({ maxLength: 50 }), { maxItems: 100 })),
  },
  closed,
);
export type SettingsPatch = Static<typeof SettingsPatch>;
