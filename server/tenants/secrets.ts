/** The secrets among an organisation's settings: sealed as they are stored, in the clear for who uses them. */
import type { TenantId } from '../kernel/ids.ts';
import type { Sealer } from '../platform/seal.ts';
import type { Settings } from './setting-shapes.ts';

/** Binds a sealed secret to its organisation and place: copied to another one, it does not open. */
const secretPlace = (tenant: TenantId): string[] => ['settings', tenant, 'captcha.secretKey'];

export function sealSecret(sealer: Sealer, tenant: TenantId, secret: string): string {
  return sealer.seal(secret, secretPlace(tenant)).toString('base64');
}

/** The secret key of the organisation's CAPTCHA provider, in the clear; null when there is none. @throws UnsealError */
export function captchaSecretOf(
  sealer: Sealer,
  tenant: { readonly id: TenantId; readonly settings: Settings },
): string | null {
  const { secretKey } = tenant.settings.captcha;
  return secretKey === null ? null : sealer.unseal(Buffer.from(secretKey, 'base64'), secretPlace(tenant.id)).toString();
}
