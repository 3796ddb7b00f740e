/**
 * Answers what is not even HTTP: Node's parser gives up before there is a request, so no hook and no route ever sees it.
 * The answer has the form and the security headers of every other one, and then the connection ends.
 */
import { randomBytes } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { refuse } from '../../kernel/refusal.ts';
import { problemOf } from './problem.ts';

/** RFC 9110 and 6585: slow, too many headers, or not readable. */
function statusOf(code: string | undefined): 400 | 408 | 431 {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 408;
  return code === 'HPE_HEADER_OVERFLOW' ? 431 : 400;
}

/**
 * Handler of the server's `clientError`.
 * @param headersFor the security headers of a response with this nonce
 */
export function clientErrorHandler(headersFor: (nonce: string) => Record<string, string>) {
  return (error: Error & { code?: string }, socket: Socket): void => {
    // Nobody listens any more, or an answer is on its way already.
    if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
      socket.destroy();
      return;
    }
    const status = statusOf(error.code);
    const refusal = refuse('invalid_request', { detail: 'The request could not be read.' });
    const body = JSON.stringify({ ...problemOf(refusal, 'en', ''), status });
    const headers = {
      ...headersFor(randomBytes(16).toString('base64url')),
      'content-type': 'application/problem+json; charset=utf-8',
      'content-length': String(Buffer.byteLength(body)),
      connection: 'close',
    };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
  };
}
