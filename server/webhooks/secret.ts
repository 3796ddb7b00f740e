/** The secret that an endpoint shares with us, and what it signs: Standard Webhooks 1.0, symmetric (`v1`). */
import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { nowMs } from '../kernel/clock.ts';
import type { TenantId, WebhookId } from '../kernel/ids.ts';
import type { Sealer } from '../platform/seal.ts';

const secretBytes = 32;
/** Hours for which the secret before the last change signs too. */
export const previousSecretHours = 24;

/** `whsec_` and 256 random bits in base64: the serialisation that the specification names. */
export function newSecret(): string {
  return `whsec_${randomBytes(secretBytes).toString('base64')}`;
}

function placeOf(tenant: TenantId, webhook: WebhookId): readonly string[] {
  return ['webhook', tenant, webhook];
}

export function sealSecret(sealer: Sealer, tenant: TenantId, webhook: WebhookId, secret: string): Buffer {
  return sealer.seal(secret, placeOf(tenant, webhook));
}

/** @throws UnsealError */
export function unsealSecret(sealer: Sealer, tenant: TenantId, webhook: WebhookId, sealed: Buffer): string {
  return sealer.unseal(sealed, placeOf(tenant, webhook)).toString('utf8');
}

/**
 * Headers that prove who sends `body`, now.
 * @param id the same at every attempt, so that the receiver can drop what it has
 * @param secrets each signs
 */
export function signedHeaders(id: string, body: string, secrets: readonly string[]): Record<string, string> {
  const at = new Date(nowMs());
  return {
    'content-type': 'application/json',
    'user-agent': 'Usher-Webhooks/1',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(' '),
  };
}
