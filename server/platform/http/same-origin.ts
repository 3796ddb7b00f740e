/**
 * Refuses unsafe requests that another site made a browser send. Organisations are siblings, so they are same-*site* to each
 * other and SameSite cookies are no wall between them: only same-*origin* passes (Fetch metadata, then Origin).
 */
import type { FastifyRequest } from 'fastify';
import { refuse } from '../../kernel/refusal.ts';
import type { Http } from './http.ts';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The form of this route stands on a page that tells no referrer, and so no origin either; its form token stands in. */
    originHidden?: boolean;
  }
}

function isForeign(request: FastifyRequest, scheme: string): boolean {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  const { origin } = request.headers;
  if (origin === 'null' && request.routeOptions.config.originHidden === true) return false;
  return origin !== undefined && origin.toLowerCase() !== `${scheme}//${request.host}`.toLowerCase();
}

/** Adds the check to every route. Programs send neither header, and their JSON cannot be sent by a page without one. */
export function sameOriginHook(http: Http, scheme: string): void {
  http.addHook('onRequest', (request, _reply, done) => {
    // An event stream is opened by GET, and takes a place all the same.
    const acts = !safeMethods.has(request.method) || request.routeOptions.config.eventStream === true;
    if (acts && isForeign(request, scheme)) throw refuse('cross_site_request');
    done();
  });
}
