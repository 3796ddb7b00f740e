/**
 * How long the body of a request may be on its way. Node has one limit for all; here each body has a short one, which a route may
 * replace by a least rate once it knows who sends: a file over a slow line takes minutes, and a stranger who sends a byte now and then
 * is still cut off soon. The time of the header fields is Node's (`headersTimeout`).
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';

/** Milliseconds until the whole body must be there. */
const bodyMs = 15_000;
/** Node's own limit, for all requests: longer than what any route allows. */
export const requestTimeoutMs = 20 * 60_000;
/** Milliseconds that the answer to who was too slow has to leave. */
const farewellMs = 2_000;

export interface SlowBody {
  /** Bytes that must come in each window. */
  readonly bytesMin: number;
  readonly windowMs: number;
  /** Milliseconds until the whole body must be there. */
  readonly totalMs: number;
}

interface Watch {
  timer: NodeJS.Timeout;
  readonly endSlow: () => void;
}

const watches = new WeakMap<IncomingMessage, Watch>();

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
}

/** Answers as Node's own limit would: by the server's `clientError`, unless an answer is on its way already. */
function endSlow(server: Server, request: IncomingMessage, response: ServerResponse): void {
  const { socket } = request;
  if (request.complete || socket.destroyed) return;
  if (response.headersSent) {
    socket.destroy();
    return;
  }
  server.emit('clientError', Object.assign(new Error('Too slow'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' }), socket);
  setTimeout(() => socket.destroy(), farewellMs).unref();
}

/** Watches the bodies of all requests. @param limitMs until each must be whole */
export function limitBodyTime(server: Server, limitMs = bodyMs): void {
  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    if (!hasBody(request)) return;
    const end = (): void => endSlow(server, request, response);
    const watch: Watch = { timer: setTimeout(end, limitMs).unref(), endSlow: end };
    watches.set(request, watch);
    request.once('close', () => clearTimeout(watch.timer));
  });
}

/** Lets the body of this request take longer, as long as it goes on coming. For senders who are known. */
export function allowSlowBody(request: IncomingMessage, { bytesMin, windowMs, totalMs }: SlowBody): void {
  const watch = watches.get(request);
  if (watch === undefined || request.complete || request.destroyed) return;
  const { socket } = request;
  const endsAt = performance.now() + totalMs;
  let seen = socket.bytesRead;
  clearTimeout(watch.timer);
  watch.timer = setInterval(() => {
    const came = socket.bytesRead - seen;
    seen = socket.bytesRead;
    if (came >= bytesMin && performance.now() < endsAt) return;
    clearInterval(watch.timer);
    watch.endSlow();
  }, windowMs).unref();
}
