/**
 * Links that let a person choose a password (R2, P1): a token of 256 random bits, stored as its digest, alive for a while and
 * used once. Users issues those of new people, recovery those of people who forgot. At most one per person works; whatever
 * sets a password ends it. Reading one changes nothing, so that mail scanners do no harm.
 */
import { type LinkId, newId, type TenantId, type UserId } from '../kernel/ids.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Transaction } from '../platform/database.ts';
import { newToken, tokenHash } from '../platform/http/http.ts';
import type { Owner } from './passwords.ts';
import {
  type LinkPurpose,
  linkConsume,
  linkCountLastHour,
  linkFetch,
  linkInsert,
  linkInsertMany,
  linkIssueLock,
  linkPrune,
  linkReplaceAll,
} from './store-links.ts';

export type { LinkPurpose };

export interface IssuedLink {
  /** Path and query, to be put behind the organisation's stored origin. Holds the token: never logged, never stored. */
  readonly path: string;
  readonly expiresAt: Date;
  /** The person's address, which cannot change before this transaction ends: a link is mailed there or not at all. */
  readonly address: string | null;
}

/** The page that a link leads to. */
export const linkPage = '/reset-password';
/** Days that a link which does not work any more is remembered, so that its page can say why. */
const rememberedDays = 30;

/**
 * A fresh link; every older one of this user is dead with this transaction.
 * @param how.perHourMax so many of this purpose within an hour; null: as many as are asked for
 * @returns null when the user has had that many
 */
export async function issueLink(
  tx: Transaction,
  owner: Owner,
  how: { readonly purpose: LinkPurpose; readonly minutes: number; readonly perHourMax: number | null },
): Promise<IssuedLink | null> {
  const { tenant, user } = owner;
  const address = await linkIssueLock(tx, tenant, user);
  if (how.perHourMax !== null && (await linkCountLastHour(tx, tenant, user, how.purpose)) >= how.perHourMax)
    return null;
  const token = newToken();
  await linkReplaceAll(tx, tenant, user);
  const { purpose, minutes } = how;
  const id = newId<LinkId>();
  const expiresAt = await linkInsert(tx, { tenant, id, user, purpose, tokenHash: tokenHash(token), minutes });
  return { path: `${linkPage}?token=${token}`, expiresAt, address };
}

/** The first links of people who were made in this transaction, in their order: there are no older ones, and nobody else knows them. */
export async function issueFirstLinks(
  tx: Transaction,
  tenant: TenantId,
  users: readonly UserId[],
  minutes: number,
): Promise<Omit<IssuedLink, 'address'>[]> {
  const links = users.map((user) => ({ id: newId<LinkId>(), user, token: newToken() }));
  const expiresAt = await linkInsertMany(
    tx,
    tenant,
    links.map(({ id, user, token }) => ({ id, user, tokenHash: tokenHash(token) })),
    minutes,
  );
  return links.map(({ token }) => ({ path: `${linkPage}?token=${token}`, expiresAt }));
}

/** Whose link this is and what for, if it works now. Changes nothing. @throws Refusal link_invalid, link_expired */
export async function lookAtLink(
  tx: Transaction,
  tenant: TenantId,
  token: string,
): Promise<{ user: UserId; purpose: LinkPurpose }> {
  const row = await linkFetch(tx, tenant, tokenHash(token));
  if (row === undefined || row.state === 'over') throw refuse('link_invalid');
  if (row.state === 'expired') throw refuse('link_expired');
  return { user: row.user_id, purpose: row.purpose };
}

/**
 * Uses the link up, in the transaction that sets the password: both happen or neither. Of many at once one succeeds.
 * @throws Refusal link_invalid
 */
export async function useLink(tx: Transaction, tenant: TenantId, token: string): Promise<UserId> {
  const user = await linkConsume(tx, tenant, tokenHash(token));
  if (user === null) throw refuse('link_invalid');
  return user;
}

/** Ends every link of this user that still works: for changes after which it must not. */
export function endLinks(tx: Transaction, owner: Owner): Promise<void> {
  return linkReplaceAll(tx, owner.tenant, owner.user);
}

/** Clean-up across tenants. */
export function pruneLinks(tx: Transaction): Promise<void> {
  return linkPrune(tx, rememberedDays);
}
