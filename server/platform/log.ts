/**
 * Log writes JSON lines to standard output, without secrets: fields whose names promise one are replaced wherever they
 * stand, errors keep only what names the fault, and a request's line holds its route's pattern, never its address or body
 * (links and forms carry tokens). Everything logs through the logger made here.
 */
import type { FastifyRequest } from 'fastify';
import { type DestinationStream, type Logger, pino } from 'pino';
import { nowMs } from '../kernel/clock.ts';
import type { LogLevel } from './config.ts';
import type { Http } from './http/http.ts';

const censored = '[redacted]';
/** Levels of nesting looked into; what lies deeper is left out. */
const depthMax = 6;

/** Lower case, without `-` and `_`. `code` is judged by its value: refusals and faults have codes too. */
const secretNames = new Set([
  'password',
  'newpassword',
  'currentpassword',
  'repeatpassword',
  'temporarypassword',
  'portalpassword',
  'passphrase',
  'pin',
  'token',
  'accesstoken',
  'refreshtoken',
  'idtoken',
  'sessiontoken',
  'secret',
  'clientsecret',
  'secretkey',
  'apikey',
  'authorization',
  'proxyauthorization',
  'cookie',
  'cookies',
  'setcookie',
  'phc',
  'sealed',
  'smtpurl',
  'databaseurl',
  'ownerurl',
  'connectionstring',
]);

function isSecret(name: string, value: unknown): boolean {
  const folded = name.toLowerCase().replace(/[-_]/g, '');
  if (folded === 'code') return /^\d{4,10}$/.test(String(value));
  return secretNames.has(folded);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function redacted(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > depthMax) return '[deep]';
  if (value instanceof Error) return errorOf(value, depth);
  if (Array.isArray(value)) return value.map((item) => redacted(item, depth + 1));
  // Requests, sockets and the like are never logged whole: they hold headers.
  if (!isPlain(value)) return value instanceof Date ? value : `[${value.constructor?.name ?? 'object'}]`;
  const entries = Object.entries(value).map(([name, inner]) => [
    name,
    isSecret(name, inner) ? censored : redacted(inner, depth + 1),
  ]);
  return Object.fromEntries(entries);
}

/** What names a fault. Drivers hang rows, statements and messages on their errors, which may hold anything. */
function errorOf(error: Error, depth: number): object {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const cause = error.cause === undefined ? undefined : redacted(error.cause, depth + 1);
  return { type: error.name, message: error.message, code, stack: error.stack, cause };
}

let timeFieldAt = 0;
let timeFieldText = '';

/** As pino's isoTime, written once for all lines of a millisecond. */
function timeField(): string {
  const at = nowMs();
  if (at !== timeFieldAt) {
    timeFieldAt = at;
    timeFieldText = `,"time":"${new Date(at).toISOString()}"`;
  }
  return timeFieldText;
}

/** Characters of lines gathered before they are written, and milliseconds after which they are written anyway. */
const gatheredLengthMax = 8_192;
const gatheredMs = 100;
const levelsThatWait = ['{"level":"info"', '{"level":"debug"', '{"level":"trace"'];

/**
 * Gathers lines into few writes: one for each would cost a busy server more than making it does. Warnings and worse may be
 * the last that is ever heard, so they take everything with them at once; so does the end of the process.
 */
export function gathering(output: DestinationStream): DestinationStream {
  let gathered = '';
  let timer: NodeJS.Timeout | null = null;
  function flush(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const text = gathered;
    gathered = '';
    if (text !== '') output.write(text);
  }
  process.on('exit', flush);
  return {
    write(line) {
      gathered += line;
      if (gathered.length > gatheredLengthMax || !levelsThatWait.some((start) => line.startsWith(start))) flush();
      else timer ??= setTimeout(flush, gatheredMs).unref();
    },
  };
}

/**
 * The program's logger.
 * @param destination where lines go; default standard output, gathered
 */
export function createLog(level: LogLevel, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    timestamp: timeField,
    formatters: {
      level: (label: string) => ({ level: label }),
      // Every object handed in is one of named fields; the walk keeps its shape.
      log: (fields: Record<string, unknown>) => redacted(fields, 0) as Record<string, unknown>,
    },
    // The formatter has written errors already; the usual serializer would copy all their members.
    serializers: { err: (error: unknown) => error },
  };
  const log = pino(options, destination ?? gathering(pino.destination({ fd: 1, sync: true })));
  // The fields of a child go past the formatter. Children inherit this method, so theirs come by here too.
  const child: Logger['child'] = log.child;
  log.child = function redactedChild(this: Logger, fields, childOptions) {
    return child.call(this, redacted(fields, 0) as typeof fields, childOptions);
  } as Logger['child']; // generic over further levels, which this program does not define
  return log;
}

/** Asked several times a minute by machines and by every open tab; of interest to nobody unless they fail. */
const quietRoutes = new Set(['/health/live', '/health/ready', '/metrics', '/api/v1/session/connection/:tab/pong']);

/**
 * One line per answer, at info.
 * @param tenantOf the organisation's slug, null where there is none (yet)
 */
export function requestLogHook(http: Http, tenantOf: (request: FastifyRequest) => string | null): void {
  // These fields are made here, of closed sets and numbers; to search them for secrets would cost every request.
  const log = http.log.child({}, { formatters: { log: (fields) => fields } });
  http.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? null;
    const line = {
      method: request.method,
      route,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime * 10) / 10,
      reference: request.id,
      tenant: tenantOf(request),
      refusal: request.refusalCode ?? undefined,
    };
    if (route !== null && quietRoutes.has(route) && reply.statusCode < 500) log.debug(line, 'request');
    else log.info(line, 'request');
    done();
  });
}
