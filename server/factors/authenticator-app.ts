/**
 * Authenticator apps (F4): setting one up, judging its codes, removing it. The secret is shown while it is pending and never
 * again. Changes run in the caller's transaction, which audits and announces.
 */
import type { FlowId, SessionId, TenantId, UserId } from '../kernel/ids.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Database, Transaction } from '../platform/database.ts';
import type { Sealer } from '../platform/seal.ts';
import { type FactorOwner, type Proof, reserveTry, returnTry } from './proof.ts';
import { totpConfirm, totpDelete, totpFetch, totpPend, totpPendingFetch, totpUse } from './store-totp.ts';
import { newTotpSecret, type TotpEnrolment, totpEnrolment, totpStepOf } from './totp.ts';

/** Whose app it is, and what the app will call the account. */
export interface AppOwner {
  readonly tenant: { readonly id: TenantId; readonly name: string };
  readonly user: { readonly id: UserId; readonly username: string };
}

export interface AuthenticatorApps {
  /** Makes a secret, pending for this sign-in or session; what was pending before is void. */
  begin(tx: Transaction, owner: AppOwner, place: FlowId | SessionId): Promise<TotpEnrolment>;
  /** What is pending here, to be shown again; null when nothing is. */
  pending(tx: Transaction, owner: AppOwner, place: FlowId | SessionId): Promise<TotpEnrolment | null>;
  /** @throws Refusal code_incorrect, flow_step_invalid (nothing is pending here) */
  confirm(tx: Transaction, owner: AppOwner, place: FlowId | SessionId, code: string): Promise<void>;
  /** Never call in a transaction: the try has one of its own. @throws Refusal code_incorrect, code_used, code_attempts_exceeded */
  judge(owner: FactorOwner, code: string): Promise<Proof>;
  /** @returns whether there was one */
  remove(tx: Transaction, tenant: TenantId, user: UserId): Promise<boolean>;
}

export interface AuthenticatorAppsOptions {
  readonly database: Database;
  readonly sealer: Sealer;
}

export function createAuthenticatorApps({ database, sealer }: AuthenticatorAppsOptions): AuthenticatorApps {
  const context = (tenant: TenantId, user: UserId): string[] => [tenant, user, 'totp'];
  return {
    async begin(tx, { tenant, user }, place) {
      const secret = newTotpSecret();
      await totpPend(tx, tenant.id, user.id, place, sealer.seal(secret, context(tenant.id, user.id)));
      return totpEnrolment(secret, tenant.name, user.username);
    },
    async pending(tx, { tenant, user }, place) {
      const row = await totpPendingFetch(tx, tenant.id, user.id, place);
      if (row === undefined) return null;
      return totpEnrolment(sealer.unseal(row.sealed, context(tenant.id, user.id)), tenant.name, user.username);
    },
    async confirm(tx, { tenant, user }, place, code) {
      const row = await totpPendingFetch(tx, tenant.id, user.id, place);
      if (row === undefined) throw refuse('flow_step_invalid');
      const step = totpStepOf(sealer.unseal(row.sealed, context(tenant.id, user.id)), code, row.current_step);
      if (step === null) throw refuse('code_incorrect');
      if (!(await totpConfirm(tx, tenant.id, user.id, row.sealed, step))) throw refuse('flow_step_invalid');
    },
    async judge(owner, code) {
      const { tenant, user } = owner;
      const row = await database.withTenant(tenant, async (tx) => {
        await reserveTry(tx, owner);
        return totpFetch(tx, tenant, user);
      });
      const step = row && totpStepOf(sealer.unseal(row.sealed, context(tenant, user)), code, row.current_step);
      if (row === undefined || step === null || step === undefined) throw refuse('code_incorrect');
      await returnTry(database, owner);
      if (row.last_step !== null && step <= row.last_step) throw refuse('code_used');
      return {
        async consume(tx) {
          if (!(await totpUse(tx, tenant, user, row.sealed, step))) throw refuse('code_used');
          return true;
        },
      };
    },
    remove: totpDelete,
  };
}
