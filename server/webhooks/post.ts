/**
 * One POST to an endpoint, on a connection to an address that was judged. Follows no redirect, keeps the first kilobyte
 * of the answer, and is over in `attemptMaxMs` whatever the other side does. Knows nothing of deliveries.
 */
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { LookupFunction } from 'node:net';
import { AttemptError, type AttemptErrorCode } from './attempt-error.ts';
import type { Connections } from './connections.ts';
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

export interface Post {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The endpoint: connections kept for another are not used. */
  readonly owner: string;
  readonly resolve: Resolve;
  readonly connections: Connections;
}

type Addresses = Awaited<ReturnType<Resolve>>;

function open({ url, headers, body, owner, connections }: Post, addresses: Addresses, fresh: boolean): ClientRequest {
  return connections.request(
    {
      method: 'POST',
      protocol: url.protocol,
      host: literalAddress(url) ?? url.hostname,
      port: url.port === '' ? undefined : Number(url.port),
      path: url.pathname + url.search,
      headers: { ...headers, 'content-length': String(Buffer.byteLength(body)), host: url.host },
      lookup: judgedLookup(addresses),
    },
    owner,
    addresses.map(({ address }) => address),
    fresh,
  );
}

/** Sends it. @returns the beginning of the answer; rejects when none comes */
function answerTo(outgoing: ClientRequest, body: string): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  promise.catch(() => undefined);
  // An error after the answer began has nobody to tell.
  outgoing.once('response', resolve).on('error', reject);
  outgoing.once('close', () => reject(new AttemptError('connection_failed')));
  outgoing.end(body);
  return promise;
}

/**
 * @param stopping aborted when this process has to end
 * @throws AttemptError when no answer came; the reason of `stopping` when that was first
 */
export async function post(message: Post, stopping: AbortSignal): Promise<PostAnswer> {
  const signal = AbortSignal.any([AbortSignal.timeout(attemptMaxMs), stopping]);
  const over = Promise.withResolvers<never>();
  over.promise.catch(() => undefined);
  const abort = (): void => over.reject(stopping.aborted ? stopping.reason : new AttemptError('timed_out'));
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  const requests: ClientRequest[] = [];
  let whole = false;
  try {
    const addresses = await Promise.race([message.resolve(message.url), over.promise]);
    const send = (fresh: boolean): Promise<IncomingMessage> => {
      const outgoing = open(message, addresses, fresh);
      requests.push(outgoing);
      return Promise.race([answerTo(outgoing, message.body), over.promise]);
    };
    const first = send(false);
    const incoming = await first.catch((error: unknown) => {
      // A connection that was kept is closed by the other side just now, like as not before it read anything.
      if (signal.aborted || requests[0]?.reusedSocket !== true) throw error;
      return send(true);
    });
    const answer = await readBeginning(incoming, signal);
    whole = incoming.complete;
    return { status: incoming.statusCode ?? 0, answer };
  } catch (error) {
    if (stopping.aborted) throw stopping.reason;
    throw new AttemptError(errorCodeOf(error));
  } finally {
    signal.removeEventListener('abort', abort);
    // After the whole answer its connection is for the next one.
    if (!whole) for (const outgoing of requests) outgoing.destroy();
  }
}
