/**
 * When a second factor is due and which ones will do (F1–F3). Pure: the organisation's setting, the role and what the person
 * has go in, nothing else; asked anew at each step of a sign-in.
 */
import type { Settings } from '../tenants/setting-shapes.ts';

/** What can be proven after the first factor. */
export type FactorMethod = 'email_code' | 'totp' | 'passkey' | 'recovery_code';

/** What a person has enrolled. */
export interface OwnFactors {
  /** They chose the e-mailed code themselves. */
  readonly emailCode: boolean;
  /** An authenticator app, confirmed. */
  readonly totp: boolean;
  readonly passkey: boolean;
  /** Recovery codes left. */
  readonly recoveryCodes: number;
}

/** Whom it is about. */
export interface FactorSubject {
  readonly role: string;
  readonly hasEmail: boolean;
  readonly own: OwnFactors;
}

type Setting = Settings['secondFactor'];

/** Whether the organisation demands a second factor of this role (F1). */
export function factorRequired({ required }: Setting, role: string): boolean {
  return required === 'everyone' || (Array.isArray(required) && required.includes(role));
}

/** What they have of their own and may use. A method that the organisation does not allow counts for nothing, either way. */
function ownAllowed({ methods }: Setting, { own }: FactorSubject): FactorMethod[] {
  const found: FactorMethod[] = [];
  if (own.passkey && methods.includes('passkey')) found.push('passkey');
  if (own.totp && methods.includes('totp')) found.push('totp');
  if (own.emailCode && methods.includes('email_code')) found.push('email_code');
  return found;
}

/** Whether a second factor is asked for: by the organisation, or because the person has one. */
export function factorDue(setting: Setting, subject: FactorSubject): boolean {
  return factorRequired(setting, subject.role) || ownAllowed(setting, subject).length > 0;
}

/**
 * What the person may prove now, the strongest first; the first one is what the page asks for. The e-mailed code will do
 * wherever a factor is required, without anybody enrolling it; recovery codes wherever any are left.
 */
export function usableMethods(setting: Setting, subject: FactorSubject): FactorMethod[] {
  const usable: FactorMethod[] = ownAllowed(setting, subject).filter((method) => method !== 'email_code');
  const mailed = subject.own.emailCode || factorRequired(setting, subject.role);
  if (setting.methods.includes('email_code') && subject.hasEmail && mailed) usable.push('email_code');
  if (subject.own.recoveryCodes > 0) usable.push('recovery_code');
  return usable;
}

/**
 * Whether somebody from whom a factor is required and who has none may enrol one on the way in. Whoever merely chose one has
 * to use that one, or a password alone would be enough to replace it.
 */
export function mayEnrol(setting: Setting, subject: FactorSubject): boolean {
  return (
    factorRequired(setting, subject.role) && (setting.methods.includes('totp') || setting.methods.includes('passkey'))
  );
}
