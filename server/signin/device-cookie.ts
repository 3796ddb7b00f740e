/**
 * The device cookie: which users have signed in from this browser before (S9). It is signed, never a credential: it only says
 * in which bucket a browser's failures count, so that a stranger's failures elsewhere cannot lock the owner out. Pure.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { isUuid, type TenantId, type UserId } from '../kernel/ids.ts';

export interface DeviceEntry {
  readonly user: UserId;
  /** Random id of this pair of browser and user; a new one when the old one is worn out. */
  readonly browser: string;
}

/** Shared desks see many people; the last ten are remembered. */
const entriesMax = 10;

function signature(key: Buffer, tenant: TenantId, body: string): Buffer {
  return createHmac('sha256', key).update(`${tenant}\n${body}`).digest();
}

/** The cookie's value: entries, newest first, bound to the tenant. */
export function encodeDevices(key: Buffer, tenant: TenantId, entries: readonly DeviceEntry[]): string {
  const body = entries
    .slice(0, entriesMax)
    .map((entry) => `${entry.user}.${entry.browser}`)
    .join('~');
  return `${body}~${signature(key, tenant, body).toString('base64url')}`;
}

/** Empty when there is none, or it was not signed by us for this tenant. */
export function decodeDevices(key: Buffer, tenant: TenantId, value: string | null): DeviceEntry[] {
  if (value === null) return [];
  const end = value.lastIndexOf('~');
  const body = value.slice(0, Math.max(0, end));
  const given = Buffer.from(value.slice(end + 1), 'base64url');
  const expected = signature(key, tenant, body);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return [];
  return body.split('~').flatMap((part) => {
    const [user = '', browser = ''] = part.split('.');
    // The cast brands what we signed ourselves and have checked once more.
    return isUuid(user) && isUuid(browser) ? [{ user: user as UserId, browser }] : [];
  });
}

/** The entries after a user signed in: theirs first, once. */
export function withDevice(entries: readonly DeviceEntry[], entry: DeviceEntry): DeviceEntry[] {
  return [entry, ...entries.filter((one) => one.user !== entry.user)].slice(0, entriesMax);
}
