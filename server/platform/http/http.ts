/**
 * Http makes the Fastify instance every slice mounts its routes on: limits, security headers with a nonce on every response
 * (404 and 500 too), problem details or an error page for every failure, and validation that refuses what it does not know.
 * It knows nothing of tenants or sessions; those slices add their own hooks.
 */
import { hash, randomBytes, randomFillSync, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import fastifyCookie from '@fastify/cookie';
import fastifyFormbody from '@fastify/formbody';
import type {} from '@fastify/swagger';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
  type RawServerDefault,
} from 'fastify';
import type { Caller, Origin } from '../../kernel/caller.ts';
import { Refusal, type RefusalCode, refuse, type Violation } from '../../kernel/refusal.ts';
import type { Language } from '../../texts/texts.ts';
import type { Config } from '../config.ts';
import { isProgramPath } from '../program-path.ts';
import { limitBodyTime, requestTimeoutMs } from './body-time.ts';
import { browserName } from './browser.ts';
import { clientErrorHandler } from './client-error.ts';
import { type Problem, problemOf } from './problem.ts';
import { languageOf } from './request-language.ts';
import { routeRules } from './route-rules.ts';

export type Http = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

declare module 'fastify' {
  interface FastifyRequest {
    /** Fresh per response; the only inline script and style that run carry it. */
    nonce: string;
    /** Language of the person, as far as is known: set by later hooks, the browser's to begin with. */
    language: Language;
    /** Set by the sessions slice: who asks, or null for a stranger. Routes use `callerOf`. */
    caller: Caller | null;
    /** Why the answer is a failure, for log and metrics; null while it is none. */
    refusalCode: RefusalCode | null;
  }
}

/** The signed-in user or API key behind a request. @throws Refusal not_signed_in */
export function callerOf(request: FastifyRequest): Caller {
  if (request.caller === null) throw refuse('not_signed_in');
  return request.caller;
}

/** Where a request came from, for audit and mails. */
export function originOf(request: FastifyRequest): Origin {
  return { address: request.ip, browser: browserName(request.headers['user-agent']), reference: request.id };
}

export interface HttpOptions {
  readonly config: Config;
  readonly log: FastifyBaseLogger;
  /** Renders a failure as a page, for browsers that navigated there. */
  readonly renderError: (request: FastifyRequest, problem: Problem) => string;
  /** Failures of paths whose protocol has a form of its own. */
  readonly ownForm?: {
    matches(url: string): boolean;
    readonly type: string;
    of(refusal: Refusal, problem: Problem): { readonly status: number; readonly body: object };
  };
  /** Told of every server fault, with its reference number, before the answer leaves. */
  readonly onFault: (request: FastifyRequest, error: unknown) => void;
}

/** Bytes a body may have unless its route says otherwise (sign-in routes keep this). */
const bodyLimitBytes = 32 * 1024;

/** What a program's answer, or a file, may do in a browser that shows it: nothing. */
export const policyOfAnswers = "default-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

const policyOfRest = [
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

function contentSecurityPolicy(nonce: string): string {
  return `default-src 'none'; script-src 'self' 'nonce-${nonce}'; style-src 'self' 'nonce-${nonce}'; ${policyOfRest}`;
}

const nonceBytes = 16;
/** Random bytes drawn for many nonces at once, because each draw costs a call of the system; each is used once. */
const nonceStock = Buffer.alloc(nonceBytes * 256);
let nonceNext = nonceStock.length;

function newNonce(): string {
  if (nonceNext === nonceStock.length) {
    randomFillSync(nonceStock);
    nonceNext = 0;
  }
  nonceNext += nonceBytes;
  return nonceStock.toString('base64url', nonceNext - nonceBytes, nonceNext);
}

/** Headers of every response (ASVS 5.0 V3.4). @param nonce null where nothing is ever shown as a page */
export function securityHeaders(nonce: string | null, secure: boolean): Record<string, string> {
  return {
    'content-security-policy': nonce === null ? policyOfAnswers : contentSecurityPolicy(nonce),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'x-frame-options': 'DENY',
    'cache-control': 'no-store',
    ...(secure ? { 'strict-transport-security': 'max-age=63072000; includeSubDomains' } : {}),
  };
}

/** True when a person's browser navigated here, so that a page is the right answer. */
function wantsPage(request: FastifyRequest): boolean {
  if (isProgramPath(request.url)) return false;
  return (request.headers.accept ?? '').includes('text/html');
}

function violationsOf(error: FastifyError): Violation[] {
  return (error.validation ?? []).slice(0, 20).map((one) => ({
    path: one.instancePath,
    message: one.message ?? 'is not right',
  }));
}

/** Translates what Fastify and its plugins throw into our closed union; anything unknown is a fault of ours. */
function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (!(error instanceof Error)) return refuse('internal', {}, error);
  // Fastify's errors are plain Errors with these members; the cast names them for reading only.
  const known = error as FastifyError;
  if (known.validation) return refuse('invalid_request', { violations: violationsOf(known) });
  switch (known.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return refuse('body_too_large');
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return refuse('media_type');
    case 'FST_ERR_NOT_FOUND':
      return refuse('not_found');
    default:
  }
  const status = known.statusCode ?? 500;
  if (status >= 400 && status < 500)
    return refuse(status === 404 ? 'not_found' : 'invalid_request', { detail: 'The request could not be read.' });
  if (status === 503) return refuse('unavailable', { retryAfterSeconds: 2 }, error);
  return refuse('internal', {}, error);
}

function answerFailure(options: HttpOptions, error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const refusal = refusalOf(error);
  request.refusalCode = refusal.code;
  const problem = problemOf(refusal, request.language, request.id);
  if (problem.status >= 500) options.onFault(request, refusal.cause ?? refusal);
  if (problem.status === 401) reply.header('www-authenticate', 'Usher');
  const retryAfter = refusal.details.retryAfterSeconds;
  if (retryAfter !== undefined) reply.header('retry-after', String(Math.max(1, Math.ceil(retryAfter))));
  const { ownForm } = options;
  if (ownForm?.matches(request.url)) {
    const { status, body } = ownForm.of(refusal, problem);
    reply.code(status).type(ownForm.type).send(JSON.stringify(body));
    return;
  }
  reply.code(problem.status);
  if (wantsPage(request)) reply.type('text/html; charset=utf-8').send(options.renderError(request, problem));
  else reply.type('application/problem+json; charset=utf-8').send(JSON.stringify(problem));
}

/** Refuses `__proto__` and `constructor` keys and arrays where forms repeat a field (CVE-2023-7028). */
async function addParsers(http: FastifyInstance): Promise<void> {
  // Fastify would read text/plain too, which a page elsewhere may send without asking first.
  http.removeContentTypeParser('text/plain');
  await http.register(fastifyFormbody, { bodyLimit: bodyLimitBytes, parser: (body) => readForm(body) });
}

/** Both parsers serve every route, so each kind of route says which it means: JSON where programs call, forms for pages. */
function refuseMixedMedia(request: FastifyRequest): void {
  const type = request.headers['content-type'];
  if (type === undefined || request.is404) return;
  const isForm = /^\s*application\/x-www-form-urlencoded/i.test(type);
  if (isForm ? /^\/(api|scim)\//.test(request.url) : !isProgramPath(request.url)) throw refuse('media_type');
}

/**
 * RFC 9112 3.2: HTTP/1.1 names its host, once, lest a proxy read another one than we do. A forged or broken
 * X-Forwarded-For fails closed: an address that is none must not stand in limits and in the audit log.
 */
function refuseStrangeSource(request: FastifyRequest): void {
  const { rawHeaders } = request.raw;
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at];
    if (name?.length === 4 && name.toLowerCase() === 'host') hosts += 1;
  }
  if (hosts > 1 || (hosts === 0 && request.raw.httpVersion !== '1.0'))
    throw refuse('invalid_request', { detail: 'There must be one header Host.' });
  if (isIP(request.ip) === 0) throw refuse('invalid_request', { detail: 'X-Forwarded-For could not be read.' });
}

function readForm(body: string): Record<string, string> {
  const fields = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(body)) {
    if (fields.has(name))
      throw refuse('invalid_request', { violations: [{ path: `/${name}`, message: 'is given more than once' }] });
    fields.set(name, value);
  }
  return Object.fromEntries(fields);
}

/** Builds the instance. Callers add hooks and routes, then `ready()` or `listen()`. */
export async function createHttp(options: HttpOptions): Promise<Http> {
  const { config } = options;
  const secure = config.origin.protocol === 'https:';
  const headersOfAnswers = securityHeaders(null, secure);
  const http = Fastify({
    loggerInstance: options.log,
    logController: new LogController({ disableRequestLogging: true }),
    // A logger for each request would cost each one; what is logged of a request names its reference itself.
    childLoggerFactory: (logger) => logger,
    trustProxy: config.trustedProxies.length > 0 ? [...config.trustedProxies] : false,
    bodyLimit: bodyLimitBytes,
    requestTimeout: requestTimeoutMs,
    connectionTimeout: 0,
    keepAliveTimeout: 72_000,
    // Node would refuse a missing Host with an answer of its own, without our headers; refuseStrangeSource does instead.
    http: {
      headersTimeout: 10_000,
      connectionsCheckingInterval: 2_000,
      keepAlive: true,
      keepAliveInitialDelay: 10_000,
      requireHostHeader: false,
    },
    genReqId: () => randomUUID(),
    return503OnClosing: true,
    forceCloseConnections: 'idle',
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    clientErrorHandler: clientErrorHandler((nonce) => securityHeaders(nonce, secure)),
    exposeHeadRoutes: true,
    frameworkErrors: (error, request, reply) => {
      // Failures before routing (a malformed URL) skip every hook, so what the hooks would set is set here.
      request.nonce = newNonce();
      request.language = 'en';
      reply.headers(securityHeaders(request.nonce, secure));
      answerFailure(options, error, request, reply);
    },
  }).withTypeProvider<TypeBoxTypeProvider>();
  limitBodyTime(http.server);
  http.decorateRequest('nonce', '');
  http.decorateRequest('language', 'en');
  http.decorateRequest('caller', null);
  http.decorateRequest('refusalCode', null);
  // Hooks that every request passes call back instead of promising: a promise each would cost more than most of them do.
  http.addHook('onRequest', (request, reply, done) => {
    request.language = languageOf(request, { person: null, chosen: null, organization: null });
    if (isProgramPath(request.url)) {
      reply.headers(headersOfAnswers);
    } else {
      request.nonce = newNonce();
      reply.headers(securityHeaders(request.nonce, secure));
    }
    refuseStrangeSource(request);
    done();
  });
  http.addHook('preParsing', (request, _reply, payload, done) => {
    refuseMixedMedia(request);
    done(null, payload);
  });
  routeRules(http);
  http.setErrorHandler((error, request, reply) => answerFailure(options, error, request, reply));
  http.setNotFoundHandler((request, reply) => answerFailure(options, refuse('not_found'), request, reply));
  await http.register(fastifyCookie);
  await addParsers(http);
  return http;
}

/** SHA-256, for tokens of 256 random bits (no stretching needed: they cannot be guessed). */
export function tokenHash(token: string): Buffer {
  return hash('sha256', token, 'buffer');
}

/** 256 random bits as 43 URL-safe characters. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}
