/**
 * ALTCHA's challenge (version 2 of its protocol): find the number whose derived key begins as asked. Only whoever tries many
 * finds it; we knew it when we made the challenge, so judging costs two HMACs and no search. Pure but for the derivation: it
 * knows no database; that an answer counts once, and for how long, the store decides.
 */
import { createHash, createHmac } from 'node:crypto';
import { createChallenge, randomInt, verifySolution } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { TenantId } from '../kernel/ids.ts';
import { closed } from '../platform/http/shapes.ts';

/** Minutes in which a challenge must be answered. */
export const proofMinutes = 5;
/** Rounds of PBKDF2 per number tried, and how many numbers a browser tries: between these, evenly. */
const roundsPerTry = 2_000;
const [triesMin, triesMax] = [400, 1_200];
/** Characters of an answer; the widget's have about 900. */
const answerMax = 2_048;

const Hex = Type.String({ pattern: '^[0-9a-f]{2,128}$' });
const Parameters = Type.Object(
  {
    algorithm: Type.Literal('PBKDF2/SHA-256'),
    cost: Type.Integer(),
    data: Type.Object({ issuedAt: Type.Integer({ minimum: 0, maximum: 1e11 }) }, closed),
    keyLength: Type.Integer(),
    keyPrefix: Hex,
    keySignature: Hex,
    nonce: Hex,
    salt: Hex,
  },
  closed,
);
const Answer = Type.Object(
  {
    challenge: Type.Object({ parameters: Parameters, signature: Hex }, closed),
    solution: Type.Object({ counter: Type.Integer(), derivedKey: Hex, time: Type.Optional(Type.Number()) }, closed),
  },
  closed,
);
const answerCheck = Compile(Answer);

export interface ProofOfWorkChallenge {
  readonly parameters: Static<typeof Parameters>;
  readonly signature: string;
}

export interface ProofOfWork {
  /** @param at seconds of the database's clock */
  issue(tenant: TenantId, at: number): Promise<ProofOfWorkChallenge>;
  /**
   * Whether the work was done for a challenge of ours, made for this organisation. Neither its age nor whether it was used
   * before is judged. Refuses what is too long or malformed before it computes anything.
   * @returns when it was issued and what to remember it by; null when it is none
   */
  verify(tenant: TenantId, answer: string): Promise<{ issuedAt: number; hash: Buffer } | null>;
}

/** What an answer is remembered by: SHA-256. */
export function answerHash(answer: string): Buffer {
  return createHash('sha256').update(answer).digest();
}

function readAnswer(answer: string): Static<typeof Answer> | null {
  if (answer.length > answerMax) return null;
  try {
    const value: unknown = JSON.parse(Buffer.from(answer, 'base64').toString());
    return answerCheck.Check(value) ? value : null;
  } catch {
    return null;
  }
}

export function createProofOfWork(key: Buffer): ProofOfWork {
  const secretOf = (tenant: TenantId, purpose: string): string =>
    createHmac('sha256', key).update(`${purpose}\n${tenant}`).digest('hex');
  const secretsOf = (tenant: TenantId): { hmacSignatureSecret: string; hmacKeySignatureSecret: string } => ({
    hmacSignatureSecret: secretOf(tenant, 'challenge'),
    hmacKeySignatureSecret: secretOf(tenant, 'solution'),
  });
  return {
    async issue(tenant, at) {
      const challenge: unknown = await createChallenge({
        algorithm: 'PBKDF2/SHA-256',
        cost: roundsPerTry,
        counter: randomInt(triesMax, triesMin),
        deriveKey,
        // Not the library's `expiresAt`: that would be compared with the clocks of this process and of the browser.
        data: { issuedAt: at },
        ...secretsOf(tenant),
      });
      return challenge as ProofOfWorkChallenge; // the shape that these options give; a test answers one
    },
    async verify(tenant, answer) {
      const given = readAnswer(answer);
      if (given === null) return null;
      const { challenge, solution } = given;
      const { verified } = await verifySolution({ challenge, solution, deriveKey, ...secretsOf(tenant) });
      // The challenge, not the answer: the same work can be written in many ways.
      return verified ? { issuedAt: challenge.parameters.data.issuedAt, hash: answerHash(challenge.signature) } : null;
    },
  };
}
