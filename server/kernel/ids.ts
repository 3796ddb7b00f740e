/**
 * Branded identifiers. Every id is its own type, so that a user id cannot be handed where a session id is meant.
 * All are UUIDv7 (RFC 9562 section 5.7) made here, because PostgreSQL 15 has no uuidv7().
 */
import { randomFillSync } from 'node:crypto';
import { now } from './clock.ts';

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

export type TenantId = Branded<'TenantId'>;
export type UserId = Branded<'UserId'>;
export type RoleId = Branded<'RoleId'>;
export type TeamId = Branded<'TeamId'>;
export type SessionId = Branded<'SessionId'>;
export type FlowId = Branded<'FlowId'>;
export type ApiKeyId = Branded<'ApiKeyId'>;
export type MailId = Branded<'MailId'>;
export type LinkId = Branded<'LinkId'>;
export type AuditEventId = Branded<'AuditEventId'>;
export type SettingsChangeId = Branded<'SettingsChangeId'>;
export type BrowserId = Branded<'BrowserId'>;
export type PasskeyId = Branded<'PasskeyId'>;
export type PasskeyChallengeId = Branded<'PasskeyChallengeId'>;
export type TrustedBrowserId = Branded<'TrustedBrowserId'>;
export type ScheduleId = Branded<'ScheduleId'>;
export type NodeId = Branded<'NodeId'>;
export type ConnectionId = Branded<'ConnectionId'>;
export type WebhookId = Branded<'WebhookId'>;
export type WebhookDeliveryId = Branded<'WebhookDeliveryId'>;
export type ImportId = Branded<'ImportId'>;

type AnyId =
  | TenantId
  | UserId
  | RoleId
  | TeamId
  | SessionId
  | FlowId
  | ApiKeyId
  | MailId
  | LinkId
  | AuditEventId
  | SettingsChangeId
  | BrowserId
  | PasskeyId
  | PasskeyChallengeId
  | TrustedBrowserId
  | ScheduleId
  | NodeId
  | ConnectionId
  | WebhookId
  | WebhookDeliveryId
  | ImportId;

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** True for a lower-case UUID of any version: the only form in which Usher writes and accepts ids. */
export function isUuid(text: string): boolean {
  return uuidPattern.test(text);
}

const countMax = 0xfff;
let lastMs = 0;
let count = 0;

/**
 * A fresh UUIDv7: 48 bits of Unix milliseconds, 12 that count within one, 62 random bits (RFC 9562, 6.2, method 1). What this
 * process makes one after another sorts so, as entries of the audit log have to: in the lower half of the count it begins
 * anywhere, so that 2,048 a millisecond keep their order.
 */
export function newId<Id extends AnyId>(): Id {
  const bytes = Buffer.alloc(16);
  randomFillSync(bytes);
  const ms = now().epochMilliseconds;
  count = ms === lastMs ? (count + 1) & countMax : bytes.readUInt16BE(6) & (countMax >> 1);
  lastMs = ms;
  bytes.writeUIntBE(ms, 0, 6);
  bytes.writeUInt16BE(0x7000 | count, 6);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = bytes.toString('hex');
  // The cast is the branding itself: the text was made right here.
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}` as Id;
}

/** Brands a text from outside; null when it is not a UUID (the caller answers "not found", never a database error). */
export function parseId<Id extends AnyId>(text: string): Id | null {
  return isUuid(text) ? (text as Id) : null;
}
