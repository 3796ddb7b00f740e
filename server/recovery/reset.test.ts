// Rows R2 to R4 by the doors that people and programs use: what a link does, and what it must not do.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { goodPassword, type TestApp, testApp } from '../../test/support/app.ts';
import { assertEnds, codeOf, guess, isSignedIn, mailsTo, rows, signedIn } from '../../test/support/attack.ts';
import { asked, auditOf, chosen, type MailedLink, reset, withAna } from '../../test/support/links.ts';
import { commandLineCaller } from '../kernel/caller.ts';

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app.close());

test('R2 a mail scanner that opens the link 20 times, by GET and HEAD, does no harm', async () => {
  const { email } = await withAna(app, 'scanner');
  const { path, token } = await asked(app, 'scanner', email);
  for (let n = 0; n < 20; n += 1) {
    const scanner = app.browser('scanner');
    assert.equal((await scanner.page(path)).status, 200);
    assert.equal((await scanner.send('HEAD', path, null)).status, 200);
  }
  assert.equal((await reset(app.browser('scanner'), token)).status, 204);
});

test('R2 R4 a newer link kills the older one; a used one and an expired one say so and offer a new one', async () => {
  const { ana, email } = await withAna(app, 'dead');
  const first = await asked(app, 'dead', email);
  const second = await asked(app, 'dead', email, 'ana', 2);
  const browser = app.browser('dead');
  const formToken = /name="formToken" value="([^"]*)"/.exec((await browser.page('/forgot-password')).text)?.[1] ?? '';
  const assertDead = async ({ path, token }: MailedLink, code: string, words: RegExp): Promise<void> => {
    const page = await browser.page(path);
    assert.equal(page.status, 410);
    assert.equal(codeOf(page), code);
    assert.match(page.text, words);
    assert.match(page.text, /<a class="button" href="\/forgot-password">Get a new link<\/a>/);
    assert.doesNotMatch(page.text, /newPassword/);
    const json = await reset(browser, token);
    assert.equal(json.status, 410);
    assert.equal(codeOf(json), code);
    const fields = { token, newPassword: chosen, repeatPassword: chosen, formToken };
    const form = await browser.send('POST', '/reset-password', new URLSearchParams(fields).toString(), {
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'text/html',
    });
    assert.equal(form.status, 410);
    assert.equal(codeOf(form), code);
  };
  await assertDead(first, 'link_invalid', /This link does not work/);
  await rows(app, sql`UPDATE password_links SET expires_at = now() WHERE user_id = ${ana} AND replaced_at IS NULL`);
  await assertDead(second, 'link_expired', /This link has expired/);
  const third = await asked(app, 'dead', email, 'ana', 3);
  assert.equal((await reset(browser, third.token)).status, 204);
  await assertDead(third, 'link_invalid', /It may have been used already/);
  for (const token of ['', 'x', 'x'.repeat(100)]) assert.equal(codeOf(await reset(browser, token)), 'link_invalid');
});

test('R3 V7 a reset ends every session and every sign-in under way, opens none, and tells the owner at the address', async () => {
  const { tenant, email } = await withAna(app, 'ends');
  const [one, two] = [app.browser('ends'), app.browser('ends')];
  for (const browser of [one, two]) assert.equal((await browser.signIn('ana', goodPassword)).status, 200);
  const { token } = await asked(app, 'ends', email);
  const chooser = app.browser('ends');
  await chooser.page('/sign-in');
  const answer = await reset(chooser, token);
  assert.equal(answer.headers['set-cookie'], undefined, 'neither a session nor a flow');
  for (const browser of [one, two, chooser]) await assertEnds(browser);
  const subjects = await mailsTo(app, email, 3);
  assert.ok(
    subjects.some((subject) => /was changed/.test(subject)),
    subjects.join(),
  );
  const [entry] = await auditOf(app, tenant, 'user.password.reset');
  assert.partialDeepStrictEqual(entry, {
    outcome: 'done',
    target_name: 'ana',
    actor_name: 'ana',
    details: { purpose: 'reset' },
  });
  assert.deepEqual(await rows(app, sql`SELECT 1 FROM sign_in_flows WHERE tenant_id = ${tenant.id}`), []);
});

test('R3 P3 a temporary password is replaced by a reset too, and the sign-in begun with it is over', async () => {
  const { tenant, ana, email } = await withAna(app, 'temporary');
  const { temporaryPassword = '' } = await app.app.house.users.setPassword(tenant, commandLineCaller(tenant.id), ana, {
    generate: true,
  });
  const begun = app.browser('temporary');
  const flow = (await begun.signIn('ana', temporaryPassword)).json();
  assert.equal(flow.next, 'new_password');
  const { token } = await asked(app, 'temporary', email);
  assert.equal((await reset(app.browser('temporary'), token)).status, 204);
  const late = await begun.json('POST', `/api/v1/sign-in/${flow.flow}`, { newPassword: 'another one of 71 mine' });
  assert.equal(codeOf(late), 'flow_expired');
  assert.equal((await app.browser('temporary').signIn('ana', temporaryPassword)).status, 401);
  assert.equal((await app.browser('temporary').signIn('ana', chosen)).json().next, 'done');
});

test('R3 CVE-2026-18963 only the token itself sets a password: no flow, session or page before stands in for it', async () => {
  const { ana, tenant, email } = await withAna(app, 'token-only');
  const { temporaryPassword = '' } = await app.app.house.users.setPassword(tenant, commandLineCaller(tenant.id), ana, {
    generate: true,
  });
  const browser = app.browser('token-only');
  assert.equal((await browser.signIn('ana', temporaryPassword)).json().next, 'new_password');
  const { path, token } = await asked(app, 'token-only', email);
  assert.equal((await browser.page(path)).status, 200);
  const formToken = /name="formToken" value="([^"]*)"/.exec((await browser.page(path)).text)?.[1] ?? '';
  const post = (fields: Record<string, string>) =>
    browser.send('POST', '/reset-password', new URLSearchParams({ formToken, ...fields }).toString(), {
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'text/html',
    });
  const both = { newPassword: chosen, repeatPassword: chosen };
  for (const fields of [
    both,
    { ...both, token: '' },
    { ...both, token: token.slice(1) },
    { ...both, token: `${token}x` },
  ])
    assert.equal(codeOf(await post(fields)), 'link_invalid');
  for (const body of [
    { newPassword: chosen },
    { token: null, newPassword: chosen },
    { token: [token], newPassword: chosen },
    { token, newPassword: chosen, user: ana },
  ])
    assert.equal((await browser.json('POST', '/api/v1/password/reset', body)).status, 400);
  // Without the form token of this very browser the link's token is not enough either: a page elsewhere cannot post it.
  assert.equal((await post({ ...both, token, formToken: '' })).status, 403);
  assert.equal((await app.browser('token-only').signIn('ana', temporaryPassword)).status, 200, 'nothing has changed');
});

test('R3 S9 a reset does not lift a lock, unless the organisation says so', async () => {
  for (const [slug, unlocks] of [
    ['locked', false],
    ['unlocks', true],
  ] as const) {
    const { email } = await withAna(app, slug, { recovery: { unlocks }, officeNetworks: ['127.0.0.1'] });
    await guess(app.browser(slug), 'ana', 5);
    assert.equal((await app.browser(slug).signIn('ana', goodPassword)).status, 423);
    const { token } = await asked(app, slug, email);
    assert.equal((await reset(app.browser(slug), token)).status, 204);
    assert.equal((await app.browser(slug).signIn('ana', chosen)).status, unlocks ? 200 : 423, slug);
  }
});

test('S9 R3 who was locked under a stricter rule is locked, and shown so, under a laxer one, and a reset does not lift it', async () => {
  const { tenant, ana: id, email } = await withAna(app, 'laxer', { lockout: { threshold: 3 } });
  const administrator = await signedIn(app, tenant, 'admin', 'administrator');
  await guess(app.browser('laxer'), 'ana', 3);
  const laxer = await administrator.json('PATCH', '/api/v1/settings', { lockout: { threshold: 10 } });
  assert.equal(laxer.status, 200);
  const locked = async () => (await administrator.get(`/api/v1/users/${id}`)).json().locked;
  const enter = (password: string) => app.browser('laxer').signIn('ana', password);
  assert.equal((await enter(goodPassword)).status, 423);
  assert.equal(await locked(), true);
  const { token } = await asked(app, 'laxer', email);
  assert.equal((await reset(app.browser('laxer'), token)).status, 204);
  assert.equal((await enter(chosen)).status, 423);
  assert.equal((await administrator.json('POST', `/api/v1/users/${id}/unlock`, {})).status, 204);
  assert.equal((await enter(chosen)).status, 200);
});

test('R2 the page of a link tells its address to nobody and is kept by nobody', async () => {
  const { email } = await withAna(app, 'private');
  const { path } = await asked(app, 'private', email);
  const browser = app.browser('private');
  for (const [at, status] of [
    [path, 200],
    ['/reset-password?token=x', 410],
    ['/reset-password?other=x', 400],
  ] as const) {
    const { headers, status: actual, text } = await browser.page(at);
    assert.equal(actual, status, at);
    assert.equal(headers['referrer-policy'], 'no-referrer', at);
    assert.equal(headers['cache-control'], 'no-store', at);
    assert.doesNotMatch(
      text,
      / src="(?!\/assets\/)|<(?:img|iframe)|https?:\/\/(?!www\.w3\.org)/,
      'nothing is loaded from elsewhere',
    );
  }
  // Such a page tells no origin either: browsers send "null", and the form token answers for it. Nowhere else.
  const form = { token: 'x', newPassword: chosen, repeatPassword: chosen };
  const shown = await browser.page(path);
  const formToken = /name="formToken" value="([^"]*)"/.exec(shown.text)?.[1] ?? '';
  const post = (to: string, fields: Record<string, string>, headers: Record<string, string>) =>
    browser.send('POST', to, new URLSearchParams(fields).toString(), {
      'content-type': 'application/x-www-form-urlencoded',
      ...headers,
    });
  const hidden = { origin: 'null' };
  assert.equal(codeOf(await post('/reset-password', { ...form, formToken }, hidden)), 'link_invalid');
  assert.equal(codeOf(await post('/reset-password', { ...form, formToken: 'x' }, hidden)), 'cross_site_request');
  const foreign = { ...hidden, 'sec-fetch-site': 'cross-site' };
  assert.equal(codeOf(await post('/reset-password', { ...form, formToken }, foreign)), 'cross_site_request');
  assert.equal(codeOf(await post('/forgot-password', { identifier: 'ana', formToken }, hidden)), 'cross_site_request');
});

test('R3 P4 the new password is judged by policy, history and context like every other', async () => {
  const { email } = await withAna(app, 'judged', { passwordPolicy: { history: 3 } });
  const { token } = await asked(app, 'judged', email);
  const browser = app.browser('judged');
  for (const [password, code, rule] of [
    ['short 1', 'password_policy', 'min_length'],
    ['password1234', 'password_policy', 'blocklist'],
    ['judged ana 2026', 'password_policy', 'context_words'],
    [goodPassword, 'password_reused', null],
  ] as const) {
    const answer = await reset(browser, token, password);
    assert.equal(answer.status, 422);
    assert.equal(codeOf(answer), code, password);
    if (rule !== null) assert.ok(answer.json<{ violations: string[] }>().violations.includes(rule), password);
  }
  assert.equal((await reset(browser, token)).status, 204, 'a refused password does not use the link up');
});

test('R3 S8.3 disabled since the mail left: the link sets nothing and says why', async () => {
  const { tenant, ana, email } = await withAna(app, 'since');
  const { path, token } = await asked(app, 'since', email);
  await app.app.house.users.setDisabled(tenant, commandLineCaller(tenant.id), ana, true);
  assert.equal(codeOf(await reset(app.browser('since'), token)), 'user_disabled');
  assert.equal((await app.browser('since').page(path)).status, 403);
});

test('R2 an administrator who sets the password ends the link that is under way; so does one’s own change', async () => {
  const { tenant, email } = await withAna(app, 'overtaken');
  const admin = await signedIn(app, tenant, 'adam', 'administrator');
  const { id = '' } = (await admin.get('/api/v1/users?search=ana')).json<{ items: { id: string }[] }>().items[0] ?? {};
  const first = await asked(app, 'overtaken', email);
  assert.equal(
    (await admin.json('PUT', `/api/v1/users/${id}/password`, { password: chosen, temporary: false })).status,
    200,
  );
  assert.equal(codeOf(await reset(app.browser('overtaken'), first.token)), 'link_invalid');
  const second = await asked(app, 'overtaken', email, 'ana', 2);
  const own = app.browser('overtaken');
  await own.signIn('ana', chosen);
  const change = { currentPassword: chosen, newPassword: 'yet another 64 of mine' };
  assert.equal((await own.json('POST', '/api/v1/password/change', change)).status, 204);
  assert.equal(codeOf(await reset(app.browser('overtaken'), second.token)), 'link_invalid');
});

test('R3 F2 a second factor is still asked for after a reset, and the link is none', async () => {
  const { email } = await withAna(app, 'factor', { secondFactor: { required: 'everyone' } });
  const { token } = await asked(app, 'factor', email);
  const browser = app.browser('factor');
  assert.equal((await reset(browser, token)).status, 204);
  const answer = await browser.signIn('ana', chosen);
  assert.equal(answer.json().next, 'code', answer.text);
  assert.equal(await isSignedIn(browser), false);
});
