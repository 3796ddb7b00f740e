/**
 * Cookies of Usher: host-only (no Domain), HttpOnly, SameSite=Lax, on https with the __Host- prefix (ASVS 5.0 V3.3), so that no
 * sibling organisation's page can read, set or shadow them.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type BrowserId, isUuid, newId } from '../../kernel/ids.ts';

export type CookieName = 'session' | 'browser' | 'devices' | 'flow' | 'trust' | 'language';

export const yearSeconds = 31_536_000;

export interface Cookies {
  /** As it stands in headers. */
  nameOf(name: CookieName): string;
  get(request: FastifyRequest, name: CookieName): string | null;
  /** Without `maxAgeSeconds` it ends with the browser. */
  set(reply: FastifyReply, name: CookieName, value: string, maxAgeSeconds?: number): void;
  clear(reply: FastifyReply, name: CookieName): void;
  /** The random id of this browser on this host; made, and set on the reply, when it has none. Survives log-out. */
  browser(request: FastifyRequest, reply: FastifyReply): BrowserId;
  /** The browser's id if it has one: reading only. */
  knownBrowser(request: FastifyRequest): BrowserId | null;
  /** Token of the forms given to this browser (login CSRF, ASVS 5.0 V3.5): nobody else can make it. */
  formToken(browser: BrowserId): string;
  formTokenValid(request: FastifyRequest, token: string | undefined): boolean;
}

export function createCookies(secure: boolean, formKey: Buffer): Cookies {
  const prefix = secure ? '__Host-usher_' : 'usher_';
  const base = { path: '/', httpOnly: true, sameSite: 'lax', secure } as const;

  function get(request: FastifyRequest, name: CookieName): string | null {
    const value = request.cookies[prefix + name];
    return value === undefined || value === '' || value.length > 4096 ? null : value;
  }
  function set(reply: FastifyReply, name: CookieName, value: string, maxAgeSeconds?: number): void {
    reply.setCookie(prefix + name, value, maxAgeSeconds === undefined ? base : { ...base, maxAge: maxAgeSeconds });
  }
  function knownBrowser(request: FastifyRequest): BrowserId | null {
    const value = get(request, 'browser');
    // The cast brands a text whose form was just checked.
    return value !== null && isUuid(value) ? (value as BrowserId) : null;
  }
  function formToken(browser: BrowserId): string {
    return createHmac('sha256', formKey).update(browser).digest('base64url');
  }
  return {
    nameOf: (name) => prefix + name,
    get,
    set,
    clear: (reply, name) => {
      reply.clearCookie(prefix + name, base);
    },
    browser(request, reply) {
      const known = knownBrowser(request);
      const browser = known ?? newId<BrowserId>();
      if (known === null) set(reply, 'browser', browser, yearSeconds);
      return browser;
    },
    knownBrowser,
    formToken,
    formTokenValid(request, token) {
      const browser = knownBrowser(request);
      if (browser === null || token === undefined) return false;
      const expected = Buffer.from(formToken(browser));
      const given = Buffer.from(token);
      return given.length === expected.length && timingSafeEqual(given, expected);
    },
  };
}
