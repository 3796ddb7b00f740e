/** What sign-in keeps in the browser: reads a request's cookies into the dispatcher's input, writes an outcome into a reply's. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { SessionId, UserId } from '../kernel/ids.ts';
import type { Cookies } from '../platform/http/cookies.ts';
import { originOf, tokenHash } from '../platform/http/http.ts';
import { decodeDevices, encodeDevices } from './device-cookie.ts';
import type { Whence } from './password/attempt.ts';
import type { Continuation, Outcome, SignInRequest } from './signin.ts';

const deviceCookieSeconds = 31_536_000;
const daySeconds = 86_400;
/** 256 bits in base64url; anything else is no token of ours. */
const tokenLength = 43;

function trustHashOf(token: string | null): Buffer | null {
  return token === null || token.length !== tokenLength ? null : tokenHash(token);
}

export interface BrowserSide {
  request(
    request: FastifyRequest,
    reply: FastifyReply,
    form: Pick<SignInRequest, 'identifier' | 'password' | 'captcha' | 'client' | 'returnTo' | 'follows'>,
  ): SignInRequest;
  continuation(request: FastifyRequest, reply: FastifyReply, flow?: string): Continuation;
  /** Where a request comes from; sets nothing. */
  whence(request: FastifyRequest): Whence;
  apply(request: FastifyRequest, reply: FastifyReply, outcome: Outcome): void;
  /** The session goes on under a new token. */
  renew(reply: FastifyReply, token: string): void;
}

export function createBrowserSide(cookies: Cookies, deviceKey: Buffer): BrowserSide {
  function replaced(request: FastifyRequest): { id: SessionId; user: UserId } | null {
    return request.session === null ? null : { id: request.session.id, user: request.session.user_id };
  }
  function whence(request: FastifyRequest): Whence {
    const { tenant } = request;
    const devices = decodeDevices(deviceKey, tenant.id, cookies.get(request, 'devices'));
    return { tenant, origin: originOf(request), devices };
  }
  function common(
    request: FastifyRequest,
    reply: FastifyReply,
  ): Pick<Continuation, 'tenant' | 'origin' | 'browserId' | 'devices' | 'trustHash' | 'replaces'> {
    return {
      ...whence(request),
      browserId: cookies.browser(request, reply),
      trustHash: trustHashOf(cookies.get(request, 'trust')),
      replaces: replaced(request),
    };
  }
  return {
    whence,
    request: (request, reply, form) => ({ ...common(request, reply), ...form }),
    continuation(request, reply, flow) {
      // The cookie holds `{flow}.{secret}`; the JSON form names the flow in its path too, and both must agree.
      const [id = '', secret = null] = (cookies.get(request, 'flow') ?? '').split('.');
      return { ...common(request, reply), flow: flow ?? id, secret: flow === undefined || flow === id ? secret : null };
    },
    renew: (reply, token) => cookies.set(reply, 'session', token),
    apply(request, reply, outcome) {
      if (outcome.trust) cookies.set(reply, 'trust', outcome.trust.token, outcome.trust.days * daySeconds);
      if (outcome.next !== 'done') {
        cookies.set(reply, 'flow', `${outcome.flow}.${outcome.secret}`);
        return;
      }
      cookies.clear(reply, 'flow');
      cookies.set(reply, 'session', outcome.token);
      cookies.set(reply, 'devices', encodeDevices(deviceKey, request.tenant.id, outcome.devices), deviceCookieSeconds);
    },
  };
}
