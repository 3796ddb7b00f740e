/** Proving again, in a session, who one is: by password or passkey. What may be changed only by its owner asks for it. */
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { record } from '../../audit/audit.ts';
import { AssertionResponse } from '../../factors/passkey-shapes.ts';
import type { Passkeys } from '../../factors/passkeys.ts';
import { Refusal, refuse } from '../../kernel/refusal.ts';
import type { Passwords } from '../../passwords/passwords.ts';
import type { Database, Transaction } from '../../platform/database.ts';
import { callerOf, type Http } from '../../platform/http/http.ts';
import { closed } from '../../platform/http/shapes.ts';
import { sessionOf } from '../../sessions/routes.ts';
import { reauthenticated } from '../../sessions/sessions.ts';
import type { BrowserSide } from '../browser-side.ts';
import { recordRefusal } from '../password/attempt.ts';
import { assertAllowed, type Owner, personOf } from '../second-factor/change.ts';
import { proveOwnPassword } from './own-password.ts';

export interface SessionAuthenticationOptions {
  readonly database: Database;
  readonly passwords: Passwords;
  readonly passkeys: Passkeys;
  readonly side: BrowserSide;
}

const action = 'session.authenticate';
const Proof = Type.Object(
  {
    password: Type.Optional(Type.String({ maxLength: 4096 })),
    challenge: Type.Optional(Type.String({ maxLength: 100 })),
    response: Type.Optional(AssertionResponse),
  },
  closed,
);

function ownerOf(request: FastifyRequest): Owner {
  return { tenant: request.tenant, session: sessionOf(request), caller: callerOf(request) };
}

function placeOf({ session }: Owner) {
  return { purpose: 'reauthenticate', user: session.user_id, flow: null, session: session.id } as const;
}

/** The session goes on under a new token, in the transaction that notes the proof. @returns the token */
async function renewed(
  { database }: SessionAuthenticationOptions,
  { tenant, session, caller }: Owner,
  method: 'pwd' | 'passkey',
  note: (tx: Transaction) => Promise<void>,
): Promise<string> {
  return database.withTenant(tenant.id, async (tx) => {
    await note(tx);
    const target = { kind: 'session', id: session.id, name: session.username };
    await record(tx, caller, { action, target, details: { method } });
    return reauthenticated(tx, tenant.id, session.id);
  });
}

async function byPasskey(
  options: SessionAuthenticationOptions,
  owner: Owner,
  answer: { challenge: string; response: AssertionResponse },
): Promise<string> {
  const { database, passkeys } = options;
  try {
    const proven = await passkeys.judgeProof(owner.tenant, placeOf(owner), answer);
    return await renewed(options, owner, 'passkey', (tx) => passkeys.use(tx, owner.tenant.id, proven));
  } catch (error) {
    if (error instanceof Refusal && error.code === 'passkey_refused')
      await recordRefusal(database, owner.caller, error.code, personOf(owner.session), action);
    throw error;
  }
}

export function sessionAuthenticationRoutes(http: Http, options: SessionAuthenticationOptions): void {
  const { database, passwords, passkeys, side } = options;
  const tags = ['session'];
  http.post(
    '/api/v1/session/authentication/options',
    { schema: { tags, summary: 'What a passkey is to sign, to prove again who one is' } },
    async (request) => {
      const owner = ownerOf(request);
      assertAllowed(owner.tenant, 'passkey');
      return passkeys.offerProof(owner.tenant, placeOf(owner));
    },
  );
  http.post(
    '/api/v1/session/authentication',
    { schema: { tags, summary: 'Prove again who one is, by password or passkey', body: Proof } },
    async (request, reply) => {
      const owner = ownerOf(request);
      const { password, challenge, response } = request.body;
      if (password !== undefined) {
        const { devices } = side.continuation(request, reply);
        await proveOwnPassword(database, passwords, { ...owner, devices, password, action });
        side.renew(reply, await renewed(options, owner, 'pwd', () => Promise.resolve()));
      } else if (challenge !== undefined && response !== undefined) {
        assertAllowed(owner.tenant, 'passkey');
        side.renew(reply, await byPasskey(options, owner, { challenge, response }));
      } else {
        throw refuse('invalid_request', { detail: 'Give a password, or a challenge and its response.' });
      }
      return reply.code(204).send();
    },
  );
}
