import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { refusalCodes } from '../../kernel/refusal.ts';
import { brandingFrom } from '../../platform/page/branding.ts';
import { capturedMailListView, capturedMailView } from '../../platform/page/captured-mail.ts';
import { errorView } from '../../platform/page/error.ts';
import { type PageContext, pageSecurityPolicy } from '../../platform/page/frame.ts';
import { refusalMessage } from '../../texts/refusal-message.ts';
import { explainedCodes, helpView } from './help.ts';
import { landingView } from './landing.ts';
import { newPasswordView } from './new-password.ts';
import { organizationView } from './organization.ts';
import { samplePages } from './samples.ts';
import { setupView } from './setup.ts';
import { type SignInView, signInView } from './sign-in.ts';
import { signedOutView } from './signed-out.ts';

const nonce = 'bm9uY2U';
const context: PageContext = { language: 'en', branding: brandingFrom('Northwind', {}), nonce };
const plain: SignInView = {
  ...context,
  audience: 'organization',
  action: '/sign-in',
  identifierKind: 'username',
  identifier: '',
  formToken: 'token',
};

function countOf(html: string, pattern: RegExp): number {
  return [...html.matchAll(pattern)].length;
}

test('S1 the sign-in page has the promised labels, fields and links', () => {
  const html = signInView(plain);
  assert.match(html, /<label for="identifier">Username<\/label>/);
  assert.match(html, /<label for="password">Password<\/label>/);
  assert.match(html, /<button class="button" type="submit">Log in<\/button>/);
  assert.match(html, /<a href="\/forgot-password">Forgot your password\?<\/a>/);
  assert.match(html, /<input id="identifier" name="identifier" type="text"[^>]* autocomplete="username"/);
  assert.match(html, /<input id="password" name="password" type="password" autocomplete="current-password"/);
  assert.match(html, /<form method="post" action="\/sign-in"/);
  assert.match(html, /<input type="hidden" name="formToken" value="token">/);
});

test('S2 the label follows the identifier that the organisation chose', () => {
  assert.match(signInView({ ...plain, identifierKind: 'email' }), /<label for="identifier">E-mail address<\/label>/);
  assert.match(
    signInView({ ...plain, identifierKind: 'either' }),
    /<label for="identifier">Username or e-mail address<\/label>/,
  );
});

test('S4 the place asked for travels with the form, and only when there is one', () => {
  assert.match(
    signInView({ ...plain, returnTo: '/console?a=1&b=2' }),
    /name="returnTo" value="\/console\?a=1&amp;b=2"/,
  );
  assert.doesNotMatch(signInView(plain), /returnTo/);
});

test('S8.1 an error comes before the form, is announced, takes the focus, marks the fields, and keeps what was typed', () => {
  const html = signInView({ ...plain, identifier: 'ana', error: refusalMessage('en', 'incorrect_credentials') });
  assert.match(
    html,
    /<div class="alert" id="problem" role="alert" tabindex="-1" autofocus data-code="incorrect_credentials">\n<strong>Incorrect username or password\.<\/strong>/,
  );
  assert.ok(html.indexOf('role="alert"') < html.indexOf('<form'));
  assert.match(html, /id="identifier"[^>]* value="ana"[^>]* aria-invalid="true" aria-describedby="problem"/);
  assert.match(html, /id="password"[^>]* aria-invalid="true" aria-describedby="problem"/);
  assert.equal(countOf(html, / autofocus/g), 1);
});

test('S8.4 a lock does not mark the fields: nothing in them is wrong', () => {
  const html = signInView({ ...plain, identifier: 'ana', error: refusalMessage('en', 'too_many_attempts') });
  assert.doesNotMatch(html, /aria-invalid="/);
});

test('S8.8 a failure shows its reference number', () => {
  const error = refusalMessage('en', 'internal', { reference: 'ref-0001' });
  assert.match(signInView({ ...plain, error }), /Reference: <code>ref-0001<\/code>/);
  assert.match(errorView({ ...context, error, back: null }), /Reference: <code>ref-0001<\/code>/);
});

test('S8 every refusal renders, on the sign-in page and as a page of its own', () => {
  for (const code of refusalCodes) {
    const error = refusalMessage('en', code, { reference: null });
    assert.ok(signInView({ ...plain, error }).includes(`<strong>${error.title}</strong>`), code);
    assert.ok(errorView({ ...context, error, back: { href: '/sign-in' } }).includes(`<h1>${error.title}</h1>`), code);
  }
});

test('S8 the help page explains every sign-in error, with the text that the error shows', () => {
  const html = helpView(context);
  for (const code of explainedCodes) {
    const { title, help } = refusalMessage('en', code);
    assert.ok(html.includes(`<section id="${code}"><h2>${title}</h2>\n<p>${help}</p>`), code);
  }
  for (const code of [
    'incorrect_credentials',
    'already_signed_in',
    'user_disabled',
    'too_many_attempts',
    'user_inactive',
    'outside_schedule',
    'user_limit_reached',
    'no_email_for_code',
  ] as const) {
    assert.ok(explainedCodes.includes(code), code);
  }
  assert.match(html, /Any other message/);
});

test('P3 rules stand unmarked at first and are marked after a refused attempt, in words too', () => {
  const view = { ...context, action: '/sign-in/new-password', identifier: 'ana', formToken: 'token' };
  const first = newPasswordView({ ...view, rules: [{ rule: 'min_length', parameters: { minLength: 12 }, met: null }] });
  assert.match(first, /<li data-rule="min_length">At least 12 characters<\/li>/);
  const refused = newPasswordView({
    ...view,
    error: refusalMessage('en', 'password_policy'),
    rules: [
      { rule: 'min_length', parameters: { minLength: 12 }, met: false },
      { rule: 'blocklist', met: true },
    ],
  });
  assert.match(refused, /class="unmet">At least 12 characters<span class="unseen"> – not met<\/span>/);
  assert.match(refused, /class="met">Not a common or breached password<span class="unseen"> – met<\/span>/);
  assert.match(refused, /id="newPassword"[^>]* aria-invalid="true" aria-describedby="problem rules"/);
});

test('P5 two different entries are told at the repeated field', () => {
  const html = newPasswordView({
    ...context,
    action: '/x',
    identifier: 'ana',
    formToken: 't',
    rules: [],
    mismatch: true,
  });
  assert.match(html, /<strong>The two passwords are not the same\.<\/strong>/);
  assert.match(html, /id="repeatPassword"[^>]* aria-invalid="true" aria-describedby="problem repeatPassword-same"/);
  assert.doesNotMatch(html, /id="newPassword"[^>]*aria-invalid/);
});

test('O3 the base address asks for the organisation name and goes on with Continue', () => {
  const html = organizationView({
    ...context,
    action: '/',
    organization: 'nortwind',
    host: 'localhost:8080',
    formToken: 't',
    error: refusalMessage('en', 'organization_unknown'),
  });
  assert.match(html, /<label for="organization">Organisation name<\/label>/);
  assert.match(html, /value="nortwind"/);
  assert.match(html, />Continue<\/button>/);
  assert.match(html, /acme\.localhost:8080/);
});

test('O2 the page shows name, logo and accent of the organisation', () => {
  const html = signInView({
    ...plain,
    branding: brandingFrom('Globex', { accentColor: '#e58e26', logoUrl: '/branding/globex.svg' }),
  });
  assert.match(html, /<title>Log in to Globex<\/title>/);
  assert.match(html, /<img class="logo" src="\/branding\/globex\.svg" alt=""><span>Globex<\/span>/);
  assert.match(html, /--fill:#e58e26/);
});

const hostile = [
  `<script>alert(1)</script>`,
  `"><img src=x onerror=alert(1)>`,
  `' onfocus='alert(1)' x='`,
  `</style><script>alert(1)</script>`,
  `</title><svg onload=alert(1)>`,
  `javascript:alert(1)`,
  `\${alert(1)}`,
  `<!--`,
  `&lt;script&gt;`,
];

/** Every view with one text in every field that can come from outside. */
function everywhere(value: string): string[] {
  const given: PageContext = { ...context, branding: { ...brandingFrom(value, {}), name: value } };
  const error = { code: 'internal', title: value, help: value, reference: value } as const;
  const mail = {
    href: value,
    from: value,
    to: value,
    subject: value,
    capturedAt: '2026-11-21T08:00:00Z',
    text: value,
    htmlHref: value,
  };
  const rules = [{ rule: 'min_length', parameters: { minLength: value }, met: false }] as const;
  return [
    signInView({
      ...plain,
      ...given,
      action: value,
      identifier: value,
      error,
      notice: value,
      formToken: value,
      returnTo: value,
      signedInAs: { name: value, continueTo: value, logOutAction: value },
    }),
    newPasswordView({ ...given, action: value, identifier: value, rules, error, formToken: value }),
    organizationView({ ...given, action: value, organization: value, host: value, error, formToken: value }),
    setupView({ ...given, action: value, token: value, formToken: value, username: value, email: value, rules, error }),
    landingView({ ...given, home: value }),
    signedOutView({ ...given, signInHref: value }),
    helpView(given),
    errorView({ ...given, error, back: { href: value, label: value } }),
    capturedMailListView({ ...given, mails: [mail] }),
    capturedMailView({ ...given, mail, listHref: value }),
  ];
}

/** The tags of a page with the names of their attributes, in order: what a value must not be able to change. */
function skeleton(html: string): string {
  const outside = html
    .replace(/<style[^>]*>.*?<\/style>/s, '<style>')
    .replace(/<script[^>]*>.*?<\/script>/s, '<script>');
  return [...outside.matchAll(/<(\/?[a-z0-9]+|!--)((?:\s+[a-z-]+(?:="[^"]*")?)*)\s*>/gi)]
    .map(
      ([, tag, attributes = '']) =>
        `${tag} ${[...attributes.matchAll(/([a-z-]+)(?:="[^"]*")?/gi)].map((found) => found[1]).join(' ')}`,
    )
    .join('\n');
}

test('V3 hostile texts in every field change neither tags nor attributes', () => {
  const calm = everywhere('calm').map(skeleton);
  for (const value of hostile) {
    for (const [index, html] of everywhere(value).entries()) {
      assert.equal(skeleton(html), calm[index], value);
      assert.equal(countOf(html, /<script/g), countOf(html, /<script type="module" nonce="bm9uY2U">/g));
      assert.doesNotMatch(html, /(?:href|action|src)="javascript:/i);
    }
  }
});

test('V3 styles and scripts carry the nonce, and there are no inline handlers, style attributes or other sources', () => {
  for (const sample of samplePages) {
    const html = sample.render(nonce);
    assert.equal(countOf(html, /<style/g), 1, sample.name);
    assert.equal(countOf(html, /<style nonce="bm9uY2U">/g), 1, sample.name);
    assert.equal(countOf(html, /<script/g), countOf(html, /<script type="module" nonce="bm9uY2U">/g), sample.name);
    assert.doesNotMatch(html, /<[^>]*\s(?:on[a-z]+|style|srcdoc)=/i, sample.name);
    assert.doesNotMatch(html, /<(?:iframe|object|embed|base|meta http-equiv)/i, sample.name);
    assert.doesNotMatch(html, /<link (?!rel="icon" href="data:)/, sample.name);
  }
});

test('V3 the policy that pages are written for allows nothing else', () => {
  const policy = pageSecurityPolicy('abc', ['https://*.usher.example']);
  assert.equal(
    policy,
    "default-src 'none'; style-src 'nonce-abc'; script-src 'nonce-abc'; img-src 'self' data:; form-action 'self' https://*.usher.example; base-uri 'none'; frame-ancestors 'none'",
  );
});

test('S1 every page is one document in its language, with landmarks and one heading, and lets people zoom', () => {
  for (const sample of samplePages) {
    const html = sample.render(nonce);
    assert.ok(html.startsWith('<!doctype html>\n<html lang="en">'), sample.name);
    for (const tag of ['header', 'main', 'footer', 'h1'])
      assert.equal(countOf(html, new RegExp(`<${tag}[ >]`, 'g')), 1, `${sample.name}: ${tag}`);
    assert.match(html, /<meta name="viewport" content="width=device-width, initial-scale=1">/);
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map((found) => found[1]);
    assert.equal(new Set(ids).size, ids.length, `${sample.name}: ids are unique`);
  }
});

test('S1 every page weighs at most 20 KB, even uncompressed', (t) => {
  let heaviest = 0;
  let compressed = 0;
  for (const sample of samplePages) {
    const html = sample.render(nonce);
    const bytes = Buffer.byteLength(html);
    assert.ok(bytes <= 20_000, `${sample.name}: ${bytes} bytes`);
    heaviest = Math.max(heaviest, bytes);
    compressed = Math.max(compressed, gzipSync(html).byteLength);
  }
  t.diagnostic(`heaviest page ${heaviest} bytes, ${compressed} gzipped`);
});

test('S1 the sign-in page stays within 20 KB with the heaviest logo that is taken and an error', () => {
  const prefix = 'data:image/png;base64,';
  const logoUrl = `${prefix}${'A'.repeat(7_168 - prefix.length)}`;
  const branding = brandingFrom('Northwind', { logoUrl });
  assert.equal(branding.logoUrl, logoUrl);
  const html = signInView({ ...plain, branding, error: refusalMessage('en', 'incorrect_credentials') });
  assert.ok(Buffer.byteLength(html) <= 20_000, `${Buffer.byteLength(html)} bytes`);
});
