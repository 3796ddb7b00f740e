// Rows P1 to P3: what a new person is given to enter with, how the administrator sees that it arrived, and sending it again.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { goodPassword, type TestApp, testApp } from '../../../test/support/app.ts';
import { codeOf, isSignedIn, rows, signedIn } from '../../../test/support/attack.ts';
import type { Answer, Browser } from '../../../test/support/browser.ts';
import { auditOf, chosen, idle, linksTo, linkTo, reset } from '../../../test/support/links.ts';
import { mailServer } from '../../../test/support/mail-server.ts';
import { until } from '../../../test/support/until.ts';
import type { SettingsPatch } from '../../tenants/setting-shapes.ts';
import type { Tenant } from '../../tenants/tenants.ts';

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app.close());

const byLink: SettingsPatch = { welcome: 'activation_link' };

interface Created {
  readonly user: { readonly id: string; readonly username: string };
  readonly temporaryPassword?: string;
}

async function organization(slug: string, settings: SettingsPatch = {}): Promise<{ tenant: Tenant; admin: Browser }> {
  const tenant = await app.organization(slug, settings);
  return { tenant, admin: await signedIn(app, tenant, 'admin', 'administrator') };
}

async function create(admin: Browser, body: object): Promise<Created> {
  const answer = await admin.json('POST', '/api/v1/users', body);
  assert.equal(answer.status, 201, answer.text);
  return answer.json<Created>();
}

const again = (admin: Browser, id: string): Promise<Answer> => admin.json('POST', `/api/v1/users/${id}/welcome`);

interface State {
  readonly web: { readonly set: boolean; readonly temporary: boolean; readonly expired: boolean };
  readonly welcome: { readonly status: string; readonly reason: string | null; readonly at: string } | null;
}

async function stateOf(admin: Browser, id: string): Promise<State> {
  return (await admin.get(`/api/v1/users/${id}/credentials`)).json<State>();
}

/** Temporary passwords mailed to an address, newest first, once there are `count`. */
async function mailedPasswords(address: string, count: number): Promise<string[]> {
  const { captured } = app.app.house.mail;
  let found: string[] = [];
  await until(async () => {
    const headers = ((await captured?.list()) ?? []).filter((mail) => mail.to.includes(address));
    const mails = await Promise.all(headers.map((mail) => captured?.read(mail.id)));
    found = mails.flatMap((mail) => /Temporary password: (.+)/.exec(mail?.text ?? '')?.slice(1) ?? []);
    return found.length >= count;
  });
  return found;
}

test('P1 with an activation link nobody has a password until the person chooses one; the link works once', async () => {
  const { tenant, admin } = await organization('by-link', byLink);
  const created = await create(admin, { username: 'ana', email: 'ana@by-link.example' });
  assert.equal(created.temporaryPassword, undefined);
  assert.deepEqual(await rows(app, sql`SELECT 1 FROM passwords WHERE user_id = ${created.user.id}`), []);
  const link = await linkTo(app, 'ana@by-link.example');
  assert.match(link.text, /Username: ana/);
  assert.match(link.text, /24 hours/);
  assert.ok(link.text.includes(tenant.origin));
  assert.doesNotMatch(link.text, /Temporary password/);
  const browser = app.browser('by-link');
  assert.equal(codeOf(await browser.signIn('ana', '')), 'incorrect_credentials');
  const page = await browser.page(link.path);
  assert.match(page.text, /<h1>Choose your password<\/h1>/);
  assert.match(page.text, />Save password<\/button>/);
  const both = { token: link.token, newPassword: chosen, repeatPassword: chosen };
  assert.equal((await browser.form(link.path, both)).headers.location, '/sign-in?changed=1');
  assert.equal(codeOf(await reset(browser, link.token)), 'link_invalid');
  assert.equal((await browser.signIn('ana', chosen)).json().next, 'done');
  const [entry] = await auditOf(app, tenant, 'user.password.reset');
  assert.partialDeepStrictEqual(entry, { actor_name: 'ana', details: { purpose: 'activation' } });
});

test('P1 the link lives as long as a mailed temporary password', async () => {
  const { admin } = await organization('hours', { ...byLink, temporaryPassword: { mailHours: 3 } });
  const { user } = await create(admin, { username: 'ana', email: 'ana@hours.example' });
  const [link] = await rows<{ hours: number }>(
    app,
    sql`SELECT extract(epoch FROM expires_at - created_at)::float8 / 3600 AS hours FROM password_links WHERE user_id = ${user.id}`,
  );
  assert.equal(link?.hours, 3);
});

test('P2 without an address the credentials are shown once, whatever the organisation chose; a chosen one is mailed as before', async () => {
  const { admin } = await organization('shown', byLink);
  const { user, temporaryPassword = '' } = await create(admin, { username: 'bare' });
  assert.equal((await app.browser('shown').signIn('bare', temporaryPassword)).json().next, 'new_password');
  assert.equal((await stateOf(admin, user.id)).welcome, null);
  await create(admin, { username: 'given', email: 'given@shown.example', password: goodPassword });
  assert.deepEqual(await mailedPasswords('given@shown.example', 1), [goodPassword]);
});

test('P1 P3 sent again: the new temporary password works, the one before is dead at once, and so is what it opened', async () => {
  const { tenant, admin } = await organization('again');
  const { user } = await create(admin, { username: 'ana', email: 'ana@again.example' });
  const [first = ''] = await mailedPasswords('ana@again.example', 1);
  const begun = app.browser('again');
  const { flow, next } = (await begun.signIn('ana', first)).json();
  assert.equal(next, 'new_password');
  const answer = await again(admin, user.id);
  assert.equal(answer.status, 204);
  assert.equal(answer.text, '');
  assert.equal((await app.browser('again').signIn('ana', first)).status, 401);
  const late = await begun.json('POST', `/api/v1/sign-in/${flow}`, { newPassword: chosen });
  assert.equal(codeOf(late), 'flow_expired');
  const [second = ''] = await mailedPasswords('ana@again.example', 2);
  assert.notEqual(second, first);
  assert.equal((await app.browser('again').signIn('ana', second)).json().next, 'new_password');
  const [entry] = await auditOf(app, tenant, 'user.welcome');
  assert.partialDeepStrictEqual(entry, {
    outcome: 'done',
    actor_name: 'admin',
    target_name: 'ana',
    details: { by: 'temporary_password' },
  });
});

test('P1 P3 a link sent again: the one before is dead, and so is a temporary password from before the setting', async () => {
  const { tenant, admin } = await organization('again-link');
  const { user } = await create(admin, { username: 'ana', email: 'ana@again-link.example' });
  const [temporary = ''] = await mailedPasswords('ana@again-link.example', 1);
  assert.equal((await admin.json('PATCH', '/api/v1/settings', byLink)).status, 200);
  for (let n = 0; n < 2; n += 1) assert.equal((await again(admin, user.id)).status, 204);
  const { token } = await linkTo(app, 'ana@again-link.example', 2);
  const [, older] = await linksTo(app, 'ana@again-link.example');
  assert.equal((await app.browser('again-link').signIn('ana', temporary)).status, 401);
  const state = await stateOf(admin, user.id);
  assert.partialDeepStrictEqual(state.web, { temporary: true, expired: true });
  assert.equal(codeOf(await reset(app.browser('again-link'), older?.token ?? '')), 'link_invalid');
  assert.equal((await reset(app.browser('again-link'), token)).status, 204);
  assert.equal((await app.browser('again-link').signIn('ana', chosen)).json().next, 'done');
  const entries = await auditOf(app, tenant, 'user.welcome');
  assert.deepEqual(
    entries.map(({ details }) => details),
    [{ by: 'activation_link' }, { by: 'activation_link' }],
  );
});

test('P1 sent again to somebody who was never welcomed by mail, and to one who is signed in: their sessions end', async () => {
  const { tenant, admin } = await organization('later', byLink);
  const { id } = await app.user(tenant, 'ana', { email: 'ana@later.example' });
  const browser = app.browser('later');
  await browser.signIn('ana', goodPassword);
  assert.equal(await isSignedIn(browser), true);
  assert.equal((await again(admin, id)).status, 204);
  assert.equal(await isSignedIn(browser), false);
  assert.equal((await app.browser('later').signIn('ana', goodPassword)).status, 401);
  assert.equal((await reset(app.browser('later'), (await linkTo(app, 'ana@later.example')).token)).status, 204);
});

test('P1 P2 without an address nothing is sent: the refusal says so, and a new password can be handed over', async () => {
  const { admin } = await organization('no-address');
  const { user, temporaryPassword = '' } = await create(admin, { username: 'bare' });
  const answer = await again(admin, user.id);
  assert.equal(answer.status, 409);
  assert.equal(codeOf(answer), 'no_email_address');
  assert.equal((await app.browser('no-address').signIn('bare', temporaryPassword)).status, 200, 'nothing has changed');
  const handed = await admin.json('PUT', `/api/v1/users/${user.id}/password`, { generate: true });
  const { temporaryPassword: next = '' } = handed.json<Created>();
  assert.equal((await app.browser('no-address').signIn('bare', temporaryPassword)).status, 401);
  assert.equal((await app.browser('no-address').signIn('bare', next)).json().next, 'new_password');
});

test('P7 M3 it takes the permission to set passwords: an agent may not, a supervisor only within the own team', async () => {
  const { tenant, admin } = await organization('may');
  const { user } = await create(admin, { username: 'ana', email: 'ana@may.example' });
  const { user: other } = await create(admin, { username: 'oto', email: 'oto@may.example' });
  const agent = await signedIn(app, tenant, 'agent', 'agent');
  const supervisor = await signedIn(app, tenant, 'super', 'supervisor');
  assert.equal(codeOf(await again(agent, user.id)), 'not_permitted');
  await rows(
    app,
    sql`WITH team AS (INSERT INTO teams (tenant_id, id, name) VALUES (${tenant.id}, gen_random_uuid(), 'desk') RETURNING id)
      INSERT INTO team_members (tenant_id, team_id, user_id, supervises)
      SELECT ${tenant.id}, team.id, u.id, u.username = 'super' FROM team, users u
      WHERE u.tenant_id = ${tenant.id} AND u.username IN ('super', 'ana')`,
  );
  await supervisor.signIn('super', goodPassword);
  assert.equal((await again(supervisor, user.id)).status, 204);
  assert.equal(codeOf(await again(supervisor, other.id)), 'not_found');
  assert.equal(codeOf(await again(app.browser('may'), user.id)), 'not_signed_in');
});

test('P1 the administrator sees whether the welcome mail waits, was sent, or was refused and why', async () => {
  const gate = Promise.withResolvers<null>();
  const mails = await mailServer(async ({ to }) => (to.includes('refused@state.example') ? 550 : gate.promise));
  const sending = await testApp({ config: { smtpUrl: mails.url } });
  try {
    const tenant = await sending.organization('state');
    const admin = await signedIn(sending, tenant, 'admin', 'administrator');
    const ana = await create(admin, { username: 'ana', email: 'ana@state.example' });
    assert.partialDeepStrictEqual((await stateOf(admin, ana.user.id)).welcome, { status: 'queued', reason: null });
    gate.resolve(null);
    await until(async () => (await stateOf(admin, ana.user.id)).welcome?.status === 'sent');
    const rex = await create(admin, { username: 'rex', email: 'refused@state.example' });
    await until(async () => (await stateOf(admin, rex.user.id)).welcome?.status === 'failed');
    const { welcome } = await stateOf(admin, rex.user.id);
    assert.match(welcome?.reason ?? '', /550/);
    assert.doesNotMatch(JSON.stringify(welcome), /temporaryPassword|token=/);
    assert.ok(Math.abs(Date.parse(welcome?.at ?? '') - Date.now()) < 60_000);
  } finally {
    gate.resolve(null);
    await sending.close();
    await mails.close();
  }
});

test('P1 of two who send again at once, one thing works afterwards: the newest', async () => {
  const { admin } = await organization('at-once', byLink);
  const { user } = await create(admin, { username: 'ana', email: 'ana@at-once.example' });
  const answers = await Promise.all(Array.from({ length: 10 }, () => again(admin, user.id)));
  assert.ok(answers.every((answer) => answer.status === 204));
  await idle(app);
  const alive = await rows(
    app,
    sql`SELECT 1 FROM password_links WHERE user_id = ${user.id} AND used_at IS NULL AND replaced_at IS NULL`,
  );
  assert.equal(alive.length, 1);
});
