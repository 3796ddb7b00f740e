/**
 * The way from a form of ours to an application that is the home of a role (S4). Browsers hold a form's redirects to the
 * page's policy too, and no policy should name the applications of every role to strangers: so the redirect stays on this
 * host, and the page that it leads to goes on by itself.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { signInPath } from '../../tenants/sign-in-path.ts';
import type { Tenant } from '../../tenants/tenants.ts';
import { landingView } from '../views/landing.ts';
import { pageContext, sendPage } from './parts.ts';

/** Where a form's answer sends somebody who belongs at `target`. */
export function landingPath(kind: Tenant['kind'], target: string): string {
  return target.startsWith('/') ? target : `${signInPath[kind]}/landing`;
}

/** Sends whoever is signed in to the home of their role. */
export function showLanding(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { session, tenant } = request;
  if (session === null) return reply.redirect(signInPath[tenant.kind], 303);
  const home = session.role_home;
  if (home.startsWith('/')) return reply.redirect(home, 303);
  return sendPage(
    reply.header('refresh', `0; url=${home}`),
    landingView({ ...pageContext(request), languageLinks: [], home }),
  );
}
