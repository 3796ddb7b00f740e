/**
 * Answers to pings, before anything else looks at the request. Ten thousand tabs send three hundred of them each second, nearly all
 * to the process that holds their stream, and all that is to be told there is that the token is the stream's: routing, hooks and the
 * account of the answer cost three times what telling does. Whatever is in any way unusual goes the long way, where it is judged
 * and, if need be, refused, measured and logged: app-routes.ts mounts this before `pongRoute`, which never misses it.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isUuid } from '../kernel/ids.ts';
import { type Http, securityHeaders } from '../platform/http/http.ts';
import type { Connections } from './connections.ts';

export interface EarlyPongOptions {
  readonly connections: Pick<Connections, 'answered'>;
  /** Name of the session's cookie. */
  readonly cookieName: string;
  /** Scheme of the house's origin, with its colon. */
  readonly scheme: string;
}

const start = '/api/v1/session/connection/';
const end = '/pong';
const uuidLength = 36;

function tabOf({ method, url = '' }: IncomingMessage): string | null {
  if (method !== 'POST' || url.length !== start.length + uuidLength + end.length) return null;
  if (!url.startsWith(start) || !url.endsWith(end)) return null;
  const tab = url.slice(start.length, -end.length);
  return isUuid(tab) ? tab : null;
}

/** As same-origin.ts judges, and without a body: what is not surely so goes the long way. */
function isPlain({ headers }: IncomingMessage, scheme: string): boolean {
  const { host, origin, 'sec-fetch-site': site, 'content-length': length } = headers;
  if (host === undefined || headers['transfer-encoding'] !== undefined) return false;
  if (headers['content-type'] !== undefined || (length !== undefined && length !== '0')) return false;
  if (headers.authorization !== undefined) return false;
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  return origin === undefined || origin === `${scheme}//${host}`;
}

/** Call once the server has all its routes. */
export function answerPongsEarly(http: Http, { connections, cookieName, scheme }: EarlyPongOptions): void {
  const token = new RegExp(`(?:^|; ?)${cookieName}=([\\w-]{43})(?:;|$)`);
  const headers = Object.entries(securityHeaders(null, scheme === 'https:')).flat();
  const { server } = http;
  const listeners = server.listeners('request');
  function answered(request: IncomingMessage): boolean {
    const tab = tabOf(request);
    if (tab === null || !isPlain(request, scheme)) return false;
    const given = token.exec(request.headers.cookie ?? '')?.[1];
    return given !== undefined && connections.answered(tab, given);
  }
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (answered(request)) response.writeHead(204, headers).end();
    else for (const listener of listeners) listener.call(server, request, response);
  });
}
