/** /api/v1/users/{id}/…: what administrators and supervisors do to one person's credentials. Translates only. */
import { type Static, Type } from 'typebox';
import { refuse } from '../kernel/refusal.ts';
import { callerOf, type Http } from '../platform/http/http.ts';
import { ById, closed, Done } from '../platform/http/shapes.ts';
import type { PasswordChoice, PortalPasswordChoice } from './acts.ts';
import { CredentialsAnswer, PasswordSetAnswer, PortalPasswordSetAnswer } from './schemas.ts';
import type { Users } from './users.ts';

const tags = ['users'];
const Password = Type.String({ maxLength: 4096 });
/** Either {password, temporary} or {generate: true}; the handler checks which, so that the error can say so. */
const PasswordBody = Type.Object(
  {
    password: Type.Optional(Password),
    temporary: Type.Optional(Type.Boolean()),
    generate: Type.Optional(Type.Boolean()),
  },
  closed,
);
/** Either {password} or {generate: true}. */
const PortalPasswordBody = Type.Object(
  {
    password: Type.Optional(Type.String({ maxLength: 100, description: 'Digits.' })),
    generate: Type.Optional(Type.Boolean()),
  },
  closed,
);
const UnlockBody = Type.Union([
  Type.Object({ credential: Type.Optional(Type.Union([Type.Literal('web'), Type.Literal('portal')])) }, closed),
  Type.Null(),
]);

function choiceOf(body: Static<typeof PasswordBody>): PasswordChoice {
  if (body.generate === true && body.password === undefined) return { generate: true };
  if (body.password !== undefined && body.generate !== true)
    return { password: body.password, temporary: body.temporary ?? true };
  throw refuse('invalid_request', { detail: 'Give either a password, or generate: true.' });
}

function portalChoiceOf(body: Static<typeof PortalPasswordBody>): PortalPasswordChoice {
  if (body.generate === true && body.password === undefined) return { generate: true };
  if (body.password !== undefined && body.generate !== true) return { password: body.password };
  throw refuse('invalid_request', { detail: 'Give either a password, or generate: true.' });
}

function settingRoutes(http: Http, users: Users): void {
  http.put(
    '/api/v1/users/:id/password',
    {
      schema: {
        tags,
        summary: 'Set the web access password; unlocks',
        params: ById,
        body: PasswordBody,
        response: { 200: PasswordSetAnswer },
      },
    },
    (request) => users.setPassword(request.tenant, callerOf(request), request.params.id, choiceOf(request.body)),
  );
  http.put(
    '/api/v1/users/:id/portal-password',
    {
      schema: {
        tags,
        summary: 'Set the portal password; unlocks it',
        params: ById,
        body: PortalPasswordBody,
        response: { 200: PortalPasswordSetAnswer },
      },
    },
    (request) =>
      users.setPortalPassword(request.tenant, callerOf(request), request.params.id, portalChoiceOf(request.body)),
  );
}

export function credentialRoutes(http: Http, users: Users): void {
  settingRoutes(http, users);
  http.get(
    '/api/v1/users/:id/credentials',
    {
      schema: {
        tags,
        summary: 'State of each credential, never the credential',
        params: ById,
        response: { 200: CredentialsAnswer },
      },
    },
    (request) => users.credentials(request.tenant, callerOf(request), request.params.id),
  );
  http.post(
    '/api/v1/users/:id/welcome',
    {
      schema: {
        tags,
        summary: 'Mail a new temporary password or activation link; the one before stops working at once',
        params: ById,
        body: Type.Union([Type.Object({}, closed), Type.Null()]),
        response: { 204: Done },
      },
    },
    async (request, reply) => {
      await users.sendWelcome(request.tenant, callerOf(request), request.params.id);
      return reply.code(204).send();
    },
  );
  http.post(
    '/api/v1/users/:id/unlock',
    {
      schema: {
        tags,
        summary: 'Unlock a credential after too many failed attempts; the web access password unless told',
        params: ById,
        body: UnlockBody,
        response: { 204: Done },
      },
    },
    async (request, reply) => {
      const credential = request.body?.credential ?? 'web';
      await users.unlock(request.tenant, callerOf(request), request.params.id, credential);
      return reply.code(204).send();
    },
  );
}
