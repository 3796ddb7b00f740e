/**
 * What a change is, and which ones a transaction has announced: the process that made a change must not wait for its own
 * notification, or its next answer would still be the old one.
 */
import type { ConnectionId, SessionId, TenantId, UserId } from '../kernel/ids.ts';

/**
 * What changed. `tenant`: its row, settings, roles or schedules; `user`: anything that decides for them; `session`: one ended;
 * `connection`: a tab is told `event` and, if `closes`, its stream ends; `connected`: somebody came, went or moved; `pong`: tabs of
 * these users, as `user/tab`, answered a process that does not hold their streams; `webhooks`: deliveries wait to be sent (the database
 * itself says so).
 */
export type Change =
  | { readonly kind: 'tenant'; readonly tenant: TenantId }
  | { readonly kind: 'user'; readonly tenant: TenantId; readonly user: UserId }
  | { readonly kind: 'session'; readonly tenant: TenantId; readonly session: SessionId }
  | {
      readonly kind: 'connection';
      readonly tenant: TenantId;
      readonly connections: readonly ConnectionId[];
      readonly event: string;
      readonly data: Readonly<Record<string, unknown>>;
      readonly closes: boolean;
    }
  | { readonly kind: 'connected'; readonly tenant: TenantId }
  | { readonly kind: 'pong'; readonly tabs: readonly string[] }
  | { readonly kind: 'webhooks' };

const announced = new WeakMap<object, Change[]>();

/** Remembers a change until its transaction ends. */
export function noteChange(tx: object, change: Change): void {
  const changes = announced.get(tx);
  if (changes) changes.push(change);
  else announced.set(tx, [change]);
}

/** The changes a transaction announced, to be told once it is committed. */
export function changesOf(tx: object): readonly Change[] {
  return announced.get(tx) ?? [];
}
