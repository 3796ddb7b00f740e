/**
 * Home serves the built web application (home, account, console, operators' place) to people who are signed in, and decides
 * where the bare address leads. It holds no data of its own: the application is a client of the API with no special powers.
 */
import { access } from 'node:fs/promises';
import fastifyStatic from '@fastify/static';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { Refusal, refuse } from '../kernel/refusal.ts';
import type { Cookies } from '../platform/http/cookies.ts';
import { type Http, policyOfAnswers } from '../platform/http/http.ts';
import { statusOf } from '../platform/http/problem.ts';
import { closed } from '../platform/http/shapes.ts';
import { productBranding } from '../platform/page/branding.ts';
import { pageSecurityPolicy } from '../platform/page/frame.ts';
import { messageOf, pageContext, sendPage } from '../signin/pages/parts.ts';
import { safeReturnTo } from '../signin/pages/return-to.ts';
import { organizationView } from '../signin/views/organization.ts';
import { signInPath } from '../tenants/sign-in-path.ts';
import type { Tenant, Tenants } from '../tenants/tenants.ts';
import { distFolder, readDocument } from './document.ts';

/** The pages of the application and the kind of host each belongs to. */
const applicationPages: readonly (readonly [string, Tenant['kind'] | 'both'])[] = [
  ['/home', 'organization'],
  ['/console', 'organization'],
  ['/operator', 'operators'],
  ['/account', 'both'],
];

const OrganizationForm = Type.Object(
  {
    organization: Type.Optional(Type.String({ maxLength: 500 })),
    formToken: Type.Optional(Type.String({ maxLength: 100 })),
  },
  closed,
);

export interface HomeOptions {
  readonly tenants: Tenants;
  readonly cookies: Cookies;
  readonly origin: URL;
}

async function assetRoutes(http: Http): Promise<void> {
  await access(`${distFolder}assets`).catch(() => {
    throw new Error('The web application is not built. Run `npm run build`, or start with `npm start`, which does.');
  });
  await http.register(fastifyStatic, {
    root: `${distFolder}assets`,
    prefix: '/assets/',
    decorateReply: false,
    index: false,
    dotfiles: 'deny',
    maxAge: '365d',
    immutable: true,
    cacheControl: false,
    preCompressed: true,
    acceptRanges: false,
    lastModified: false,
    setHeaders: (response) => {
      // Names carry a hash of the content, so they may be kept; this replaces the no-store of everything else.
      response.header('cache-control', 'public, max-age=31536000, immutable');
      // A script and a style sheet go by the policy of the page that takes them. Opened by itself a file may do nothing.
      response.header('content-security-policy', policyOfAnswers);
    },
  });
}

export async function homePages(http: Http, { tenants, cookies, origin }: HomeOptions): Promise<void> {
  const document = await readDocument();
  await assetRoutes(http);

  for (const [path, kind] of applicationPages) {
    const show = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      const { tenant } = request;
      if (kind !== 'both' && tenant.kind !== kind) throw refuse('not_found');
      if (request.session !== null) return sendPage(reply, document(request));
      const wanted = safeReturnTo(tenant.kind, request.url);
      return reply.redirect(
        wanted === null
          ? signInPath[tenant.kind]
          : `${signInPath[tenant.kind]}?return_to=${encodeURIComponent(wanted)}`,
        303,
      );
    };
    // Only the root of each area is a page of its own: /operator/sign-in and the like are registered elsewhere and win.
    http.get(path, { schema: { hide: true } }, show);
    http.get(`${path}/*`, { schema: { hide: true } }, show);
  }

  function showOrganization(
    request: FastifyRequest,
    reply: FastifyReply,
    organization: string,
    error?: Refusal,
  ): FastifyReply {
    const browser = cookies.browser(request, reply);
    // Browsers apply form-action to the redirect after the post too, and that leads to an organisation's own host.
    reply.header(
      'content-security-policy',
      pageSecurityPolicy(request.nonce, [`${origin.protocol}//*.${origin.host}`]),
    );
    return sendPage(
      reply,
      organizationView({
        ...pageContext(request),
        branding: productBranding,
        action: '/',
        organization,
        host: origin.host,
        formToken: cookies.formToken(browser),
        ...(error ? { error: messageOf(request, error) } : {}),
      }),
      error ? statusOf[error.code] : 200,
    );
  }

  http.get('/', { schema: { hide: true } }, (request, reply) => {
    if (request.tenant.kind === 'operators') return showOrganization(request, reply, '');
    return reply.redirect(request.session === null ? '/sign-in' : request.session.role_home, 303);
  });
  http.post('/', { schema: { hide: true, body: OrganizationForm } }, async (request, reply) => {
    if (request.tenant.kind !== 'operators') throw refuse('not_found');
    const typed = request.body.organization ?? '';
    try {
      if (!cookies.formTokenValid(request, request.body.formToken)) throw refuse('cross_site_request');
      const tenant = await tenants.byTypedSlug(typed.trim().toLowerCase(), request.ip);
      const target = `${tenant.origin}/sign-in`;
      if (tenant.domain === null) return await reply.redirect(target, 303);
      // Its own domain is no form target that the page could name beforehand, and browsers hold redirects to those.
      return await showOrganization(request, reply.header('refresh', `0; url=${target}`), typed);
    } catch (error) {
      if (!(error instanceof Refusal) || statusOf[error.code] >= 500) throw error;
      return showOrganization(request, reply, typed, error);
    }
  });
}
