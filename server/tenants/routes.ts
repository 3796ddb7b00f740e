/** Every request's tenant, from its Host; and GET/PATCH /api/v1/settings (M5). */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { refuse } from '../kernel/refusal.ts';
import { type Cookies, yearSeconds } from '../platform/http/cookies.ts';
import { callerOf, type Http } from '../platform/http/http.ts';
import { entityTag, IfMatch, ifMatch } from '../platform/http/if-match.ts';
import { askedLanguage, languageOf } from '../platform/http/request-language.ts';
import { closed } from '../platform/http/shapes.ts';
import { Settings, SettingsPatch } from './setting-shapes.ts';
import { shownSettings } from './settings.ts';
import type { Tenant, Tenants } from './tenants.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The tenant of the Host header. Set before any route runs, but for health and metrics. */
    tenant: Tenant;
  }
}

/** Paths that are the process's own, the same on every host. */
const hostless = /^\/(health|metrics)(\/|$)/;

/**
 * Resolves the tenant of each request, and with it the language while nobody is known; everything registered after it may read
 * `request.tenant`. A language asked for by name is kept for this browser.
 */
export function tenantHook(http: Http, tenants: Tenants, cookies: Cookies): void {
  // Fastify wants a value of the right shape up front; the hook below replaces it before any route can read it.
  http.decorateRequest('tenant', null as unknown as Tenant);
  function put(request: FastifyRequest, reply: FastifyReply, tenant: Tenant): void {
    request.tenant = tenant;
    const chosen = cookies.get(request, 'language');
    request.language = languageOf(request, { person: null, chosen, organization: tenant.locale });
    const asked = askedLanguage(request);
    if (asked !== null && asked !== chosen) cookies.set(reply, 'language', asked, yearSeconds);
  }
  http.addHook('onRequest', (request, reply, done) => {
    if (request.routeOptions.config.identifiesItself === true || hostless.test(request.url)) return done();
    const known = tenants.peekByHost(request.host);
    if (known !== null) {
      put(request, reply, known);
      return done();
    }
    tenants
      .byHost(request.host, request.ip)
      .then((tenant) => put(request, reply, tenant))
      .then(() => done(), done);
  });
}

export function settingsRoutes(http: Http, tenants: Tenants): void {
  const schema = { tags: ['settings'] };
  http.get(
    '/api/v1/settings',
    {
      schema: {
        ...schema,
        summary: 'All settings, defaults included',
        querystring: Type.Object({}, closed),
        response: { 200: Settings },
      },
    },
    async (request, reply) => {
      if (!callerOf(request).permissions.has('settings:read')) throw refuse('not_permitted');
      reply.header('etag', entityTag(request.tenant.revision));
      return reply.send(shownSettings(request.tenant.settings));
    },
  );
  http.patch(
    '/api/v1/settings',
    {
      bodyLimit: 128 * 1024,
      schema: {
        ...schema,
        summary: 'Change settings',
        headers: IfMatch,
        body: SettingsPatch,
        response: { 200: Settings },
      },
    },
    async (request, reply) => {
      const tenant = await tenants.changeSettings(
        callerOf(request),
        request.body,
        ifMatch(request.headers['if-match']),
      );
      return reply.header('etag', entityTag(tenant.revision)).send(shownSettings(tenant.settings));
    },
  );
}
