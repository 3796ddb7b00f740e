/** The page that asks for a second factor, in every state worth looking at. */
import type { PageContext } from '../platform/page-frame.ts';
import { refusalMessage } from '../texts/refusal-message.ts';
import type { Language } from '../texts/texts.ts';
import { type CodeView, codeView } from './view-code.ts';
import type { SamplePage } from './view-samples.ts';

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
    page('recovery', { method: 'recovery_code', methods: ['totp', 'recovery_code'], mailed: null, trustDays: 1 }),
  ];
}
