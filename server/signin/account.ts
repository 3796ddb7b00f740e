/** One's own password: changing it (P6) and the live checker (P5), for people who are signed in or in the middle of signing in. */
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { record } from '../audit/audit.ts';
import { Refusal, refuse } from '../kernel/refusal.ts';
import type { Mail } from '../mail/mail.ts';
import { eraseAttempts } from '../passwords/lockout.ts';
import type { Passwords } from '../passwords/passwords.ts';
import type { Database } from '../platform/database.ts';
import { callerOf, type Http } from '../platform/http.ts';
import { sessionOf } from '../sessions/routes.ts';
import { keepOnly } from '../sessions/sessions.ts';
import type { Tenant } from '../tenants/tenants.ts';
import { passwordContextOf } from '../users/user.ts';
import { judgeAttempt } from './attempt.ts';
import type { BrowserSide } from './browser-side.ts';
import type { DeviceEntry } from './device-cookie.ts';
import { changedNotice } from './notices.ts';
import type { SignIn } from './signin.ts';

export interface AccountOptions {
  readonly database: Database;
  readonly passwords: Passwords;
  readonly mail: Mail;
  readonly signIn: SignIn;
  readonly side: BrowserSide;
}

const closed = { additionalProperties: false } as const;
const Password = Type.String({ maxLength: 4096 });

/** The identifier under which this organisation finds the person: the lock-out counts by it. */
function identifierFor(tenant: Tenant, user: { username: string; email: string | null }): string {
  return tenant.settings.signIn.identifier === 'email' ? (user.email ?? user.username) : user.username;
}

/**
 * Changes the own password: the current one is judged like a sign-in, lock-out included, so that a stolen session does not
 * become a place to guess. This session goes on, all others end, the owner is told by mail.
 * @returns the session's new token
 * @throws Refusal current_password_incorrect, too_many_attempts, rate_limited, password_policy, password_reused
 */
async function changePassword(
  { database, passwords, mail }: AccountOptions,
  request: FastifyRequest,
  devices: readonly DeviceEntry[],
  given: { currentPassword: string; newPassword: string },
): Promise<string> {
  const { tenant } = request;
  const session = sessionOf(request);
  const caller = callerOf(request);
  const policy = tenant.settings.passwordPolicy;
  const owner = { tenant: tenant.id, user: session.user_id };
  const confirms = { caller, action: 'user.password.change' };
  const attempt = { tenant, origin: caller.origin, identifier: identifierFor(tenant, session), devices, confirms };
  const proven = await judgeAttempt(database, passwords, { ...attempt, password: given.currentPassword }).catch(
    (error: unknown) => {
      const wrong = error instanceof Refusal && error.code === 'incorrect_credentials';
      throw wrong ? refuse('current_password_incorrect') : error;
    },
  );
  // Whatever becomes of the new password, the current one was right and must not stay among those tried.
  await database.withTenant(tenant.id, (tx) => eraseAttempts(tx, tenant.id, proven));
  if (proven.person.id !== session.user_id) throw refuse('current_password_incorrect');
  const context = passwordContextOf(tenant, proven.person);
  const prepared = await passwords.prepare(owner, given.newPassword, policy, context);
  const how = {
    temporary: false,
    expiresHours: null,
    changedBy: session.username,
    history: policy.history,
    guarded: true,
  };
  return database.withTenant(tenant.id, async (tx) => {
    const revision = await passwords.set(tx, owner, { ...prepared, basedOn: proven.revision }, how);
    const token = await keepOnly(tx, tenant.id, session.user_id, session.id, revision);
    const target = { kind: 'user', id: session.user_id, name: session.username };
    await record(tx, caller, { action: 'user.password.change', target });
    const notice = changedNotice(tenant, proven.person, caller.origin);
    if (notice !== null) await mail.send(tx, notice);
    return token;
  });
}

const ChangeBody = Type.Object({ currentPassword: Password, newPassword: Password }, closed);

export function accountRoutes(http: Http, options: AccountOptions): void {
  const { passwords } = options;
  const tags = ['password'];
  const change = { tags, summary: 'Change the own password', body: ChangeBody };
  http.post('/api/v1/password/change', { schema: change }, async (request, reply) => {
    const { devices } = options.side.continuation(request, reply);
    options.side.renew(reply, await changePassword(options, request, devices, request.body));
    return reply.code(204).send();
  });
  http.post(
    '/api/v1/password/check',
    {
      schema: {
        tags,
        summary: 'Which rules a password meets, and its strength',
        body: Type.Object({ password: Password }, closed),
      },
    },
    async (request, reply) => {
      const { tenant, session } = request;
      const person = session ?? (await options.signIn.look(options.side.continuation(request, reply))).person;
      const { rules, score, accepted } = await passwords.judge(
        request.body.password,
        tenant.settings.passwordPolicy,
        passwordContextOf(tenant, person),
      );
      return { rules, score, accepted };
    },
  );
}
