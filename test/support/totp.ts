// An authenticator app: reads the key that a page or the API shows, and tells codes.
import { TOTP } from 'otpauth';

/** The code of now, or of `steps` later; the key may have spaces. */
export function totpCode(key: string, steps = 0): string {
  const timestamp = Date.now() + steps * 30_000;
  return new TOTP({ secret: key.replaceAll(' ', '') }).generate({ timestamp });
}
