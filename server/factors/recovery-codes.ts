/**
 * Recovery codes (F4): ten, each good once, for the day the phone is lost. 50 random bits each, shown when they are made and
 * kept as keyed digests.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { refuse } from '../kernel/refusal.ts';
import type { Database, Transaction } from '../platform/database.ts';
import type { Sealer } from '../platform/seal.ts';
import { type FactorOwner, type Proof, reserveTry, returnTry } from './proof.ts';
import { recoveryCodeFetch, recoveryCodesPut, recoveryCodeUse, recoveryKeyList } from './store-recovery-codes.ts';

export interface RecoveryCodeOptions {
  readonly database: Database;
  readonly sealer: Sealer;
}

const codesMade = 10;
const charactersEach = 10;
/** Crockford's base 32: no I, L, O or U. 32 divides 256, so a byte's low bits are even. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const keyPurpose = 'recovery-code';

function newCode(): string {
  return [...randomBytes(charactersEach)].map((byte) => alphabet[byte % alphabet.length]).join('');
}

/** `K7M2Q-9XWZT` as it is shown. */
function grouped(code: string): string {
  return `${code.slice(0, charactersEach / 2)}-${code.slice(charactersEach / 2)}`;
}

/** What people make of a code when they copy it: case, dashes, spaces, O for 0, I and L for 1 (Crockford). */
export function plainCode(given: string): string {
  return given.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
}

function macOf(sealer: Sealer, keyId: string, { tenant, user }: FactorOwner, code: string): Buffer {
  return createHmac('sha256', sealer.deriveKey(keyPurpose, keyId)).update(`${tenant}\n${user}\n${code}`).digest();
}

/** Makes new codes; the old ones are dead with this transaction. @returns the codes, to be shown this once */
export async function replaceRecoveryCodes(sealer: Sealer, tx: Transaction, owner: FactorOwner): Promise<string[]> {
  const codes = Array.from({ length: codesMade }, newCode);
  const keyId = sealer.currentKeyId;
  const macs = codes.map((code) => macOf(sealer, keyId, owner, code));
  await recoveryCodesPut(tx, owner.tenant, owner.user, keyId, macs);
  return codes.map(grouped);
}

/** @throws Refusal code_incorrect, code_attempts_exceeded */
export async function judgeRecoveryCode(
  { database, sealer }: RecoveryCodeOptions,
  owner: FactorOwner,
  given: string,
): Promise<Proof> {
  const { tenant, user } = owner;
  await database.withTenant(tenant, (tx) => reserveTry(tx, owner));
  const code = plainCode(given);
  const mac = await database.withTenant(tenant, async (tx) => {
    const keys = await recoveryKeyList(tx, tenant, user);
    const macs = keys.map((keyId) => macOf(sealer, keyId, owner, code));
    return recoveryCodeFetch(tx, tenant, user, macs);
  });
  if (mac === undefined) throw refuse('code_incorrect');
  await returnTry(database, owner);
  return { consume: (tx) => recoveryCodeUse(tx, tenant, user, mac) };
}
