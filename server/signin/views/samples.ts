/**
 * Every server-rendered page in every state worth looking at, with realistic content. The preview tool photographs them and
 * the tests judge them; no running server uses them.
 */

import type { RefusalCode } from '../../kernel/refusal.ts';
import { type Branding, brandingFrom, productBranding } from '../../platform/page/branding.ts';
import { type CapturedMail, capturedMailListView, capturedMailView } from '../../platform/page/captured-mail.ts';
import { errorView } from '../../platform/page/error.ts';
import type { PageContext } from '../../platform/page/frame.ts';
import { type RefusalFacts, type RefusalMessage, refusalMessage } from '../../texts/refusal-message.ts';
import { type Language, languages, textsIn } from '../../texts/texts.ts';
import { forgotPasswordSentView, forgotPasswordView } from './forgot-password.ts';
import { helpView } from './help.ts';
import { landingView } from './landing.ts';
import { newPasswordView, type RuleView } from './new-password.ts';
import { organizationView } from './organization.ts';
import { deadLinkView, resetPasswordView } from './reset-password.ts';
import { codePages, enrolPages, type SamplePage } from './samples-code.ts';
import { placePages } from './samples-places.ts';
import { setupView } from './setup.ts';
import { type SignInView, signInView } from './sign-in.ts';
import { signedOutView } from './signed-out.ts';

const starLogo = `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 40"><path fill="#0a3d62" d="M20 4l4 12 12 4-12 4-4 12-4-12L4 20l12-4z"/><path fill="#e58e26" d="M50 12h60v5H50zm0 11h42v5H50z"/></svg>')}`;

const northwind = brandingFrom('Northwind Support', { accentColor: '#1f4e9c' });
const withLogo = brandingFrom('Globex Telecom', { accentColor: '#e58e26', logoUrl: starLogo });
const pale = brandingFrom('Sonnenschein Kundendienst und Telefonzentrale GmbH & Co. KG', { accentColor: '#ffe44d' });
const dark = brandingFrom('Acme', { accentColor: '#14141f' });

const rules: readonly RuleView[] = [
  { rule: 'min_length', parameters: { minLength: 8 }, met: null },
  { rule: 'classes', parameters: { classesAtLeast: 2 }, met: null },
  { rule: 'blocklist', met: null },
  { rule: 'context_words', met: null },
  { rule: 'history', parameters: { history: 5 }, met: null },
];
const judged: readonly RuleView[] = rules.map((rule, index) => ({ ...rule, met: index !== 0 && index !== 2 }));

function say(language: Language, code: RefusalCode, facts: RefusalFacts = {}): RefusalMessage {
  return refusalMessage(language, code, facts);
}

function context(language: Language, nonce: string, branding: Branding = northwind): PageContext {
  const languageLinks = languages.map((one) => ({ language: one, href: `/sign-in?lang=${one}` }));
  return { language, branding, nonce, languageLinks };
}

function signIn(language: Language, name: string, given: Partial<SignInView>): SamplePage {
  return {
    name: `sign-in-${name}`,
    render: (nonce) =>
      signInView({
        ...context(language, nonce),
        audience: 'organization',
        action: '/sign-in',
        identifierKind: 'username',
        identifier: '',
        formToken: 'a-form-token',
        passkey: true,
        ...given,
      }),
  };
}

const mail: CapturedMail = {
  href: '/dev/mail/1',
  from: 'Usher <no-reply@localhost>',
  to: 'ana.morales@northwind.example',
  subject: 'Your account at Northwind Support',
  capturedAt: '2026-11-21T08:03:00Z',
  htmlHref: '/dev/mail/1/html',
  text: 'Hello Ana,\n\nan account was created for you at Northwind Support.\n\nAddress: http://northwind.localhost:8080/sign-in\nUsername: ana.morales\n\nIf you did not expect this, ask your Administrator.\n',
};

const until = '2026-11-23T07:00:00Z';
const timeZone = 'Europe/Madrid';

/** Without JavaScript, or before it has come up. */
const waiting = { provider: 'altcha', asset: null, wait: 'wait.1.x.y' } as const;

const signInPages = (language: Language): readonly SamplePage[] => [
  signIn(language, 'plain', {}),
  signIn(language, 'logo', { branding: withLogo, identifierKind: 'email' }),
  signIn(language, 'pale-accent', { branding: pale, identifierKind: 'either' }),
  signIn(language, 'dark-accent', { branding: dark }),
  signIn(language, 'incorrect', { identifier: 'ana.morales', error: say(language, 'incorrect_credentials') }),
  signIn(language, 'disabled', {
    identifier: 'ana.morales',
    error: say(language, 'user_disabled'),
    branding: withLogo,
  }),
  signIn(language, 'locked-until', {
    identifier: 'ana.morales',
    error: say(language, 'too_many_attempts', { until, timeZone }),
  }),
  signIn(language, 'outside-schedule', {
    identifier: 'ana.morales',
    error: say(language, 'outside_schedule', { until, timeZone }),
    branding: pale,
  }),
  signIn(language, 'internal', {
    identifier: 'ana.morales',
    error: say(language, 'internal', { reference: '0199f3a2-7c1e' }),
  }),
  signIn(language, 'captcha', {
    identifier: 'ana.morales',
    error: say(language, 'captcha_required'),
    captcha: waiting,
  }),
  signIn(language, 'captcha-early', {
    branding: withLogo,
    identifier: 'ana.morales',
    error: say(language, 'captcha_failed', { waitSeconds: 12 }),
    captcha: waiting,
  }),
  signIn(language, 'signed-in', {
    signedInAs: { name: 'Ana Morales', continueTo: '/home', logOutAction: '/sign-out' },
  }),
  signIn(language, 'operator', {
    audience: 'operator',
    action: '/operator/sign-in',
    branding: productBranding,
    notice: textsIn(language)('setup.done'),
    identifier: 'root.operator',
  }),
  signIn(language, 'password-changed', { notice: textsIn(language)('reset.done') }),
];

const newPassword = {
  action: '/sign-in/new-password',
  identifier: 'ana.morales',
  rules,
  formToken: 'a-form-token',
} as const;
const forgot = {
  action: '/forgot-password',
  identifier: '',
  signInHref: '/sign-in',
  formToken: 'a-form-token',
} as const;
const reset = {
  action: '/reset-password',
  purpose: 'reset',
  token: 'a-token',
  identifier: 'ana.morales',
  rules,
  formToken: 'a-form-token',
} as const;
const setup = {
  action: '/setup',
  token: 'a-set-up-token',
  formToken: 'a-form-token',
  username: '',
  email: '',
  rules,
} as const;
const organization = { action: '/', organization: '', host: 'localhost:8080', formToken: 'a-form-token' } as const;

/** What follows a sign-in that leads elsewhere, and a log-out. */
const endPages = (language: Language): readonly SamplePage[] => [
  { name: 'landing', render: (nonce) => landingView({ ...context(language, nonce), home: 'https://desk.example/' }) },
  { name: 'signed-out', render: (nonce) => signedOutView({ ...context(language, nonce), signInHref: '/sign-in' }) },
];

const otherPages = (language: Language): readonly SamplePage[] => [
  { name: 'new-password', render: (nonce) => newPasswordView({ ...context(language, nonce), ...newPassword }) },
  {
    name: 'new-password-refused',
    render: (nonce) =>
      newPasswordView({
        ...context(language, nonce),
        ...newPassword,
        rules: judged,
        error: say(language, 'password_policy'),
      }),
  },
  {
    name: 'new-password-mismatch',
    render: (nonce) => newPasswordView({ ...context(language, nonce, withLogo), ...newPassword, mismatch: true }),
  },
  {
    name: 'organization',
    render: (nonce) => organizationView({ ...context(language, nonce, productBranding), ...organization }),
  },
  {
    name: 'organization-unknown',
    render: (nonce) =>
      organizationView({
        ...context(language, nonce, productBranding),
        ...organization,
        organization: 'nortwind',
        error: say(language, 'organization_unknown'),
      }),
  },
  { name: 'setup', render: (nonce) => setupView({ ...context(language, nonce, productBranding), ...setup }) },
  {
    name: 'setup-refused',
    render: (nonce) =>
      setupView({
        ...context(language, nonce, productBranding),
        ...setup,
        username: 'root.operator',
        rules: judged,
        error: say(language, 'password_policy'),
      }),
  },
  { name: 'forgot-password', render: (nonce) => forgotPasswordView({ ...context(language, nonce), ...forgot }) },
  {
    name: 'forgot-password-limited',
    render: (nonce) =>
      forgotPasswordView({
        ...context(language, nonce),
        ...forgot,
        identifier: 'ana.morales',
        error: say(language, 'rate_limited'),
      }),
  },
  {
    name: 'forgot-password-sent',
    render: (nonce) => forgotPasswordSentView({ ...context(language, nonce), signInHref: '/sign-in', linkMinutes: 60 }),
  },
  { name: 'reset-password', render: (nonce) => resetPasswordView({ ...context(language, nonce), ...reset }) },
  {
    name: 'reset-password-refused',
    render: (nonce) =>
      resetPasswordView({
        ...context(language, nonce, withLogo),
        ...reset,
        rules: judged,
        error: say(language, 'password_policy'),
      }),
  },
  {
    name: 'first-password',
    render: (nonce) => resetPasswordView({ ...context(language, nonce), ...reset, purpose: 'activation' }),
  },
  {
    name: 'reset-password-dead',
    render: (nonce) =>
      deadLinkView({ ...context(language, nonce), error: say(language, 'link_expired'), signInHref: '/sign-in' }),
  },
  { name: 'help', render: (nonce) => helpView(context(language, nonce)) },
  {
    name: 'error-not-found',
    render: (nonce) =>
      errorView({ ...context(language, nonce), error: say(language, 'not_found'), back: { href: '/sign-in' } }),
  },
  {
    name: 'error-internal',
    render: (nonce) =>
      errorView({
        ...context(language, nonce),
        error: say(language, 'internal', { reference: '0199f3a2-7c1e-7d3b-9a51-4be0c7a1f2d3' }),
        back: { href: '/' },
      }),
  },
  {
    name: 'error-host',
    render: (nonce) =>
      errorView({ ...context(language, nonce, productBranding), error: say(language, 'host_unknown'), back: null }),
  },
  {
    name: 'mail-list',
    render: (nonce) =>
      capturedMailListView({
        ...context(language, nonce, productBranding),
        mails: [mail, { ...mail, href: '/dev/mail/2', subject: '', to: 'pedro@northwind.example' }],
      }),
  },
  {
    name: 'mail-empty',
    render: (nonce) => capturedMailListView({ ...context(language, nonce, productBranding), mails: [] }),
  },
  {
    name: 'mail',
    render: (nonce) => capturedMailView({ ...context(language, nonce, productBranding), mail, listHref: '/dev/mail' }),
  },
];

/** The same pages in any language. */
export function samplePagesIn(language: Language): readonly SamplePage[] {
  return [
    ...signInPages(language),
    ...codePages(language, (nonce) => context(language, nonce, withLogo)),
    ...enrolPages(language, (nonce) => context(language, nonce)),
    ...placePages(language, (nonce) => context(language, nonce)),
    ...otherPages(language),
    ...endPages(language),
  ];
}

export const samplePages = samplePagesIn('en');
