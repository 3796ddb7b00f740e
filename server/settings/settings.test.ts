import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { goodPassword, type TestApp, testApp } from '../../test/support/app.ts';
import { rows } from '../../test/support/attack.ts';
import type { Browser } from '../../test/support/browser.ts';
import { type MailServer, mailServer } from '../../test/support/mail-server.ts';
import { until } from '../../test/support/until.ts';
import type { Tenant } from '../tenants/tenants.ts';
import type { MailOverview } from './settings.ts';
import type { EffectRow } from './store.ts';

let app: TestApp;
let mails: MailServer;
before(async () => {
  mails = await mailServer();
  app = await testApp({ config: { smtpUrl: mails.url, mailFrom: 'Usher <no-reply@usher.example>' } });
});
after(async () => {
  await app?.close();
  await mails?.close();
});

async function administratorOf(slug: string, email: string | null): Promise<{ tenant: Tenant; admin: Browser }> {
  const tenant = await app.organization(slug);
  await app.user(tenant, 'admin', { role: 'administrator', email });
  const admin = app.browser(slug);
  assert.equal((await admin.signIn('admin', goodPassword)).status, 200);
  return { tenant, admin };
}

test('F1 P4 L4 whom a setting would affect is told in numbers: no address, old passwords, long unseen', async () => {
  const { tenant, admin } = await administratorOf('affected', 'admin@affected.example');
  const [ana, ben, eve] = [
    await app.user(tenant, 'ana'),
    await app.user(tenant, 'ben', { email: 'ben@affected.example' }),
    await app.user(tenant, 'eve', { role: 'supervisor' }),
  ];
  await app.user(tenant, 'tom', { temporary: true });
  await rows(app, sql`UPDATE users SET disabled = true WHERE tenant_id = ${tenant.id} AND id = ${eve.id}`);
  await rows(
    app,
    sql`UPDATE passwords SET changed_at = now() - interval '91 days' WHERE tenant_id = ${tenant.id} AND user_id IN (${ana.id}, ${eve.id})`,
  );
  await rows(
    app,
    sql`UPDATE users SET active_since = now() - interval '31 days' WHERE tenant_id = ${tenant.id} AND id IN (${ana.id}, ${ben.id}, ${eve.id})`,
  );
  const answer = await admin.get('/api/v1/settings/effects?passwordDays=90&inactiveDays=30');
  const { groups, ...numbers } = answer.json<EffectRow>();
  assert.deepEqual(numbers, { people: 4, older: 1, unseen: 2 });
  const without = groups.filter(({ hasEmail }) => !hasEmail);
  assert.deepEqual(without, [
    { role: 'agent', hasEmail: false, emailCode: false, totp: false, passkey: false, recoveryCodes: false, people: 2 },
  ]);
  assert.deepEqual((await admin.get('/api/v1/settings/effects')).json<EffectRow>().older, null);
});

test('O2 the preview of the branding is the sign-in page, without anything that runs', async () => {
  const { admin } = await administratorOf('branded', null);
  const preview = async (branding: unknown, scheme: string) => {
    const answer = await admin.json('POST', '/api/v1/settings/branding/preview', {
      branding,
      scheme,
      nonce: 'bm9uY2U',
    });
    assert.equal(answer.status, 200, answer.text);
    return answer.json<{ html: string }>().html;
  };
  const logoUrl = 'data:image/png;base64,iVBORw0KGgo=';
  const light = await preview({ accentColor: '#aa3300', logoUrl }, 'light');
  assert.match(light, /branded Ltd/);
  assert.match(light, /#aa3300/);
  assert.ok(light.includes(logoUrl));
  assert.match(light, /<style nonce="bm9uY2U">/);
  assert.doesNotMatch(light, /<script|autofocus|prefers-color-scheme/);
  const dark = await preview({ accentColor: '#aa3300', logoUrl: null }, 'dark');
  assert.match(dark, /@media all\{:root/);
  assert.doesNotMatch(dark, /@media not all/);
  // Nothing was saved by looking.
  const settings = (await admin.get('/api/v1/settings')).json<{ branding: { accentColor: string | null } }>();
  assert.equal(settings.branding.accentColor, null);
  const bad = { branding: { accentColor: 'red;}', logoUrl: null }, scheme: 'light' };
  assert.equal((await admin.json('POST', '/api/v1/settings/branding/preview', bad)).status, 400);
});

test('M5 a test mail goes to the caller’s own address, its delivery can be followed, and the sixth has to wait', async () => {
  const { tenant, admin } = await administratorOf('posted', 'admin@posted.example');
  const send = () => admin.json('POST', '/api/v1/settings/mail/test', {});
  const first = await send();
  assert.equal(first.status, 202, first.text);
  const { id } = first.json<{ id: string }>();
  const state = async () => (await admin.get(`/api/v1/settings/mail/${id}`)).json<{ status: string }>().status;
  await until(async () => (await state()) === 'sent');
  await until(() => mails.received.some((one) => one.to.includes('admin@posted.example')));
  const log = await admin.get('/api/v1/audit?action=mail.test');
  assert.equal(log.json<{ items: unknown[] }>().items.length, 1);
  // Together, so that a count which does not wait for the others would let them all pass.
  const answers = await Promise.all(Array.from({ length: 8 }, send));
  assert.equal(answers.filter(({ status }) => status === 202).length, 4);
  const late = answers.find(({ status }) => status === 429);
  assert.ok(Number(late?.headers['retry-after']) > 0, late?.text ?? 'none was refused');
  const other = (await administratorOf('elsewhere', null)).admin;
  assert.equal((await other.get(`/api/v1/settings/mail/${id}`)).status, 404);
  assert.equal((await other.json('POST', '/api/v1/settings/mail/test', {})).status, 409);
  assert.equal(tenant.slug, 'posted');
});

test('M5 the mails of this organisation that could not be delivered are listed with the reason', async () => {
  const { tenant, admin } = await administratorOf('refused', 'admin@refused.example');
  const { admin: other } = await administratorOf('fine', 'admin@fine.example');
  await rows(
    app,
    sql`INSERT INTO mails (tenant_id, id, template, recipient, status, last_error)
      VALUES (${tenant.id}, gen_random_uuid(), 'welcome', 'gone@refused.example', 'failed', '550 no such user')`,
  );
  const overview = (await admin.get('/api/v1/settings/mail')).json<MailOverview>();
  assert.equal(overview.from, 'Usher <no-reply@usher.example>');
  assert.equal(overview.delivered, true);
  assert.deepEqual(
    overview.failures.map(({ recipient, reason }) => [recipient, reason]),
    [['gone@refused.example', '550 no such user']],
  );
  assert.deepEqual((await other.get('/api/v1/settings/mail')).json<MailOverview>().failures, []);
});
