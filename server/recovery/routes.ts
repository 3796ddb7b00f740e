/** Recovery as JSON: asking for a link, and using it. */
import { Type } from 'typebox';
import { type Http, originOf } from '../platform/http/http.ts';
import { closed } from '../platform/http/shapes.ts';
import type { Recovery } from './recovery.ts';

const tags = ['password'];
const Nothing = (description: string) => Type.Unsafe<undefined>({ type: 'null', description });

const Forgot = Type.Object(
  { identifier: Type.String({ maxLength: 500 }), captcha: Type.Optional(Type.String({ maxLength: 8_192 })) },
  closed,
);
const Reset = Type.Object(
  { token: Type.String({ maxLength: 100 }), newPassword: Type.String({ maxLength: 4096 }) },
  closed,
);

export function recoveryRoutes(http: Http, recovery: Recovery): void {
  http.post(
    '/api/v1/password/forgot',
    {
      schema: {
        tags,
        summary: 'Ask for a link to choose a new password; the answer is the same for anybody and nobody',
        body: Forgot,
        response: { 202: Nothing('A link is on its way if the account exists and has an e-mail address.') },
      },
    },
    async (request, reply) => {
      const { identifier, captcha } = request.body;
      await recovery.ask(request.tenant, originOf(request), identifier, captcha === undefined ? [] : [captcha]);
      return reply.code(202).send();
    },
  );
  http.post(
    '/api/v1/password/reset',
    {
      schema: {
        tags,
        summary: 'Choose a new password with the token of a link; signs nobody in',
        body: Reset,
        response: { 204: Nothing('Done.') },
      },
    },
    async (request, reply) => {
      const { token, newPassword } = request.body;
      await recovery.reset(request.tenant, originOf(request), token, newPassword);
      return reply.code(204).send();
    },
  );
}
