/**
 * One POST to an endpoint, on a connection of its own to an address that was judged. Follows no redirect, keeps the first kilobyte
 * of the answer, and is over in `attemptMaxMs` whatever the other side does. Knows nothing of deliveries.
 */
import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { AttemptError, type AttemptErrorCode } from './attempt-error.ts';
import { literalAddress } from './destination.ts';
import type { Resolve } from './resolve.ts';

/** Milliseconds from the first question to the DNS to the end of the answer. */
export const attemptMaxMs = 10_000;
const answerBytesMax = 1_024;

export interface PostAnswer {
  readonly status: number;
  /** The first kilobyte, as far as it is text. */
  readonly answer: string;
}

const certificateCodes = /^(CERT_|ERR_TLS|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|EPROTO|ERR_SSL|HOSTNAME_MISMATCH)/;

function errorCodeOf(error: unknown): AttemptErrorCode {
  if (error instanceof AttemptError) return error.code;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (certificateCodes.test(code)) return 'certificate_refused';
  return /^HPE_/.test(code) ? 'unreadable' : 'connection_failed';
}

/** PostgreSQL's JSON holds no NUL. */
function textOf(parts: readonly Buffer[]): string {
  return Buffer.concat(parts).subarray(0, answerBytesMax).toString('utf8').replaceAll('\u0000', '\ufffd');
}

/** Resolves with what had come when the answer ended, was long enough, broke off or took too long: its status was told before. */
function readBeginning(incoming: IncomingMessage, signal: AbortSignal): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const parts: Buffer[] = [];
  let bytes = 0;
  const end = (): void => resolve(textOf(parts));
  incoming.on('data', (part: Buffer) => {
    parts.push(part);
    bytes += part.length;
    if (bytes >= answerBytesMax) end();
  });
  incoming.once('end', end).once('error', end).once('close', end);
  signal.addEventListener('abort', end, { once: true });
  return promise;
}

/** The socket asks for the address of the host and is given those that were judged: nobody resolves a second time. */
function judgedLookup(addresses: Awaited<ReturnType<Resolve>>): LookupFunction {
  return (_hostname, options, callback) => {
    const [first] = addresses;
    if (options.all === true) callback(null, [...addresses]);
    else if (first) callback(null, first.address, first.family);
    else callback(new AttemptError('name_not_found'), '');
  };
}

function open(url: URL, headers: Record<string, string>, lookup: LookupFunction): ClientRequest {
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  return request({
    method: 'POST',
    protocol: url.protocol,
    host: literalAddress(url) ?? url.hostname,
    port: url.port === '' ? undefined : Number(url.port),
    path: url.pathname + url.search,
    headers: { ...headers, host: url.host },
    lookup,
    // A connection that was kept could lead where the name no longer leads; and a proxy of the environment would resolve itself.
    agent: false,
  });
}

/**
 * @param stopping aborted when this process has to end
 * @throws AttemptError when no answer came; the reason of `stopping` when that was first
 */
export async function post(
  { url, headers, body, resolve }: { url: URL; headers: Record<string, string>; body: string; resolve: Resolve },
  stopping: AbortSignal,
): Promise<PostAnswer> {
  const signal = AbortSignal.any([AbortSignal.timeout(attemptMaxMs), stopping]);
  const over = Promise.withResolvers<never>();
  over.promise.catch(() => undefined);
  const abort = (): void => over.reject(stopping.aborted ? stopping.reason : new AttemptError('timed_out'));
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  let outgoing: ClientRequest | null = null;
  try {
    const addresses = await Promise.race([resolve(url), over.promise]);
    outgoing = open(url, { ...headers, 'content-length': String(Buffer.byteLength(body)) }, judgedLookup(addresses));
    const answered = Promise.withResolvers<IncomingMessage>();
    // An error after the answer began has nobody to tell.
    outgoing.once('response', answered.resolve).on('error', answered.reject);
    outgoing.once('close', () => answered.reject(new AttemptError('connection_failed')));
    answered.promise.catch(() => undefined);
    outgoing.end(body);
    const incoming = await Promise.race([answered.promise, over.promise]);
    return { status: incoming.statusCode ?? 0, answer: await readBeginning(incoming, signal) };
  } catch (error) {
    if (stopping.aborted) throw stopping.reason;
    throw new AttemptError(errorCodeOf(error));
  } finally {
    signal.removeEventListener('abort', abort);
    outgoing?.destroy();
  }
}
