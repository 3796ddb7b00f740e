/** One's own second factors as JSON: /api/v1/second-factor. Translates only. */
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { RegistrationResponse } from '../../factors/passkey-shapes.ts';
import { callerOf, type Http } from '../../platform/http/http.ts';
import { ById, closed } from '../../platform/http/shapes.ts';
import { sessionOf } from '../../sessions/routes.ts';
import type { Owner } from '../second-factor/change.ts';
import { FactorAdded, NewRecoveryCodes, PasskeyAdded, SecondFactorAnswer, TotpKey } from './schemas.ts';
import type { SecondFactor } from './second-factor.ts';

const Code = Type.Object({ code: Type.String({ maxLength: 20 }) }, closed);
const EmailCode = Type.Object({ on: Type.Boolean() }, closed);
const PasskeyName = Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' });
const NewPasskey = Type.Object(
  { challenge: Type.String({ maxLength: 100 }), response: RegistrationResponse, name: Type.Optional(PasskeyName) },
  closed,
);
const Renaming = Type.Object({ name: PasskeyName }, closed);

function ownerOf(request: FastifyRequest): Owner {
  return { tenant: request.tenant, session: sessionOf(request), caller: callerOf(request) };
}

function totpRoutes(http: Http, secondFactor: SecondFactor): void {
  const tags = ['second-factor'];
  http.post(
    '/api/v1/second-factor/totp',
    {
      schema: {
        tags,
        summary: 'Begin to set up an authenticator app: its key, shown this once',
        response: { 200: TotpKey },
      },
    },
    (request) => secondFactor.beginTotp(ownerOf(request)),
  );
  http.post(
    '/api/v1/second-factor/totp/confirm',
    {
      schema: {
        tags,
        summary: 'Confirm the authenticator app with one of its codes',
        body: Code,
        response: { 200: FactorAdded },
      },
    },
    (request) => secondFactor.confirmTotp(ownerOf(request), request.body.code),
  );
  http.delete(
    '/api/v1/second-factor/totp',
    { schema: { tags, summary: 'Remove the authenticator app' } },
    async (request, reply) => {
      await secondFactor.removeTotp(ownerOf(request));
      return reply.code(204).send();
    },
  );
}

function passkeyRoutes(http: Http, secondFactor: SecondFactor): void {
  const tags = ['second-factor'];
  http.post(
    '/api/v1/second-factor/passkeys/options',
    { schema: { tags, summary: 'What a browser needs to make a passkey' } },
    (request) => secondFactor.offerPasskey(ownerOf(request)),
  );
  http.post(
    '/api/v1/second-factor/passkeys',
    {
      schema: {
        tags,
        summary: 'Add the passkey that the browser made',
        body: NewPasskey,
        response: { 201: PasskeyAdded },
      },
    },
    async (request, reply) => {
      const { challenge, response, name = null } = request.body;
      return reply.code(201).send(await secondFactor.addPasskey(ownerOf(request), { challenge, response, name }));
    },
  );
  http.patch(
    '/api/v1/second-factor/passkeys/:id',
    { schema: { tags, summary: 'Rename a passkey', params: ById, body: Renaming } },
    async (request, reply) => {
      await secondFactor.renamePasskey(ownerOf(request), request.params.id, request.body.name);
      return reply.code(204).send();
    },
  );
  http.delete(
    '/api/v1/second-factor/passkeys/:id',
    { schema: { tags, summary: 'Remove a passkey; the sessions that it opened end', params: ById } },
    async (request, reply) => {
      await secondFactor.removePasskey(ownerOf(request), request.params.id);
      return reply.code(204).send();
    },
  );
}

function otherRoutes(http: Http, secondFactor: SecondFactor): void {
  const tags = ['second-factor'];
  http.post(
    '/api/v1/second-factor/recovery-codes',
    {
      schema: {
        tags,
        summary: 'Make ten new recovery codes, shown this once; the old ones are dead',
        response: { 200: NewRecoveryCodes },
      },
    },
    async (request) => ({ recoveryCodes: await secondFactor.newRecoveryCodes(ownerOf(request)) }),
  );
  http.put(
    '/api/v1/second-factor/email-code',
    { schema: { tags, summary: 'Be asked for a code by mail when signing in, or no longer', body: EmailCode } },
    async (request, reply) => {
      await secondFactor.chooseEmailCode(ownerOf(request), request.body.on);
      return reply.code(204).send();
    },
  );
  http.delete(
    '/api/v1/second-factor/trusted-browsers',
    { schema: { tags, summary: 'Trust no browser any more' } },
    async (request, reply) => {
      await secondFactor.distrustBrowsers(ownerOf(request));
      return reply.code(204).send();
    },
  );
}

export function secondFactorRoutes(http: Http, secondFactor: SecondFactor): void {
  http.get(
    '/api/v1/second-factor',
    { schema: { tags: ['second-factor'], summary: 'Own second factors', response: { 200: SecondFactorAnswer } } },
    async (request) => {
      const { totp, recoveryCodes, emailCode, hasEmail, trustedBrowsers, ...state } = await secondFactor.state(
        ownerOf(request),
      );
      return {
        ...state,
        totp: { on: totp },
        recoveryCodes: { left: recoveryCodes },
        emailCode: { on: emailCode, hasEmail },
        trustedBrowsers: { count: trustedBrowsers },
      };
    },
  );
  totpRoutes(http, secondFactor);
  passkeyRoutes(http, secondFactor);
  otherRoutes(http, secondFactor);
}
