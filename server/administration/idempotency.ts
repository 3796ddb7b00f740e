/**
 * A request that creates something may be sent again with the same `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header):
 * it is carried out once, in whichever process it arrives first, and whoever sends it again within 24 hours gets that answer. A
 * refusal has done nothing, so it is not kept: the same request is judged anew. Answers are sealed, because some hold secrets, and
 * told only to who may still do what they are the answers to.
 */
import { createHmac, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../kernel/caller.ts';
import { monotonicMs } from '../kernel/clock.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Database } from '../platform/database.ts';
import { callerOf } from '../platform/http/http.ts';
import type { Sealer } from '../platform/seal.ts';
import { type Asked, askedOf, hasStill } from './asked.ts';
import { apart } from './attempt.ts';
import type { Claim } from './claim.ts';
import { type ClaimedRow, claimAnswer, claimPrune, claimRelease, claimTake } from './store.ts';

export interface IdempotencyOptions {
  readonly database: Database;
  readonly sealer: Sealer;
  readonly onError: (error: unknown) => void;
}

/** What of an answer is kept besides its status. */
interface KeptAnswer {
  readonly asked: Asked;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** What came of asking for a key: the attempt is ours, or it was made already. */
export type Claimed = { readonly claim: Claim } | { readonly status: number; readonly answer: KeptAnswer };

export interface Idempotency {
  /** @throws Refusal not_permitted (any more, what was done then), idempotency_key_reused, idempotency_in_progress, idempotency_outcome_unknown */
  claim(request: FastifyRequest, key: string): Promise<Claimed>;
  /**
   * The attempt has its answer, which is about to be sent. Never throws: what was done is done.
   * @param caller of `noting`
   */
  conclude(claim: Claim, caller: Caller, reply: FastifyReply, payload: unknown): Promise<void>;
}

/** Seconds after which an attempt that has done nothing is taken for dead: longer than any request may take. */
const holdSeconds = 60;
/** Milliseconds that a repeated request waits for the first one's answer. */
const waitMs = 10_000;
const lookEveryMs = 40;
/** Longer answers are not kept: their repetition is told that the outcome is unknown. */
const answerBytesMax = 256 * 1024;
const keptHeaders = ['content-type', 'location', 'etag'] as const;

/** Where a sealed answer belongs. */
const placeOf = ({ tenant, caller, key }: Claim): string[] => ['idempotency', tenant, caller, key];

/** `{key id}:{digest}` of what the request asks for. Keyed, because a body may hold a password. */
function fingerprintOf(sealer: Sealer, request: FastifyRequest, keyId = sealer.currentKeyId): string {
  const body = typeof request.body === 'string' ? request.body : (JSON.stringify(request.body) ?? '');
  const digest = createHmac('sha256', sealer.deriveKey('idempotency', keyId))
    .update(`${request.method} ${request.url}\n`)
    .update(body)
    .digest('base64url');
  return `${keyId}:${digest}`;
}

/** Compared under the key with which it was made: that may have been exchanged since. */
function isSame(sealer: Sealer, request: FastifyRequest, { fingerprint }: ClaimedRow): boolean {
  const keyId = fingerprint.slice(0, fingerprint.lastIndexOf(':'));
  try {
    return fingerprint === fingerprintOf(sealer, request, keyId);
  } catch {
    // The key is gone, and nobody can say what was asked then.
    return false;
  }
}

function keptAnswer(sealer: Sealer, claim: Claim, sealed: Buffer): KeptAnswer {
  // Written by `conclude` below, and nobody without the key can have written anything else.
  return JSON.parse(sealer.unseal(sealed, placeOf(claim)).toString('utf8')) as KeptAnswer;
}

function headersOf(reply: FastifyReply): Record<string, string> {
  return Object.fromEntries(
    keptHeaders.flatMap((name) => {
      const value = reply.getHeader(name);
      return value === undefined ? [] : [[name, String(value)]];
    }),
  );
}

export function createIdempotency({ database, sealer, onError }: IdempotencyOptions): Idempotency {
  /** @returns null while the first attempt is still at it */
  async function look(request: FastifyRequest, claim: Claim): Promise<Claimed | null> {
    const fingerprint = fingerprintOf(sealer, request);
    const taken = await database.withTenant(claim.tenant, (tx) => claimTake(tx, claim, fingerprint, holdSeconds));
    if (taken === true) return { claim };
    if (taken === undefined) return null;
    if (!isSame(sealer, request, taken)) throw refuse('idempotency_key_reused');
    if (taken.status !== null && taken.sealed !== null) {
      const answer = keptAnswer(sealer, claim, taken.sealed);
      if (!hasStill(callerOf(request), answer.asked)) throw refuse('not_permitted');
      return { status: taken.status, answer };
    }
    if (!taken.held) throw refuse('idempotency_outcome_unknown');
    return null;
  }

  return {
    async claim(request, key) {
      const { tenant, kind, id } = callerOf(request);
      const claim: Claim = { tenant, caller: `${kind}:${id}`, key, id: randomUUID() };
      const until = monotonicMs() + waitMs;
      // Looks again and again, because the first attempt may be in another process: for seconds at most, and seldom at all.
      for (;;) {
        const found = await look(request, claim);
        if (found !== null) return found;
        if (monotonicMs() > until) throw refuse('idempotency_in_progress', { retryAfterSeconds: 2 });
        await delay(lookEveryMs);
      }
    },
    async conclude(claim, caller, reply, payload) {
      const { statusCode } = reply;
      const body = typeof payload === 'string' || Buffer.isBuffer(payload) ? payload.toString() : null;
      const isKept = statusCode >= 200 && statusCode < 300 && (body?.length ?? 0) <= answerBytesMax;
      const answer: KeptAnswer = { asked: askedOf(caller), headers: headersOf(reply), body };
      const note = () =>
        database.withTenant(claim.tenant, async (tx) => {
          if (isKept) await claimAnswer(tx, claim, statusCode, sealer.seal(JSON.stringify(answer), placeOf(claim)));
          else if (statusCode >= 400) await claimRelease(tx, claim, statusCode < 500);
        });
      await apart(note).catch(onError);
    },
  };
}

const pruneBatch = 5_000;

/** Forgets keys of more than 24 hours ago. */
export async function pruneIdempotencyKeys(database: Database): Promise<void> {
  // In batches, so that no statement takes long.
  while ((await database.withSystem((tx) => claimPrune(tx, pruneBatch))) === pruneBatch);
}
