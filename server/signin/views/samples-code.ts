/** The page that asks for a second factor, in every state worth looking at. */
import { totpEnrolment } from '../../factors/totp.ts';
import type { PageContext } from '../../platform/page/frame.ts';
import { refusalMessage } from '../../texts/refusal-message.ts';
import type { Language } from '../../texts/texts.ts';
import { type CodeView, codeView } from './code.ts';
import { type EnrolFactorView, enrolFactorView } from './enrol-factor.ts';
import { recoveryCodesView } from './recovery-codes.ts';

export interface SamplePage {
  readonly name: string;
  /** Renders the page with this nonce. */
  readonly render: (nonce: string) => string;
}

const mailed = { to: 'a***@northwind.example', expiresInSeconds: 272, resendInSeconds: 2, mayResend: true };

/** @param context makes what every page needs, from its nonce */
export function codePages(language: Language, context: (nonce: string) => PageContext): readonly SamplePage[] {
  const page = (name: string, given: Partial<CodeView>): SamplePage => ({
    name: `code-${name}`,
    render: (nonce) =>
      codeView({
        ...context(nonce),
        action: '/sign-in/code',
        startHref: '/sign-in',
        flow: '01a1fceb-eb01-7ef1-b694-22b13590418d',
        method: 'email_code',
        methods: ['email_code'],
        mailed,
        trustDays: 0,
        formToken: 'a-form-token',
        ...given,
      }),
  });
  return [
    page('mail', {}),
    page('incorrect', { trustDays: 30, error: refusalMessage(language, 'code_incorrect') }),
    page('expired', {
      mailed: { ...mailed, expiresInSeconds: 0, resendInSeconds: 0 },
      error: refusalMessage(language, 'code_expired'),
    }),
    page('app', { method: 'totp', methods: ['passkey', 'totp', 'email_code', 'recovery_code'], mailed: null }),
    page('passkey', { method: 'passkey', methods: ['passkey', 'totp'], mailed: null, trustDays: 30 }),
    page('recovery', { method: 'recovery_code', methods: ['totp', 'recovery_code'], mailed: null, trustDays: 1 }),
  ];
}

/** Setting up a second factor on the way in, and what is shown once at the end. */
export function enrolPages(language: Language, context: (nonce: string) => PageContext): readonly SamplePage[] {
  const enrol = (name: string, given: Partial<EnrolFactorView>): SamplePage => ({
    name: `enrol-${name}`,
    render: (nonce) =>
      enrolFactorView({
        ...context(nonce),
        action: '/sign-in/second-factor',
        startHref: '/sign-in',
        flow: '01a1fceb-eb01-7ef1-b694-22b13590418d',
        methods: ['totp', 'passkey'],
        totp: null,
        formToken: 'a-form-token',
        ...given,
      }),
  });
  const totp = totpEnrolment(Buffer.alloc(20, 7), 'Northwind', 'ana');
  return [
    enrol('choice', {}),
    enrol('app', { totp }),
    enrol('app-incorrect', { totp, error: refusalMessage(language, 'code_incorrect') }),
    {
      name: 'recovery-codes',
      render: (nonce) =>
        recoveryCodesView({
          ...context(nonce),
          codes: Array.from({ length: 10 }, (_, n) => `K7M2Q-9XWZ${n}`),
          identifier: 'ana',
          continueTo: '/home',
        }),
    },
  ];
}
