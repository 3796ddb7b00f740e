/**
 * A password as it is stored: its hash, ours or one that another system made, encrypted and bound to its owner. For the door of this
 * slice; what goes through here is never returned in clear.
 */
import type { TenantId, UserId } from '../kernel/ids.ts';
import { readForeignHash } from '../platform/foreign-hash.ts';
import { type Hasher, HashMalformed } from '../platform/hashing.ts';
import type { Sealer } from '../platform/seal.ts';
import { bounded } from './bounded.ts';

export interface Owner {
  readonly tenant: TenantId;
  readonly user: UserId;
}

/** A password as it is hashed here, and as it came: other systems hashed what was typed. */
export interface Candidate {
  readonly normalized: string;
  readonly typed: string;
}

export interface Stored {
  /** @throws Refusal unavailable when more evaluations wait than are allowed */
  sealedHash(owner: Owner, normalized: string): Promise<Buffer>;
  sealedInBackground(owner: Owner, normalized: string): Promise<Buffer>;
  /** @throws HashMalformed for what `readForeignHash` refuses */
  sealedForeign(owner: Owner, foreign: string): Buffer;
  /** @throws Refusal unavailable when more evaluations wait than are allowed */
  matches(owner: Owner, sealed: Buffer, candidate: Candidate): Promise<boolean>;
  /** The same password under the current parameters and key; null when it is already. */
  renewed(owner: Owner, sealed: Buffer, normalized: string): Promise<Buffer | null>;
}

/** Stands before a hash that another system made, which may look like ours. */
const foreignPrefix = 'foreign:';

function aadOf(owner: Owner): string[] {
  return [owner.tenant, owner.user, 'password'];
}

export function createStored({ hasher, sealer }: { readonly hasher: Hasher; readonly sealer: Sealer }): Stored {
  function open(owner: Owner, sealed: Buffer): string {
    return sealer.unseal(sealed, aadOf(owner)).toString('utf8');
  }

  async function sealedHash(owner: Owner, normalized: string): Promise<Buffer> {
    return sealer.seal(await bounded(hasher.hash(normalized)), aadOf(owner));
  }

  return {
    sealedHash,
    sealedInBackground: async (owner, normalized) =>
      sealer.seal(await hasher.hashInBackground(normalized), aadOf(owner)),
    sealedForeign(owner, foreign) {
      const fault = readForeignHash(foreign);
      if (typeof fault === 'string') throw new HashMalformed(`one of another system is ${fault}`);
      return sealer.seal(foreignPrefix + foreign, aadOf(owner));
    },
    matches(owner, sealed, { normalized, typed }) {
      const hash = open(owner, sealed);
      return bounded(
        hash.startsWith(foreignPrefix)
          ? hasher.verifyForeign(hash.slice(foreignPrefix.length), typed)
          : hasher.verify(hash, normalized),
      );
    },
    async renewed(owner, sealed, normalized) {
      const hash = open(owner, sealed);
      if (hash.startsWith(foreignPrefix) || hasher.needsRehash(hash)) return sealedHash(owner, normalized);
      return sealer.needsReseal(sealed) ? sealer.seal(hash, aadOf(owner)) : null;
    },
  };
}
