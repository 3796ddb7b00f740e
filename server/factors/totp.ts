/**
 * Time-based one-time passwords (RFC 6238) as every authenticator app makes them: SHA-1, 6 digits, 30 seconds. Pure: the time
 * is handed in, as a step, because the database's clock decides which one it is. What was used once is refused by whoever
 * stores the last step, not here.
 */
import { Secret, TOTP } from 'otpauth';
import { qrCodeImage } from './qr-code.ts';

/** Seconds that one code is for. */
const totpPeriodSeconds = 30;
/** Steps before and after the current one whose code is accepted: clocks differ, and typing takes time (RFC 6238 5.2). */
const totpWindow = 1;
/** RFC 4226 section 4, R6: 160 bits. */
const secretBytes = 20;
const rules = { algorithm: 'SHA1', digits: 6, period: totpPeriodSeconds } as const;

// Names beyond this would make a picture that phones cannot read.
const issuerLengthMax = 32;
const accountLengthMax = 64;

/** What a person needs to set up an authenticator app. Holds the secret: shown once, never stored in this form. */
export interface TotpEnrolment {
  /** Base 32 in groups of four, for typing. */
  readonly key: string;
  readonly uri: string;
  /** The URI as a picture: a `data:` address. */
  readonly qrCode: string;
}

/** A colon divides issuer and account in the label, so names have none. */
function nameInLabel(name: string, lengthMax: number): string {
  return Array.from(name.replaceAll(':', ' ').trim()).slice(0, lengthMax).join('');
}

function secretOf(bytes: Uint8Array): Secret {
  return new Secret({ buffer: Uint8Array.from(bytes).buffer });
}

/** 160 random bits. */
export function newTotpSecret(): Buffer {
  return Buffer.from(new Secret({ size: secretBytes }).bytes);
}

/** Key, URI (`otpauth://totp/…`) and picture of a secret. `issuer` is the organisation's name, `account` the username. */
export function totpEnrolment(secret: Uint8Array, issuer: string, account: string): TotpEnrolment {
  const given = secretOf(secret);
  const uri = new TOTP({
    ...rules,
    secret: given,
    issuer: nameInLabel(issuer, issuerLengthMax),
    label: nameInLabel(account, accountLengthMax),
  }).toString();
  return { key: given.base32.replace(/(.{4})(?=.)/g, '$1 '), uri, qrCode: qrCodeImage(uri) };
}

/**
 * The step whose code this is, near the current one.
 * @param code as typed; spaces do not count
 * @param currentStep Unix seconds ÷ 30, rounded down
 * @returns null when it is the code of none of them
 */
export function totpStepOf(secret: Uint8Array, code: string, currentStep: number): number | null {
  const token = code.replaceAll(/\s/g, '');
  if (!/^\d{6}$/.test(token)) return null;
  const timestamp = currentStep * totpPeriodSeconds * 1000;
  const delta = TOTP.validate({ ...rules, secret: secretOf(secret), token, timestamp, window: totpWindow });
  return delta === null ? null : currentStep + delta;
}
