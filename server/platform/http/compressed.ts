/**
 * Answers of lists, compressed for who takes that: fifty people are 23 KB as text and 2 as gzip. A route says so itself
 * (`config.compressed`), because the length of a compressed answer tells of what is in it (BREACH): none whose answer holds a
 * secret, or repeats what the request said beside one. docs/decisions/0017-compressed-answers.md.
 */
import { gzipSync } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A list that holds no secret and repeats nothing of the request: sent as gzip to who takes it. */
    compressed?: true;
  }
}

/** Less is not worth the work; more would hold up the other requests, and no page of a list is as long. */
const bytesMin = 1_000;
const bytesMax = 256_000;
/** As small as the higher levels make such lists, in half the time. */
const level = 4;

/** RFC 9110 12.5.3: `gzip`, unless its weight is zero. */
export function takesGzip(acceptEncoding: string | undefined): boolean {
  return /(?:^|,)\s*(?:x-)?gzip\s*(?:;\s*q=(?!0(?:\.0*)?\s*(?:,|$))[\d.]+\s*)?(?:,|$)/i.test(acceptEncoding ?? '');
}

function compress(request: FastifyRequest, reply: FastifyReply, payload: unknown): unknown {
  reply.header('vary', 'accept-encoding');
  if (reply.statusCode !== 200 || !takesGzip(request.headers['accept-encoding'])) return payload;
  if (typeof payload !== 'string' || payload.length < bytesMin || payload.length > bytesMax) return payload;
  reply.header('content-encoding', 'gzip').removeHeader('content-length');
  return gzipSync(payload, { level });
}

/** Call before routes are added. */
export function compressAnswers(http: FastifyInstance): void {
  http.addHook('onRoute', (route) => {
    if (route.config?.compressed !== true) return;
    const before = [route.onSend ?? []].flat();
    route.onSend = [(request, reply, payload, done) => done(null, compress(request, reply, payload)), ...before];
  });
}
