/** One's own password: changing it (P6) and the live checker (P5), for people who are signed in or in the middle of signing in. */
import { Type } from 'typebox';
import { record } from '../audit/audit.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Mail } from '../mail/mail.ts';
import { eraseAttempts } from '../passwords/lockout.ts';
import type { Passwords } from '../passwords/passwords.ts';
import type { Database } from '../platform/database.ts';
import { callerOf, type Http, originOf } from '../platform/http.ts';
import { sessionOf } from '../sessions/routes.ts';
import { keepOnly } from '../sessions/sessions.ts';
import type { Tenant } from '../tenants/tenants.ts';
import { passwordContextOf } from '../users/user.ts';
import { judgeAttempt } from './attempt.ts';
import type { BrowserSide } from './browser-side.ts';
import { addressed, whenText } from './notices.ts';
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

export function accountRoutes(http: Http, options: AccountOptions): void {
  const { database, passwords } = options;
  const tags = ['password'];
  http.post(
    '/api/v1/password/change',
    {
      schema: {
        tags,
        summary: 'Change the own password',
        body: Type.Object({ currentPassword: Password, newPassword: Password }, closed),
      },
    },
    async (request, reply) => {
      const { tenant } = request;
      const session = sessionOf(request);
      const caller = callerOf(request);
      const policy = tenant.settings.passwordPolicy;
      const owner = { tenant: tenant.id, user: session.user_id };
      // The current password is judged like a sign-in, lock-out included: a stolen session must not become a place to guess.
      const { devices } = options.side.continuation(request, reply);
      const proven = await judgeAttempt(database, passwords, {
        tenant,
        origin: originOf(request),
        identifier: identifierFor(tenant, session),
        password: request.body.currentPassword,
        devices,
      }).catch((error: unknown) => {
        throw error instanceof Error && 'code' in error && error.code === 'incorrect_credentials'
          ? refuse('current_password_incorrect')
          : error;
      });
      if (proven.person.id !== session.user_id) throw refuse('current_password_incorrect');
      const prepared = await passwords.prepare(
        owner,
        request.body.newPassword,
        policy,
        passwordContextOf(tenant, proven.person),
      );
      await database.withTenant(tenant.id, async (tx) => {
        const revision = await passwords.set(
          tx,
          owner,
          { ...prepared, basedOn: proven.revision },
          { temporary: false, expiresHours: null, changedBy: session.username, history: policy.history, guarded: true },
        );
        await eraseAttempts(tx, tenant.id, proven.reservation);
        await sessionRenew(tx, tenant.id, session.id, revision);
        await sessionEndAll(tx, tenant.id, session.user_id, 'password_changed', session.id);
        await announce(tx, { kind: 'user', tenant: tenant.id, user: session.user_id });
        await record(tx, caller, {
          action: 'user.password.change',
          target: { kind: 'user', id: session.user_id, name: session.username },
        });
        const to = addressed(tenant, proven.person);
        const { browser, address } = caller.origin;
        if (to !== null)
          await options.mail.send(tx, {
            ...to,
            template: 'password_changed',
            parameters: { when: whenText(tenant, to.user.language), browser, address },
          });
      });
      return reply.code(204).send();
    },
  );
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
