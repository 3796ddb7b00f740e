// Rows F2 and F5: the page that asks for a code, without JavaScript, and the browsers that are trusted to need none.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { goodPassword, type TestApp, testApp } from '../../../test/support/app.ts';
import { codeOf, isSignedIn, rows, signInByPage } from '../../../test/support/attack.ts';
import { ageCodes, mailedCode, wrongCode } from '../../../test/support/mailed-code.ts';
import { type Asked, begun, go, world } from '../../../test/support/required-factor.ts';
import { commandLineCaller } from '../../kernel/caller.ts';

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app?.close());

test('F5 a trusted browser is asked for the password alone, for as long as the password stays', async () => {
  const { tenant, ana, address } = await world(app, 'f5', { trustBrowserDays: 7 });
  const { browser, asked } = await begun(app, 'f5');
  assert.equal(asked.trustBrowserDays, 7);
  const code = await mailedCode(app, address);
  assert.equal((await go(browser, asked.flow, { code, trustBrowser: true })).json().next, 'done');
  assert.ok(browser.cookies.has('usher_trust'));
  assert.equal((await begun(app, 'f5', browser)).asked.next, 'done');
  const elsewhere = app.browser('f5');
  assert.equal((await begun(app, 'f5', elsewhere)).asked.next, 'code', 'another browser is asked');
  // The cookie is bound to its person: Bob gains nothing by it.
  await app.user(tenant, 'bob', { email: 'bob@f5.example' });
  assert.equal((await browser.copy().signIn('bob', goodPassword)).json().next, 'code');
  await app.app.house.users.setPassword(tenant, commandLineCaller(tenant.id), ana, {
    password: 'another 55 lantern',
    temporary: false,
  });
  assert.equal((await browser.signIn('ana', 'another 55 lantern')).json().next, 'code');
});

test('F5 no trust is offered, or given, where it is not set or another person uses the browser', async () => {
  const { tenant, address } = await world(app, 'f5-shared', { trustBrowserDays: 7 });
  await app.user(tenant, 'bob', { email: 'bob@f5-shared.example' });
  const desk = app.browser('f5-shared');
  const bob = (await desk.signIn('bob', goodPassword)).json<Asked>();
  await go(desk, bob.flow, { code: await mailedCode(app, 'bob@f5-shared.example') });
  const { asked } = await begun(app, 'f5-shared', desk);
  assert.equal(asked.trustBrowserDays, 0);
  await go(desk, asked.flow, { code: await mailedCode(app, address), trustBrowser: true });
  assert.equal(desk.cookies.has('usher_trust'), false);
  const unset = await world(app, 'f5-unset');
  const plain = await begun(app, 'f5-unset');
  await go(plain.browser, plain.asked.flow, { code: await mailedCode(app, unset.address), trustBrowser: true });
  assert.equal(plain.browser.cookies.has('usher_trust'), false);
});

test('F2 the same by the pages, without JavaScript: sent to, wrong, Resend, right', async () => {
  const { tenant, address } = await world(app, 'f2-page', { trustBrowserDays: 30 });
  const browser = app.browser('f2-page');
  const first = await signInByPage(browser, 'ana', goodPassword);
  assert.equal(first.headers.location, '/sign-in/code');
  const code = await mailedCode(app, address);
  const shown = await browser.page('/sign-in/code');
  assert.match(shown.text, /We sent a 6-digit code to a\*\*\*@f2-page\.example\./);
  assert.match(shown.text, /should arrive within a minute.*SPAM.*Supervisor or Administrator/s);
  assert.match(shown.text, /The code is valid for [45]:\d\d\./);
  assert.match(shown.text, /Trust this browser for 30 days/);
  const wrong = await browser.form('/sign-in/code', { method: 'email_code', code: wrongCode(code) });
  assert.equal(wrong.status, 401);
  assert.equal(codeOf(wrong), 'code_incorrect');
  assert.equal(wrong.text.includes(wrongCode(code)), false, 'what was typed is not written back');
  const early = await browser.form('/sign-in/code', { resend: 'true' });
  assert.equal(early.status, 429);
  assert.ok(early.headers['retry-after']);
  await ageCodes(app, tenant, 301);
  const late = await browser.form('/sign-in/code', { method: 'email_code', code });
  assert.equal(late.status, 410);
  assert.match(late.text, /Resend/);
  const resent = await browser.form('/sign-in/code', { resend: 'true' });
  assert.equal(resent.status, 303);
  const fresh = await mailedCode(app, address, 2);
  const done = await browser.form('/sign-in/code', { method: 'email_code', code: fresh, trustBrowser: 'true' });
  assert.equal(done.headers.location, '/home');
  assert.equal(await isSignedIn(browser), true);
  assert.ok(browser.cookies.has('usher_trust'));
});

test('F2 the page of another step leads to the one that is asked', async () => {
  await world(app, 'f2-step', {}, { temporary: true });
  const browser = app.browser('f2-step');
  await signInByPage(browser, 'ana', goodPassword);
  assert.equal((await browser.page('/sign-in/code')).headers.location, '/sign-in/new-password');
});

test('F2 when the day’s mails are used up the page says so instead of promising one', async () => {
  const { tenant, ana } = await world(app, 'f2-mails');
  await rows(
    app,
    sql`INSERT INTO user_factors (tenant_id, user_id, sends_day, sends) VALUES (${tenant.id}, ${ana}, (now() AT TIME ZONE 'utc')::date, 30)`,
  );
  const { browser, asked } = await begun(app, 'f2-mails');
  assert.partialDeepStrictEqual(asked, { next: 'code', sentTo: null, expiresAt: null });
  const page = await browser.page('/sign-in/code');
  assert.equal(page.status, 429);
  assert.equal(codeOf(page), 'code_attempts_exceeded');
  const resend = await go(browser, asked.flow, { resend: true });
  assert.equal(codeOf(resend), 'code_attempts_exceeded');
  assert.ok(Number(resend.headers['retry-after']) > 0);
  assert.equal((await rows(app, sql`SELECT FROM mails WHERE tenant_id = ${tenant.id}`)).length, 0);
});
