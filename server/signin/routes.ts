/** Sign-in as JSON: the same steps as the pages, for native and embedded clients (S10). */
import { type Static, Type } from 'typebox';
import { refuse } from '../kernel/refusal.ts';
import type { Http } from '../platform/http.ts';
import type { BrowserSide } from './browser-side.ts';
import type { Continuation, Outcome, SignIn } from './signin.ts';

const closed = { additionalProperties: false } as const;
const Begin = Type.Object(
  {
    identifier: Type.String({ maxLength: 500 }),
    password: Type.String({ maxLength: 4096 }),
    client: Type.Optional(Type.Union([Type.Literal('browser'), Type.Literal('native')])),
    captcha: Type.Optional(Type.String({ maxLength: 8_192 })),
    follow: Type.Optional(Type.Boolean()),
  },
  closed,
);
const Continue = Type.Object(
  {
    newPassword: Type.Optional(Type.String({ maxLength: 4096 })),
    code: Type.Optional(Type.String({ maxLength: 100 })),
    method: Type.Optional(
      Type.Union([Type.Literal('email_code'), Type.Literal('totp'), Type.Literal('recovery_code')]),
    ),
    resend: Type.Optional(Type.Literal(true)),
    trustBrowser: Type.Optional(Type.Boolean()),
  },
  closed,
);
const ByFlow = Type.Object({ flow: Type.String({ maxLength: 100 }) }, closed);

/** The public form of an outcome; secrets travel in cookies only. */
function answerOf(outcome: Outcome): object {
  const { next, flow } = outcome;
  if (next === 'done') return { next, flow, home: outcome.returnTo ?? outcome.home };
  if (next !== 'code') return { next, flow };
  const { methods, mailed, trustDays } = outcome.code;
  return {
    next,
    flow,
    methods,
    sentTo: mailed?.to ?? null,
    expiresAt: mailed?.expiresAt.toISOString() ?? null,
    resendAfter: mailed?.resendAt?.toISOString() ?? null,
    trustBrowserDays: trustDays,
  };
}

/** What one body asks for; exactly one thing. @throws Refusal flow_step_invalid when it asks for nothing */
async function continued(
  signIn: SignIn,
  continuation: Continuation,
  { newPassword, code, method, resend, trustBrowser = false }: Static<typeof Continue>,
): Promise<Outcome> {
  if (newPassword !== undefined) return signIn.chooseNewPassword(continuation, newPassword);
  if (resend !== undefined) return signIn.resendCode(continuation);
  if (code !== undefined)
    return signIn.proveByCode(continuation, { method: method ?? 'email_code', code, trustBrowser });
  if (method === 'email_code') return signIn.switchToMail(continuation);
  await signIn.look(continuation);
  throw refuse('flow_step_invalid');
}

export function signInRoutes(http: Http, signIn: SignIn, side: BrowserSide): void {
  const tags = ['sign-in'];
  http.post(
    '/api/v1/sign-in',
    { schema: { tags, summary: 'Sign in with identifier and password', body: Begin } },
    async (request, reply) => {
      const { identifier, password, captcha, client = 'browser' } = request.body;
      const outcome = await signIn.begin(
        side.request(request, reply, {
          identifier,
          password,
          captcha: captcha === undefined ? [] : [captcha],
          client,
          returnTo: null,
        }),
      );
      side.apply(request, reply, outcome);
      return reply.send(answerOf(outcome));
    },
  );
  http.post(
    '/api/v1/sign-in/:flow',
    { schema: { tags, summary: 'The next step of a sign-in', params: ByFlow, body: Continue } },
    async (request, reply) => {
      const continuation = side.continuation(request, reply, request.params.flow);
      const outcome = await continued(signIn, continuation, request.body);
      side.apply(request, reply, outcome);
      return reply.send(answerOf(outcome));
    },
  );
}
