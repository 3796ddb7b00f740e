/** What the API answers about users. Fastify writes answers by these, so a field that is not described here never leaves. */
import { Type } from 'typebox';
import { MomentOrNull } from '../platform/http/shapes.ts';
import type { CreatedUser, Credentials, UserPage } from './acts.ts';
import { StationModeField } from './fields.ts';
import type { OwnPortalPassword } from './portal-credentials.ts';
import type { User } from './user.ts';

const NullableString = Type.Unsafe<string | null>({ type: ['string', 'null'] });

// Unsafe names the type that the doors return: the same fields, but read-only.
export const UserAnswer = Type.Unsafe<User>(
  Type.Object({
    id: Type.String(),
    username: Type.String(),
    email: NullableString,
    emailConfirmed: Type.Boolean({
      description:
        'False while a supervisor filled in the address and its owner has not signed in with a code mailed there: no link and no temporary password is mailed to it. True without an address.',
    }),
    emailProblem: Type.Unsafe<User['emailProblem']>({
      type: ['object', 'null'],
      properties: { reason: { type: 'string' }, at: { type: 'string', format: 'date-time' } },
      required: ['reason', 'at'],
      description: 'Why the last mail to this address was refused for good; null when it was not.',
    }),
    firstName: Type.String(),
    lastName: Type.String(),
    role: Type.String({ description: 'Key of the role.' }),
    teams: Type.Array(Type.String(), { description: 'Names of the teams.' }),
    status: Type.Unsafe<User['status']>({ type: 'string', enum: ['active', 'inactive'] }),
    disabled: Type.Boolean(),
    locked: Type.Boolean(),
    extension: NullableString,
    number: NullableString,
    station: Type.Object(
      { mode: StationModeField, id: NullableString },
      { description: 'With `static`, `id` is the number assigned to them; with the others it is null.' },
    ),
    schedule: Type.Unsafe<string | null>({
      type: ['string', 'null'],
      description: 'Id of the schedule of their own; null: that of their teams or role counts.',
    }),
    overtimeUntil: MomentOrNull,
    locale: NullableString,
    lastSignInAt: MomentOrNull,
    createdAt: Type.String({ format: 'date-time' }),
  }),
);

export const UserPageAnswer = Type.Unsafe<UserPage>(
  Type.Object({ items: Type.Array(UserAnswer), next: Type.Unsafe<string | null>({ type: ['string', 'null'] }) }),
);

const TemporaryPassword = Type.Optional(
  Type.String({ description: 'Only when it was generated and not mailed, and only this once.' }),
);

export const CreatedUserAnswer = Type.Unsafe<CreatedUser>(
  Type.Object({ user: UserAnswer, temporaryPassword: TemporaryPassword }),
);

export const PasswordSetAnswer = Type.Unsafe<{ temporaryPassword?: string }>(
  Type.Object({ temporaryPassword: TemporaryPassword }),
);

export const PortalPasswordSetAnswer = Type.Unsafe<{ portalPassword?: string }>(
  Type.Object({
    portalPassword: Type.Optional(Type.String({ description: 'Only when it was generated, and only this once.' })),
  }),
);

const Lock = {
  locked: Type.Boolean(),
  lockedAt: MomentOrNull,
  lockedUntil: Type.Unsafe<string | null>({
    type: ['string', 'null'],
    format: 'date-time',
    description: 'When the lock opens by itself; null when only a person unlocks.',
  }),
};

const PortalRules = Type.Object({
  minLength: Type.Integer(),
  maxLength: Type.Integer(),
  refuseRuns: Type.Boolean(),
  refuseReverse: Type.Boolean(),
});

export const OwnPortalPasswordAnswer = Type.Unsafe<OwnPortalPassword>(
  Type.Object({
    set: Type.Boolean(),
    changedAt: MomentOrNull,
    changedBy: NullableString,
    ...Lock,
    rules: PortalRules,
    extension: NullableString,
  }),
);

export const CredentialsAnswer = Type.Unsafe<Credentials>(
  Type.Object({
    web: Type.Object({
      set: Type.Boolean(),
      temporary: Type.Boolean(),
      expiresAt: Type.Unsafe<string | null>({
        type: ['string', 'null'],
        format: 'date-time',
        description: 'When a temporary one stops working, or another must be chosen because of its age.',
      }),
      expired: Type.Boolean(),
      changedAt: MomentOrNull,
      changedBy: NullableString,
      ...Lock,
    }),
    portal: Type.Object({
      set: Type.Boolean(),
      changedAt: MomentOrNull,
      changedBy: NullableString,
      ...Lock,
      rules: PortalRules,
    }),
    secondFactor: Type.Object({
      totp: Type.Boolean(),
      passkeys: Type.Integer(),
      recoveryCodes: Type.Integer({ description: 'How many are left.' }),
      emailCode: Type.Boolean({
        description: 'They chose it themselves; where a factor is required it needs no choosing.',
      }),
      trustedBrowsers: Type.Integer(),
      passkeyList: Type.Array(
        Type.Object({ name: Type.String(), createdAt: Type.String({ format: 'date-time' }), lastUsedAt: MomentOrNull }),
      ),
      required: Type.Boolean({ description: 'By the organisation, of their role.' }),
      methods: Type.Array(Type.String({ enum: ['email_code', 'totp', 'passkey'] }), {
        description: 'What the organisation allows.',
      }),
    }),
    welcome: Type.Unsafe<Credentials['welcome']>({
      anyOf: [
        Type.Object({
          status: Type.String({ enum: ['queued', 'sent', 'failed', 'expired'] }),
          at: Type.String({ format: 'date-time' }),
          reason: NullableString,
        }),
        Type.Null(),
      ],
      description: 'What became of the newest welcome mail.',
    }),
  }),
);
