/**
 * Administration owns what holds for every call of the administration API, whichever slice answers it: how many calls a session
 * or a key may make, and that a request which creates something may be sent again. app.ts mounts it before the routes it is
 * about; it knows none of them, and decides nothing about who may do what.
 */
import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { Type } from 'typebox';
import type { Caller } from '../kernel/caller.ts';
import { Refusal } from '../kernel/refusal.ts';
import { callerOf, type Http } from '../platform/http/http.ts';
import { RateBudget, type RateBudgetOptions } from '../platform/http/rate-budget.ts';
import { noting } from './asked.ts';
import { attempting } from './attempt.ts';
import type { Claim } from './claim.ts';
import { createIdempotency, type IdempotencyOptions } from './idempotency.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** False: sending this POST again is no danger, what it takes is too large to be compared, or its answer must not be kept. */
    idempotencyKey?: false;
  }
  interface FastifyRequest {
    /** The attempt that this request is, if it came with an idempotency key. */
    claim: Claim | null;
  }
}

/** What people do about themselves: sign-in, their session, their password. It has limits of its own, and sets cookies. */
const own = /^\/api\/v1\/(sign-in|session|sessions|password|second-factor|captcha)(\/|$)/;

function isAdministration(url: string): boolean {
  return /^\/(api\/v1|scim)\//.test(url) && !own.test(url);
}

/** Generous: a console never gets near it, and a program that does has lost its head. */
export const apiBudget: RateBudgetOptions = { burst: 200, perSecond: 50, keysMax: 50_000 };

/** Each process counts for itself. */
const bucketOf = (caller: Caller): string => caller.session ?? `${caller.kind}:${caller.id}`;

/** draft-ietf-httpapi-ratelimit-headers: what one has, what is left of it, and in how many seconds all is back. */
function limitCalls({ burst, perSecond, keysMax }: RateBudgetOptions) {
  const budget = new RateBudget({ burst, perSecond, keysMax });
  const policy = `"calls";q=${burst};w=${Math.max(1, Math.ceil(burst / perSecond))}`;
  return (request: FastifyRequest, reply: FastifyReply, done: () => void): void => {
    if (request.caller === null) {
      done();
      return;
    }
    reply.header('ratelimit-policy', policy);
    try {
      const { left, fullInMs } = budget.spend(bucketOf(request.caller));
      reply.header('ratelimit', `"calls";r=${left};t=${Math.ceil(fullInMs / 1_000)}`);
    } catch (error) {
      if (error instanceof Refusal)
        reply.header('ratelimit', `"calls";r=0;t=${Math.ceil(error.details.retryAfterSeconds ?? 1)}`);
      throw error;
    }
    done();
  };
}

/** The header as programs send it: a string in quotes by the draft, or bare as most do. */
const IdempotencyKey = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 255,
      pattern: '^[\\x21-\\x7e]+$',
      description:
        'Chosen by the caller, best a UUID. The same request with the same key within 24 hours is not done again: it gets the first answer, with `Idempotency-Replayed: true`.',
    }),
  ),
});

function keyOf(request: FastifyRequest): string | null {
  const header = request.headers['idempotency-key'];
  if (typeof header !== 'string' || request.caller === null) return null;
  return header.replace(/^"(.+)"$/, '$1');
}

const isUnder = (route: RouteOptions, method: string): boolean => [route.method].flat().includes(method);

function mountIdempotency(http: Http, options: IdempotencyOptions): void {
  const idempotency = createIdempotency(options);
  http.decorateRequest('claim', null);
  function begin(request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void): void {
    const key = keyOf(request);
    if (key === null) {
      done();
      return;
    }
    idempotency.claim(request, key).then((claimed) => {
      if ('claim' in claimed) {
        request.claim = claimed.claim;
        request.caller = noting(callerOf(request));
        attempting(claimed.claim, done);
      } else {
        const { status, answer } = claimed;
        reply
          .code(status)
          .headers(answer.headers)
          .header('idempotency-replayed', 'true')
          .send(answer.body ?? undefined);
      }
    }, done);
  }
  async function end(request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> {
    if (request.claim !== null) await idempotency.conclude(request.claim, callerOf(request), reply, payload);
    return payload;
  }
  http.addHook('onRoute', (route) => {
    if (!isAdministration(route.url) || !isUnder(route, 'POST') || route.config?.idempotencyKey === false) return;
    route.schema = { headers: IdempotencyKey, ...route.schema };
    route.preHandler = [begin, ...[route.preHandler ?? []].flat()];
    route.onSend = [...[route.onSend ?? []].flat(), end];
  });
}

export interface AdministrationOptions extends IdempotencyOptions {
  readonly budget: RateBudgetOptions;
}

/** Call after the hook that says who asks, and before the routes. */
export function mountAdministration(http: Http, options: AdministrationOptions): void {
  const limit = limitCalls(options.budget);
  http.addHook('onRoute', (route) => {
    if (isAdministration(route.url)) route.onRequest = [limit, ...[route.onRequest ?? []].flat()];
  });
  mountIdempotency(http, options);
}
