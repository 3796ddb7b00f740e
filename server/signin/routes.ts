/** Sign-in as JSON: the same steps as the pages, for native and embedded clients (S10). */
import { type Static, Type } from 'typebox';
import { AssertionResponse, isRegistration, RegistrationResponse } from '../factors/passkey-shapes.ts';
import type { PasskeyOffer } from '../factors/passkeys.ts';
import type { TotpEnrolment } from '../factors/totp.ts';
import type { Http } from '../platform/http/http.ts';
import { closed } from '../platform/http/shapes.ts';
import { listedOther } from './asking.ts';
import type { BrowserSide } from './browser-side.ts';
import type { Continuation, GivenCode, Outcome, SignIn } from './signin.ts';

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
      Type.Union([
        Type.Literal('email_code'),
        Type.Literal('totp'),
        Type.Literal('passkey'),
        Type.Literal('recovery_code'),
      ]),
    ),
    enrol: Type.Optional(Type.Union([Type.Literal('totp'), Type.Literal('passkey')])),
    challenge: Type.Optional(Type.String({ maxLength: 100 })),
    response: Type.Optional(Type.Union([RegistrationResponse, AssertionResponse])),
    resend: Type.Optional(Type.Literal(true)),
    trustBrowser: Type.Optional(Type.Boolean()),
    endSession: Type.Optional(Type.String({ maxLength: 100, description: 'Id of one of the `connections`.' })),
    station: Type.Optional(Type.String({ maxLength: 100 })),
  },
  closed,
);
const PasskeySignIn = Type.Object(
  {
    challenge: Type.String({ maxLength: 100 }),
    response: AssertionResponse,
    client: Type.Optional(Type.Union([Type.Literal('browser'), Type.Literal('native')])),
    follow: Type.Optional(Type.Boolean()),
  },
  closed,
);
const ByFlow = Type.Object({ flow: Type.String({ maxLength: 100 }) }, closed);

/** The public form of an outcome; secrets travel in cookies only. */
function answerOf(outcome: Outcome): object {
  const { next, flow, recoveryCodes } = outcome;
  const shownOnce = recoveryCodes === undefined ? {} : { recoveryCodes };
  if (next === 'done') return { next, flow, home: outcome.returnTo ?? outcome.home, ...shownOnce };
  if (next === 'connections') return { next, flow, connections: outcome.others.map(listedOther), ...shownOnce };
  if (next === 'station') return { next, flow, prefilled: outcome.station.prefilled, ...shownOnce };
  if (next !== 'code') return { next, flow, ...shownOnce };
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

/** What a step needs before it can be done: a key to set up, or what a passkey is to sign. */
interface Asked {
  readonly next: 'code' | 'enrol_factor';
  readonly flow: string;
  readonly totp?: TotpEnrolment;
  readonly passkey?: PasskeyOffer;
}

async function asked(
  signIn: SignIn,
  continuation: Continuation,
  enrol: 'totp' | 'passkey' | undefined,
): Promise<Asked> {
  const { flow } = continuation;
  if (enrol === undefined) return { next: 'code', flow, passkey: await signIn.offerPasskey(continuation) };
  if (enrol === 'totp') return { next: 'enrol_factor', flow, totp: await signIn.enrol.beginTotp(continuation) };
  return { next: 'enrol_factor', flow, passkey: await signIn.enrol.offerPasskey(continuation) };
}

/** A code of an app proves a factor, or confirms the one that is being set up: the step says which. */
async function byCode(signIn: SignIn, continuation: Continuation, given: GivenCode): Promise<Outcome> {
  if (given.method !== 'totp') return signIn.proveByCode(continuation, given);
  const { asks } = await signIn.look(continuation);
  return asks === 'enrol_factor'
    ? signIn.enrol.confirmTotp(continuation, given.code)
    : signIn.proveByCode(continuation, given);
}

/** What one body asks for; exactly one thing. One that asks for nothing tries again for the seat. */
async function continued(
  signIn: SignIn,
  continuation: Continuation,
  body: Static<typeof Continue>,
): Promise<Outcome | Asked> {
  const { newPassword, code, method, resend, trustBrowser = false, enrol, challenge, response, endSession } = body;
  if (newPassword !== undefined) return signIn.chooseNewPassword(continuation, newPassword);
  if (endSession !== undefined) return signIn.logOutOther(continuation, endSession);
  if (body.station !== undefined) return signIn.giveStation(continuation, body.station);
  if (resend !== undefined) return signIn.resendCode(continuation);
  if (challenge !== undefined && response !== undefined) {
    if (isRegistration(response)) return signIn.enrol.addPasskey(continuation, { challenge, response });
    return signIn.proveByPasskey(continuation, { challenge, response }, trustBrowser);
  }
  if (enrol !== undefined || method === 'passkey') return asked(signIn, continuation, enrol);
  if (code !== undefined) return byCode(signIn, continuation, { method: method ?? 'email_code', code, trustBrowser });
  if (method === 'email_code') return signIn.switchToMail(continuation);
  return signIn.enter(continuation);
}

/** Signing in with a passkey alone. */
function passkeyRoutes(http: Http, signIn: SignIn, side: BrowserSide): void {
  const tags = ['sign-in'];
  http.post(
    '/api/v1/sign-in/passkey/options',
    { schema: { tags, summary: 'What a passkey is to sign, to sign in with it alone' } },
    (request) => signIn.offerPasskeySignIn(request.tenant),
  );
  http.post(
    '/api/v1/sign-in/passkey',
    { schema: { tags, summary: 'Sign in with a passkey alone', body: PasskeySignIn } },
    async (request, reply) => {
      const { challenge, response, client = 'browser', follow = true } = request.body;
      const outcome = await signIn.signInByPasskey({
        ...side.continuation(request, reply),
        challenge,
        response,
        client,
        follows: follow,
        returnTo: null,
      });
      side.apply(request, reply, outcome);
      return reply.send(answerOf(outcome));
    },
  );
}

export function signInRoutes(http: Http, signIn: SignIn, side: BrowserSide): void {
  const tags = ['sign-in'];
  passkeyRoutes(http, signIn, side);
  http.post(
    '/api/v1/sign-in',
    { schema: { tags, summary: 'Sign in with identifier and password', body: Begin } },
    async (request, reply) => {
      const { identifier, password, captcha, client = 'browser', follow = true } = request.body;
      const outcome = await signIn.begin(
        side.request(request, reply, {
          identifier,
          password,
          captcha: captcha === undefined ? [] : [captcha],
          client,
          follows: follow,
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
      const answer = await continued(signIn, continuation, request.body);
      if (!('secret' in answer) && answer.next !== 'done') return reply.send(answer);
      side.apply(request, reply, answer);
      return reply.send(answerOf(answer));
    },
  );
}
