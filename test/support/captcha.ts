// Answers to CAPTCHAs: the work done as a browser does it, and challenges and waits that began earlier, made with the server's
// own key, so that no test sleeps.
import { solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import { createProofOfWork, type ProofOfWorkChallenge } from '../../server/captcha/proof-of-work.ts';
import { createWaits } from '../../server/captcha/wait.ts';
import type { TenantId } from '../../server/kernel/ids.ts';
import { createSealer, type Keyring } from '../../server/platform/seal.ts';

export interface Solved {
  readonly challenge: ProofOfWorkChallenge;
  readonly solution: { readonly counter: number; readonly derivedKey: string };
}

/** Does the work. */
export async function solve({ parameters, signature }: ProofOfWorkChallenge): Promise<Solved> {
  const solution = await solveChallenge({ challenge: { parameters, signature }, deriveKey });
  if (solution === null) throw new Error('The challenge could not be solved.');
  return { challenge: { parameters, signature }, solution };
}

/** An answer as the widget sends it. */
export function encode(answer: unknown): string {
  return Buffer.from(JSON.stringify(answer)).toString('base64');
}

const secondsAgo = (seconds: number): number => Math.floor(Date.now() / 1000) - seconds;

/** A challenge given out so many seconds ago, solved. */
export async function solvedEarlier(keyring: Keyring, tenant: TenantId, seconds: number): Promise<string> {
  const proofs = createProofOfWork(createSealer(keyring).deriveKey('captcha'));
  return encode(await solve(await proofs.issue(tenant, secondsAgo(seconds))));
}

/** A wait that began so many seconds ago. */
export function waitBegun(keyring: Keyring, tenant: TenantId, seconds: number): string {
  return createWaits(createSealer(keyring).deriveKey('captcha')).begin(tenant, secondsAgo(seconds));
}
