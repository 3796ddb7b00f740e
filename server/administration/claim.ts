/** The claim that an attempt has on its idempotency key. */
import type { TenantId } from '../kernel/ids.ts';

/** Whose attempt it is, and which. */
export interface Claim {
  readonly tenant: TenantId;
  /** Kind and id of the caller. */
  readonly caller: string;
  readonly key: string;
  /** Random, so that an attempt that was given up for dead is told from the one that took its place. */
  readonly id: string;
}
