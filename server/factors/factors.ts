/**
 * Factors owns what a person proves besides the password: codes by mail, authenticator apps, passkeys, recovery codes, and the
 * browsers trusted to need none of them. Sign-in asks it to send and to judge; users ask it what somebody has. It never opens a
 * session, never decides whether a factor is due beyond the pure rule in due.ts, and never shows a secret a second time.
 */
import type { RawBuilder } from 'kysely';
import { newId, type TenantId, type TrustedBrowserId, type UserId } from '../kernel/ids.ts';
import type { Mail } from '../mail/mail.ts';
import type { Database, Transaction } from '../platform/database.ts';
import { newToken, tokenHash } from '../platform/http/http.ts';
import type { Sealer } from '../platform/seal.ts';
import { type AuthenticatorApps, createAuthenticatorApps } from './authenticator-app.ts';
import type { FactorMethod, OwnFactors } from './due.ts';
import {
  type CodeFlow,
  type CodeMail,
  emailCodeState,
  judgeEmailCode,
  type SentCode,
  sendEmailCode,
} from './email-code.ts';
import { createPasskeys, type Passkeys } from './passkeys.ts';
import type { FactorOwner, Proof } from './proof.ts';
import { judgeRecoveryCode, replaceRecoveryCodes } from './recovery-codes.ts';
import { emailCodeChoose, factorsDelete, factorsLock, type OwnFactorsRow, ownFactorsFetch } from './store.ts';
import { type FactorColumns, signInColumns, type Trust } from './store-columns.ts';
import { passkeyList } from './store-passkeys.ts';
import { trustedBrowserCount, trustedBrowserDeleteAll, trustedBrowserInsert } from './store-trusted-browsers.ts';

export type { CodeFlow, FactorColumns, Proof, SentCode };

/** What is proven by typing a code. */
export type CodeMethod = Exclude<FactorMethod, 'passkey'>;

export interface FactorsOptions {
  readonly database: Database;
  readonly sealer: Sealer;
  readonly mail: Mail;
}

export interface Factors {
  readonly apps: AuthenticatorApps;
  readonly passkeys: Passkeys;
  /** Mails a code for a sign-in, in the caller's transaction. @throws Refusal resend_too_soon, code_attempts_exceeded */
  sendEmailCode(tx: Transaction, flow: CodeFlow, mail: CodeMail, beside: () => Promise<void>): Promise<SentCode>;
  /** What was mailed for a sign-in; null when nothing was. */
  emailCodeState(tx: Transaction, flow: CodeFlow): Promise<SentCode | null>;
  /** Never call in a transaction: the try has one of its own. @throws Refusal code_incorrect, code_used, code_expired, code_attempts_exceeded */
  judgeCode(method: CodeMethod, flow: CodeFlow, code: string): Promise<Proof>;
  /** Makes ten new recovery codes; the old ones are dead. @returns the codes, to be shown this once */
  replaceRecoveryCodes(tx: Transaction, owner: FactorOwner): Promise<string[]>;
}

export function createFactors({ database, sealer, mail }: FactorsOptions): Factors {
  const codes = { database, mail, key: sealer.deriveKey('email-code') };
  const apps = createAuthenticatorApps({ database, sealer });
  const judges: Record<CodeMethod, (flow: CodeFlow, code: string) => Promise<Proof>> = {
    email_code: (flow, code) => judgeEmailCode(codes, flow, code),
    totp: (flow, code) => apps.judge(flow, code),
    recovery_code: (flow, code) => judgeRecoveryCode({ database, sealer }, flow, code),
  };
  return {
    apps,
    passkeys: createPasskeys({ database, challengeKey: sealer.deriveKey('passkey-challenge') }),
    sendEmailCode: (tx, flow, to, beside) => sendEmailCode(codes, tx, flow, to, beside),
    emailCodeState,
    judgeCode: (method, flow, code) => judges[method](flow, code),
    replaceRecoveryCodes: (tx, owner) => replaceRecoveryCodes(sealer, tx, owner),
  };
}

/** SQL of what a sign-in learns of the person's factors: `f` is user_factors, joined by the outer side, `w` the password. */
export function factorColumns(tenant: TenantId, trust: Trust): RawBuilder<FactorColumns> {
  return signInColumns(tenant, trust);
}

/** What a row says that a person has. */
export function ownFactorsOf(row: OwnFactorsRow): OwnFactors {
  return { emailCode: row.email_code, totp: row.totp, passkey: row.passkeys > 0, recoveryCodes: row.recovery_codes };
}

/** What a person has enrolled; nothing at all for whoever has never tried. */
export async function ownFactors(tx: Transaction, tenant: TenantId, user: UserId): Promise<OwnFactors> {
  const row = await ownFactorsFetch(tx, tenant, user);
  return ownFactorsOf(row ?? { email_code: false, totp: false, passkeys: 0, recovery_codes: 0 });
}

/** The same as administrators see it, with the number of browsers that are trusted. */
export async function secondFactorSummary(
  tx: Transaction,
  tenant: TenantId,
  user: UserId,
): Promise<{ totp: boolean; passkeys: number; recoveryCodes: number; emailCode: boolean; trustedBrowsers: number }> {
  const row = await ownFactorsFetch(tx, tenant, user);
  return {
    totp: row?.totp ?? false,
    passkeys: row?.passkeys ?? 0,
    recoveryCodes: row?.recovery_codes ?? 0,
    emailCode: row?.email_code ?? false,
    trustedBrowsers: await trustedBrowserCount(tx, tenant, user),
  };
}

/** The same for a page about one person, with the names that they gave their passkeys. */
export async function secondFactorOverview(tx: Transaction, tenant: TenantId, user: UserId) {
  const keys = await passkeyList(tx, tenant, user);
  return {
    ...(await secondFactorSummary(tx, tenant, user)),
    passkeyList: keys.map((key) => ({
      name: key.name,
      createdAt: key.created_at.toISOString(),
      lastUsedAt: key.last_used_at?.toISOString() ?? null,
    })),
  };
}

/** The same for whoever is about to change them: others wait until the transaction ends. */
export async function lockedOwnFactors(tx: Transaction, tenant: TenantId, user: UserId): Promise<OwnFactors> {
  await factorsLock(tx, tenant, user);
  return ownFactors(tx, tenant, user);
}

/**
 * Trusts a browser for some days, as long as the password stays (F5).
 * @returns the token for its cookie; null when there is no password
 */
export async function trustBrowser(
  tx: Transaction,
  { tenant, user }: FactorOwner,
  browserName: string,
  days: number,
): Promise<string | null> {
  const token = newToken();
  const browser = { tenant, user, id: newId<TrustedBrowserId>(), tokenHash: tokenHash(token), browserName, days };
  return (await trustedBrowserInsert(tx, browser)) ? token : null;
}

/** How many browsers this person's password alone opens now. */
export function trustedBrowsersOf(tx: Transaction, tenant: TenantId, user: UserId): Promise<number> {
  return trustedBrowserCount(tx, tenant, user);
}

/** Trusts no browser of this person any more: after a change of factors, and when they log out everywhere. */
export function distrustBrowsers(tx: Transaction, tenant: TenantId, user: UserId): Promise<void> {
  return trustedBrowserDeleteAll(tx, tenant, user);
}

/** Takes away all factors of a person, so that they can begin anew. The caller audits and announces. */
export function resetFactors(tx: Transaction, tenant: TenantId, user: UserId): Promise<void> {
  return factorsDelete(tx, tenant, user);
}

/** The person chooses to be asked for a code by mail, or no longer. The caller has seen that they are who they say. */
export function chooseEmailCode(tx: Transaction, tenant: TenantId, user: UserId, chosen: boolean): Promise<void> {
  return emailCodeChoose(tx, tenant, user, chosen);
}
