/** GET /api/v1/users/{id}/sign-in-check: why somebody cannot sign in, or what they are asked for (M8). */
import { Type } from 'typebox';
import { refusalCodes } from '../kernel/refusal.ts';
import { callerOf, type Http } from '../platform/http/http.ts';
import { ById, MomentOrNull } from '../platform/http/shapes.ts';
import { type Diagnosis, type DiagnosisOptions, diagnose } from './diagnosis.ts';
import { remedies, ruleNames, ruleStates } from './rules.ts';

const NullableString = Type.Unsafe<string | null>({ type: ['string', 'null'] });
const Code = Type.Unsafe<string | null>({
  anyOf: [{ type: 'string', enum: [...refusalCodes] }, { type: 'null' }],
  description: 'Stable; each is explained in docs/errors.md.',
});
const Strings = Type.Array(Type.String());
const optional = Type.Optional;

const Facts = Type.Object({
  lockedElsewhere: optional(Type.Boolean({ description: 'In browsers that have not signed them in before.' })),
  lockedUntil: optional(MomentOrNull),
  lockedBrowsers: optional(Type.Integer({ minimum: 0 })),
  opensAt: optional(MomentOrNull),
  endsAt: optional(MomentOrNull),
  passwordSet: optional(Type.Boolean()),
  temporary: optional(Type.Boolean()),
  expiresAt: optional(MomentOrNull),
  changedAt: optional(MomentOrNull),
  changedBy: optional(NullableString),
  methods: optional(Strings),
  email: optional(NullableString),
  emailProblem: optional(NullableString),
  lastCode: optional(
    Type.Union([
      Type.Object({ status: Type.String(), at: Type.String({ format: 'date-time' }), reason: NullableString }),
      Type.Null(),
    ]),
  ),
  sessions: optional(
    Type.Array(
      Type.Object({
        browser: Type.String(),
        address: Type.String(),
        since: Type.String({ format: 'date-time' }),
        tabs: Type.Integer({ minimum: 0 }),
      }),
    ),
  ),
  browsersMax: optional(Type.Integer()),
  tabsMax: optional(Type.Integer()),
  station: optional(NullableString),
  capacity: optional(Type.Integer()),
  inUse: optional(Type.Integer()),
});

// Unsafe names the type that the door returns: the same fields, but read-only.
const Answer = Type.Unsafe<Diagnosis>(
  Type.Object({
    user: Type.Object({ id: Type.String({ format: 'uuid' }), username: Type.String(), name: Type.String() }),
    at: Type.String({ format: 'date-time' }),
    refusal: Code,
    asks: Type.Array(Type.String({ description: 'A step of the sign-in, as `next` of POST /api/v1/sign-in.' })),
    rules: Type.Array(
      Type.Object({
        rule: Type.Unsafe<string>({ type: 'string', enum: [...ruleNames] }),
        state: Type.Unsafe<string>({ type: 'string', enum: [...ruleStates] }),
        code: Code,
        facts: Facts,
        remedies: Type.Array(
          Type.Object({ act: Type.Unsafe<string>({ type: 'string', enum: [...remedies] }), permitted: Type.Boolean() }),
        ),
      }),
    ),
    attempts: Type.Array(
      Type.Object({
        id: Type.String({ format: 'uuid' }),
        at: Type.String({ format: 'date-time' }),
        outcome: Type.Unsafe<string>({ type: 'string', enum: ['done', 'refused', 'failed'] }),
        reason: NullableString,
        address: NullableString,
        browser: NullableString,
        reference: NullableString,
      }),
    ),
  }),
);

export function diagnosisRoutes(http: Http, options: DiagnosisOptions): void {
  http.get(
    '/api/v1/users/:id/sign-in-check',
    {
      schema: {
        tags: ['users'],
        summary: 'Why this user cannot sign in: every rule as it stands now, what mends it, and the last ten attempts',
        params: ById,
        response: { 200: Answer },
      },
    },
    (request) => diagnose(options, request.tenant, callerOf(request), request.params.id),
  );
}
