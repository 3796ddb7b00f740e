/** What the routes about one's own password and second factors answer. */
import { type TSchema, Type } from 'typebox';
import type { PasswordContext } from '../../passwords/context-words.ts';
import type { PasswordJudgement } from '../../passwords/rules.ts';
import { PasswordPolicySettings } from '../../tenants/setting-shapes.ts';
import type { SecondFactorState } from './second-factor.ts';

const Count = Type.Integer({ minimum: 0 });
const nullable = <Part extends TSchema>(part: Part) => Type.Union([part, Type.Null()]);
const Text = Type.Optional(Type.Unsafe<string | null>({ type: ['string', 'null'] }));

export const PasswordJudged = Type.Object({
  rules: Type.Unsafe<PasswordJudgement['rules']>(
    Type.Array(
      Type.Object({
        rule: Type.String(),
        met: Type.Boolean(),
        parameters: Type.Optional(
          Type.Unsafe<Record<string, number | boolean>>({
            type: 'object',
            additionalProperties: { type: ['number', 'boolean'] },
            description: 'What the sentence of the rule names, and which parts of it are met.',
          }),
        ),
      }),
    ),
  ),
  score: Type.Unsafe<PasswordJudgement['score']>({
    type: 'integer',
    minimum: 0,
    maximum: 4,
    description: 'Strength, from 0 (guessed at once) to 4.',
  }),
  accepted: Type.Boolean(),
  policy: PasswordPolicySettings,
  context: Type.Unsafe<PasswordContext>(
    Type.Object(
      {
        organizationSlug: Text,
        organizationName: Text,
        username: Text,
        email: Text,
        firstName: Text,
        lastName: Text,
      },
      { description: 'Whose words may not stand in it.' },
    ),
  ),
});

const Methods = Type.Unsafe<SecondFactorState['methods']>(
  Type.Array(Type.String({ enum: ['email_code', 'totp', 'passkey'] }), {
    description: 'What the organisation allows.',
  }),
);

export const SecondFactorAnswer = Type.Object({
  required: Type.Boolean({ description: 'By the organisation, of this person.' }),
  methods: Methods,
  totp: Type.Object({ on: Type.Boolean() }),
  passkeys: Type.Unsafe<SecondFactorState['passkeys']>(
    Type.Array(
      Type.Object({
        id: Type.String(),
        name: Type.String(),
        createdAt: Type.String({ format: 'date-time' }),
        lastUsedAt: nullable(Type.String({ format: 'date-time' })),
        backedUp: Type.Boolean({ description: 'Synchronised between devices.' }),
      }),
    ),
  ),
  recoveryCodes: Type.Object({ left: Count }),
  emailCode: Type.Object({ on: Type.Boolean(), hasEmail: Type.Boolean() }),
  trustedBrowsers: Type.Object({ count: Count }),
});

export const TotpKey = Type.Object({
  key: Type.String({ description: 'Base 32 in groups of four, for typing.' }),
  uri: Type.String(),
  qrCode: Type.String({ description: 'The URI as a picture: a `data:` address.' }),
});

const Codes = Type.Unsafe<readonly string[]>(Type.Array(Type.String()));
const FirstCodes = Type.Unsafe<readonly string[] | null>({
  anyOf: [Type.Array(Type.String()), Type.Null()],
  description: 'Made with the first factor and shown this once; null for whoever has some.',
});

export const FactorAdded = Type.Object({ recoveryCodes: FirstCodes });

export const PasskeyAdded = Type.Object({ id: Type.String(), recoveryCodes: FirstCodes });

export const NewRecoveryCodes = Type.Object({ recoveryCodes: Codes });
