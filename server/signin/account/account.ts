/** One's own password: changing it (P6) and the live checker (P5), for people who are signed in or in the middle of signing in. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { record } from '../../audit/audit.ts';
import type { Mail } from '../../mail/mail.ts';
import type { PasswordContext } from '../../passwords/context-words.ts';
import type { Passwords } from '../../passwords/passwords.ts';
import type { Database } from '../../platform/database.ts';
import { callerOf, type Http, tokenHash } from '../../platform/http/http.ts';
import { RateBudget } from '../../platform/http/rate-budget.ts';
import { closed } from '../../platform/http/shapes.ts';
import { sessionOf } from '../../sessions/routes.ts';
import { keepOnly } from '../../sessions/sessions.ts';
import type { Tenant } from '../../tenants/tenants.ts';
import { passwordContextOf } from '../../users/user.ts';
import type { BrowserSide } from '../browser-side.ts';
import type { DeviceEntry } from '../device-cookie.ts';
import { changedNotice } from '../notices.ts';
import type { SignIn } from '../signin.ts';
import { proveOwnPassword } from './own-password.ts';
import { PasswordJudged } from './schemas.ts';

export interface AccountOptions {
  readonly database: Database;
  readonly passwords: Passwords;
  readonly mail: Mail;
  readonly signIn: SignIn;
  readonly side: BrowserSide;
  /** Whose password the holder of a link may choose. @throws Refusal link_invalid, link_expired and why they may not */
  readonly linkHolder: (tenant: Tenant, token: string) => Promise<PasswordContext>;
}

const Password = Type.String({ maxLength: 4096 });

/**
 * Changes the own password. This session goes on, all others end, the owner is told by mail.
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
  const proof = {
    tenant,
    session,
    caller,
    devices,
    password: given.currentPassword,
    action: 'user.password.change',
  } as const;
  const proven = await proveOwnPassword(database, passwords, proof);
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

/**
 * The strength of one password takes up to a tenth of a second of the processor that everybody shares. The page asks at most four
 * times a second, so that nobody who types meets this, in two windows neither.
 */
const checkLimits = { burst: 30, perSecond: 10, keysMax: 10_000 } as const;

/**
 * Whose new password is asked about: the holder's of a link, the person's who is signed in, or who is signing in; and what they
 * hold, which is what is limited: nobody gets another link, session or sign-in without paying for it.
 */
async function whose(
  { signIn, side, linkHolder }: AccountOptions,
  request: FastifyRequest,
  reply: FastifyReply,
  token: string | undefined,
): Promise<{ held: string; context: PasswordContext }> {
  const { tenant, session } = request;
  if (token !== undefined)
    return { held: `link ${tokenHash(token).toString('base64')}`, context: await linkHolder(tenant, token) };
  if (session !== null) return { held: `session ${session.id}`, context: passwordContextOf(tenant, session) };
  const at = side.continuation(request, reply);
  const { person } = await signIn.look(at);
  return { held: `sign-in ${at.flow}`, context: passwordContextOf(tenant, person) };
}

const ChangeBody = Type.Object({ currentPassword: Password, newPassword: Password }, closed);

export function accountRoutes(http: Http, options: AccountOptions): void {
  const { passwords } = options;
  const checks = new RateBudget(checkLimits);
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
        body: Type.Object({ password: Password, token: Type.Optional(Type.String({ maxLength: 100 })) }, closed),
        response: { 200: PasswordJudged },
      },
    },
    async (request, reply) => {
      const { password, token } = request.body;
      const { held, context } = await whose(options, request, reply, token);
      checks.spend(held);
      const policy = request.tenant.settings.passwordPolicy;
      const { rules, score, accepted } = await passwords.judge(password, policy, context);
      // The rules and the words too: what a page needs to judge the next key press by itself.
      return { rules, score, accepted, policy, context };
    },
  );
}
