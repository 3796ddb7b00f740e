/** Sign-in as JSON: the same steps as the pages, for native and embedded clients (S10). */
import { Type } from 'typebox';
import { refuse } from '../kernel/refusal.ts';
import type { Http } from '../platform/http.ts';
import type { BrowserSide } from './browser-side.ts';
import type { Outcome, SignIn } from './signin.ts';

const closed = { additionalProperties: false } as const;
const Begin = Type.Object(
  {
    identifier: Type.String({ maxLength: 500 }),
    password: Type.String({ maxLength: 4096 }),
    client: Type.Optional(Type.Union([Type.Literal('browser'), Type.Literal('native')])),
    follow: Type.Optional(Type.Boolean()),
  },
  closed,
);
const Continue = Type.Object({ newPassword: Type.Optional(Type.String({ maxLength: 4096 })) }, closed);
const ByFlow = Type.Object({ flow: Type.String({ maxLength: 100 }) }, closed);

/** The public form of an outcome; secrets travel in cookies only. */
function answerOf(outcome: Outcome): object {
  return outcome.next === 'done'
    ? { next: 'done', flow: outcome.flow, home: outcome.returnTo ?? outcome.home }
    : { next: outcome.next, flow: outcome.flow };
}

export function signInRoutes(http: Http, signIn: SignIn, side: BrowserSide): void {
  const tags = ['sign-in'];
  http.post(
    '/api/v1/sign-in',
    { schema: { tags, summary: 'Sign in with identifier and password', body: Begin } },
    async (request, reply) => {
      const { identifier, password, client = 'browser' } = request.body;
      const outcome = await signIn.begin(
        side.request(request, reply, { identifier, password, client, returnTo: null }),
      );
      side.apply(request, reply, outcome);
      return reply.send(answerOf(outcome));
    },
  );
  http.post(
    '/api/v1/sign-in/:flow',
    { schema: { tags, summary: 'The next step of a sign-in', params: ByFlow, body: Continue } },
    async (request, reply) => {
      const { newPassword } = request.body;
      const continuation = side.continuation(request, reply, request.params.flow);
      if (newPassword === undefined) {
        await signIn.look(continuation);
        throw refuse('flow_step_invalid');
      }
      const outcome = await signIn.chooseNewPassword(continuation, newPassword);
      side.apply(request, reply, outcome);
      return reply.send(answerOf(outcome));
    },
  );
}
