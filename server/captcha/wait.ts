/**
 * The way without JavaScript: a signed token that says when the page was given out, accepted once when somebody has waited.
 * Pure; the store compares with the database's clock. So that waiting is not the cheap way for programs, an address is let
 * through by it once per short span of time.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { TenantId } from '../kernel/ids.ts';

/** Seconds to wait. */
export const waitSeconds = 20;
/** Minutes after which a page is too old. */
export const waitMinutes = 15;
/** One address passes by waiting once in so many seconds. */
export const waitSpacingSeconds = 5;

const form = /^wait\.(\d{1,11})\.([\w-]{22})\.([\w-]{43})$/;

export interface Waits {
  /** @param at seconds of the database's clock */
  begin(tenant: TenantId, at: number): string;
  isWait(answer: string): boolean;
  /** When the wait began, in seconds; null when the token is not ours, or another organisation's. */
  read(tenant: TenantId, answer: string): number | null;
}

export function createWaits(key: Buffer): Waits {
  const signature = (tenant: TenantId, at: string, nonce: string): string =>
    createHmac('sha256', key).update(`wait\n${tenant}\n${at}\n${nonce}`).digest('base64url');
  return {
    begin(tenant, at) {
      const nonce = randomBytes(16).toString('base64url');
      return `wait.${at}.${nonce}.${signature(tenant, String(at), nonce)}`;
    },
    isWait: (answer) => answer.startsWith('wait.'),
    read(tenant, answer) {
      const [, at = '', nonce = '', given = ''] = form.exec(answer) ?? [];
      const expected = Buffer.from(signature(tenant, at, nonce));
      const signed = Buffer.from(given);
      return signed.length === expected.length && timingSafeEqual(signed, expected) ? Number(at) : null;
    },
  };
}
