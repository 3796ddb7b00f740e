/** The first operator: a one-time link printed at start, and the page behind it. There is no default password. */
import { randomUUID } from 'node:crypto';
import { Type } from 'typebox';
import { nobodyCaller, permissions } from '../kernel/caller.ts';
import { Refusal, refuse } from '../kernel/refusal.ts';
import type { Database } from '../platform/database.ts';
import type { Cookies } from '../platform/http/cookies.ts';
import { type Http, newToken, originOf, tokenHash } from '../platform/http/http.ts';
import { statusOf } from '../platform/http/problem.ts';
import { LanguageQuery } from '../platform/http/request-language.ts';
import { closed } from '../platform/http/shapes.ts';
import type { PageAssets } from '../platform/page/assets.ts';
import { liveCheck, messageOf, pageContext, rulesAfter, rulesOf, sendPage } from '../signin/pages/parts.ts';
import { type SetupView, setupView } from '../signin/views/setup.ts';
import { operatorsTenantId, type Tenant, type Tenants } from '../tenants/tenants.ts';
import { countUsers, type Users } from '../users/users.ts';
import { setupLinkConsume, setupLinkIsAlive, setupLinkReplace, setupLinkRestore } from './store.ts';

/** Hours a printed link works. */
const linkHours = 24;

/** True while nobody can run this installation. */
export function needsOperator(database: Database): Promise<boolean> {
  return database.withTenant(operatorsTenantId, async (tx) => (await countUsers(tx, operatorsTenantId)) === 0);
}

/** A fresh link; every earlier one is dead. @returns path and query, to be put behind the origin */
export async function createSetupLink(database: Database): Promise<string> {
  const token = newToken();
  await database.withSystem((tx) =>
    setupLinkReplace(tx, { id: randomUUID(), tokenHash: tokenHash(token), hours: linkHours }),
  );
  return `/setup?token=${token}`;
}

/** @throws Refusal link_invalid when the link is used, replaced or expired, or somebody runs this installation already */
export async function assertSetupLink(database: Database, token: string): Promise<void> {
  if (!(await database.withSystem((tx) => setupLinkIsAlive(tx, tokenHash(token)))) || !(await needsOperator(database)))
    throw refuse('link_invalid');
}

export interface SetupOptions {
  readonly database: Database;
  readonly tenants: Tenants;
  readonly users: Users;
  readonly cookies: Cookies;
  readonly assets: PageAssets;
}

const Field = Type.Optional(Type.String({ maxLength: 4096 }));
const Form = Type.Object(
  { token: Field, username: Field, email: Field, newPassword: Field, repeatPassword: Field, formToken: Field },
  closed,
);

/** The fields that a refusal names, or that it must be about. */
function fieldsOf({ code, details }: Refusal): ('username' | 'email')[] {
  const paths = (details.violations ?? []).map((violation) => (typeof violation === 'string' ? '' : violation.path));
  return (['username', 'email'] as const).filter((field) => code === 'identifier_taken' || paths.includes(`/${field}`));
}

export function setupPages(http: Http, { database, tenants, users, cookies, assets }: SetupOptions): void {
  const live = ({ slug, name, settings }: Tenant, token: string): ReturnType<typeof liveCheck> =>
    liveCheck(assets, settings.passwordPolicy, { organizationSlug: slug, organizationName: name }, token);

  http.get(
    '/setup',
    { schema: { hide: true, querystring: Type.Object({ token: Field, ...LanguageQuery }, closed) } },
    async (request, reply) => {
      if (request.tenant.kind !== 'operators') throw refuse('not_found');
      const token = request.query.token ?? '';
      await assertSetupLink(database, token);
      return sendPage(
        reply,
        setupView({
          ...pageContext(request),
          action: '/setup',
          token,
          username: '',
          email: '',
          rules: rulesOf(request.tenant.settings.passwordPolicy, null),
          live: await live(request.tenant, token),
          formToken: cookies.formToken(cookies.browser(request, reply)),
        }),
      );
    },
  );
  http.post('/setup', { schema: { hide: true, body: Form } }, async (request, reply) => {
    if (request.tenant.kind !== 'operators') throw refuse('not_found');
    const { token = '', username = '', email = '', newPassword = '', repeatPassword = '', formToken } = request.body;
    if (!cookies.formTokenValid(request, formToken)) throw refuse('cross_site_request');
    await assertSetupLink(database, token);
    const shown = async (more: Partial<SetupView>, status: number) =>
      sendPage(
        reply,
        setupView({
          ...pageContext(request),
          action: '/setup',
          token,
          username,
          email,
          rules: rulesOf(request.tenant.settings.passwordPolicy, null),
          live: await live(request.tenant, token),
          formToken: formToken ?? '',
          ...more,
        }),
        status,
      );
    if (newPassword !== repeatPassword) return shown({ mismatch: true }, 422);
    const tenant = await tenants.byId(operatorsTenantId);
    const caller = {
      ...nobodyCaller(tenant.id, originOf(request)),
      kind: 'system' as const,
      name: 'set-up link',
      permissions: new Set(permissions),
    };
    try {
      // The link is consumed first: of two people with it, one becomes the operator. If creating then fails, it is given back.
      if (!(await database.withSystem((tx) => setupLinkConsume(tx, tokenHash(token))))) throw refuse('link_invalid');
      await users.create(tenant, caller, {
        username,
        email: email.trim() || null,
        role: 'operator',
        password: newPassword,
        temporary: false,
      });
    } catch (error) {
      if (!(error instanceof Refusal) || error.code === 'link_invalid') throw error;
      await database.withSystem((tx) => setupLinkRestore(tx, tokenHash(token)));
      const rules = rulesAfter(request.tenant.settings.passwordPolicy, error);
      return shown({ error: messageOf(request, error), rules, invalid: fieldsOf(error) }, statusOf[error.code]);
    }
    return reply.redirect('/operator/sign-in?created=1', 303);
  });
}
