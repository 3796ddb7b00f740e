// Secrets of every kind, used everywhere and in every wrong place, then looked for in each log line, in the whole database
// (the job queue too) and in every answer. What somebody writes into a field that is there to be shown (a user's name, a
// link to come back to, the name of a program in User-Agent) is stored by definition, and is not part of this.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { chooseEmailCode } from '../../server/factors/factors.ts';
import { commandLineCaller } from '../../server/kernel/caller.ts';
import type { UserId } from '../../server/kernel/ids.ts';
import { createSetupLink } from '../../server/organizations/setup.ts';
import type { Tenant } from '../../server/tenants/tenants.ts';
import { type TestApp, testApp } from '../support/app.ts';
import type { Answer, Browser } from '../support/browser.ts';
import { linkTo } from '../support/links.ts';
import { mailedCode, wrongCode } from '../support/mailed-code.ts';
import { until } from '../support/until.ts';
import { useAppAndPasskey } from './canary-factors.ts';
import { usePortalPassword } from './canary-portal.ts';

const oldPassword = 'kanarie geel 7391 zingt';
const newPassword = 'kanarie blauw 8264 fluit';
const wrongPassword = 'kanarie rood 5127 zwijgt';
const log: string[] = [];
let app: TestApp;
let tenant: Tenant;
let breakAt = 0;
/** Name → secret. Those made by the server join as they are seen. */
const secrets = new Map([
  ['old password', oldPassword],
  ['new password', newPassword],
  ['wrong password', wrongPassword],
]);
/** Everything that was answered, but where a secret is handed to its owner. */
const answers: string[] = [];

before(async () => {
  app = await testApp({
    onLog: (line) => log.push(line),
    onStatement: () => {
      if (breakAt > 0) {
        breakAt -= 1;
        if (breakAt === 0) throw new Error('the canary flew away');
      }
    },
  });
  tenant = await app.organization('north', { officeNetworks: ['127.0.0.1'] });
  await app.user(tenant, 'nadia', { role: 'administrator', password: oldPassword });
  await app.user(tenant, 'ned', { password: oldPassword, email: 'ned@north.example' });
});
after(() => app?.close());

/** The forms in which a text may turn up. */
function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [
    secret,
    bytes.toString('hex'),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
    encodeURIComponent(secret),
    new URLSearchParams({ a: secret }).toString().slice(2),
    // What a quick look-up table would be made of.
    createHash('md5').update(secret).digest('hex'),
    createHash('sha1').update(secret).digest('hex'),
  ];
}

/** Six digits are found inside of ids and digests by chance, so a code counts only where it stands by itself. */
function holds(haystack: string, form: string): boolean {
  return /^\d{6}$/.test(form)
    ? new RegExp(`(?<![\\w.])${form}(?!\\w)`).test(haystack)
    : haystack.includes(form.toLowerCase());
}

function findings(haystack: string, where: string): string[] {
  const folded = haystack.toLowerCase();
  return [...secrets].flatMap(([name, secret]) =>
    formsOf(secret).some((form) => holds(folded, form)) ? [`${name} in ${where}`] : [],
  );
}

async function findingsInDatabase(): Promise<string[]> {
  const client = new pg.Client({ connectionString: app.ownerUrl });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ table: string }>(
      `SELECT format('%I.%I', table_schema, table_name) AS table FROM information_schema.tables
       WHERE table_schema NOT IN ('pg_catalog', 'information_schema') AND table_type = 'BASE TABLE'`,
    );
    assert.ok(tables.length > 20);
    const found: string[] = [];
    for (const { table } of tables) {
      const { rows } = await client.query<{ row: string }>(`SELECT t::text AS row FROM ${table} AS t`);
      found.push(...rows.flatMap(({ row }) => findings(row, table)));
    }
    return found;
  } finally {
    await client.end();
  }
}

async function said(answer: Promise<Answer>): Promise<Answer> {
  const got = await answer;
  answers.push(got.text, JSON.stringify({ ...got.headers, 'set-cookie': null }));
  return got;
}

/** Every wrong place a secret can be put into by mistake. */
async function misplace(secret: string): Promise<void> {
  const stranger = app.browser('north');
  const encoded = encodeURIComponent(secret);
  const asHeader = encodeURIComponent(secret);
  await said(stranger.signIn(secret, wrongPassword));
  await said(stranger.signIn(secret, secret));
  await said(stranger.form('/sign-in', { identifier: 'nobody', password: secret }));
  // A refusal names the field that it means, so the sender reads back the name, never the value.
  await stranger.json('POST', '/api/v1/sign-in', { identifier: 'ned', password: 'x', [secret]: '' });
  await said(stranger.json('POST', '/api/v1/sign-in', { identifier: 'ned', password: 'x', client: secret }));
  await said(
    stranger.send('POST', '/api/v1/sign-in', `{"password":"${secret}`, { 'content-type': 'application/json' }),
  );
  await said(stranger.json('POST', `/api/v1/sign-in/${encoded.slice(0, 100)}`, { newPassword: secret }));
  await said(stranger.json('POST', `/api/v1/sign-in/${crypto.randomUUID()}`, { code: secret.slice(0, 100) }));
  await said(stranger.form('/sign-in/code', { code: secret.slice(0, 100), method: 'recovery_code' }));
  await said(stranger.page(`/sign-in/code?method=${encoded.slice(0, 20)}`));
  await said(stranger.page(`/sign-in?password=${encoded}`));
  await said(stranger.page(`/${encoded}`));
  await said(stranger.page(`/setup?token=${encoded}`));
  await said(stranger.page(`/reset-password?token=${encoded}`));
  await said(stranger.form('/reset-password', { token: secret, newPassword: 'x', repeatPassword: secret }));
  await said(stranger.json('POST', '/api/v1/password/reset', { token: secret.slice(0, 100), newPassword: secret }));
  await said(stranger.json('POST', '/api/v1/password/forgot', { identifier: secret }));
  await said(stranger.form('/forgot-password', { identifier: secret }));
  // The page of a link that works holds its token, for its form.
  if (secret !== secrets.get('setup token')) await said(app.browser().page(`/setup?token=${encoded}`));
  await said(stranger.get('/api/v1/users', { authorization: `Bearer ${asHeader}` }));
  await said(
    stranger.get('/api/v1/users', { authorization: `Basic ${Buffer.from(`ned:${secret}`).toString('base64')}` }),
  );
  const headers = {
    'x-api-key': asHeader,
    referer: `http://x/?p=${encoded}`,
    'user-agent': `Mozilla/5.0 (${asHeader})`,
  };
  await said(stranger.get('/api/v1/session', headers));
  await said(stranger.get('/api/v1/session', { host: `${asHeader.slice(0, 40)}.example` }));
  const thief = app.browser('north');
  for (const name of ['usher_session', 'usher_flow', 'usher_browser', 'usher_devices', 'usher_trust'])
    thief.cookies.set(name, encoded);
  await said(thief.signIn('ned', 'wrong'));
  await said(thief.get('/sign-in/new-password'));
}

function cookie(browser: Browser, name: string): string {
  const value = browser.cookies.get(`usher_${name}`) ?? '';
  assert.ok(value.length > 30, `no cookie ${name}`);
  return value;
}

async function useEverything(): Promise<void> {
  const { database } = app.app.house;
  secrets.set('setup token', (await createSetupLink(database)).split('=')[1] ?? '');
  assert.equal((await app.browser().page(`/setup?token=${secrets.get('setup token')}`)).status, 200);
  const nadia = app.browser('north');
  assert.equal((await nadia.signIn('nadia', oldPassword)).status, 200);
  secrets.set('session token', cookie(nadia, 'session'));
  const key = await nadia.json('POST', '/api/v1/api-keys', { name: 'program', permissions: ['users:read'] });
  secrets.set('API key', key.json<{ key: string }>().key);
  assert.equal(
    (await said(app.browser('north').get('/api/v1/users', { authorization: `Bearer ${secrets.get('API key')}` })))
      .status,
    200,
  );
  const created = await nadia.json('POST', '/api/v1/users', { username: 'tom' });
  secrets.set('temporary password', created.json<{ temporaryPassword: string }>().temporaryPassword);
  const mailed = await nadia.json('POST', '/api/v1/users', { username: 'mia', email: 'mia@north.example' });
  assert.equal(mailed.json().temporaryPassword, undefined);
  const { user: mia } = mailed.json<{ user: { id: string } }>();
  const temporary = { password: oldPassword, temporary: true };
  await app.app.house.users.setPassword(tenant, commandLineCaller(tenant.id), mia.id, temporary);
  const tom = app.browser('north');
  assert.equal((await said(tom.signIn('tom', secrets.get('temporary password') ?? ''))).json().next, 'new_password');
  secrets.set('flow secret', cookie(tom, 'flow').split('.')[1] ?? '');
  await said(tom.json('POST', '/api/v1/password/check', { password: newPassword }));
  assert.equal(
    (await said(tom.form('/sign-in/new-password', { newPassword, repeatPassword: newPassword }))).status,
    303,
  );
  await app.user(tenant, 'rita', { password: oldPassword, email: 'rita@north.example' });
  const rita = app.browser('north');
  await said(rita.json('POST', '/api/v1/password/forgot', { identifier: 'rita' }));
  const link = await linkTo(app, 'rita@north.example');
  secrets.set('reset token', link.token);
  // The page of a link that works holds its token too, for its form.
  assert.equal((await rita.page(link.path)).status, 200);
  assert.equal(
    (await said(rita.json('POST', '/api/v1/password/reset', { token: link.token, newPassword }))).status,
    204,
  );
  const ned = app.browser('north');
  assert.equal((await ned.signIn('ned', oldPassword)).status, 200);
  const change = { currentPassword: oldPassword, newPassword };
  assert.equal(
    (await said(ned.json('POST', '/api/v1/password/change', { ...change, currentPassword: wrongPassword }))).status,
    401,
  );
  assert.equal((await said(ned.json('POST', '/api/v1/password/change', change))).status, 204);
  await usePortalPassword({ app, tenant, secrets, said }, nadia, oldPassword);
  await said(nadia.get(`/api/v1/users?search=${encodeURIComponent(wrongPassword)}`));
  await said(nadia.get(`/api/v1/audit?action=${encodeURIComponent(wrongPassword)}`));
}

/** Second factors: a code by mail, wrong and right, a browser that is trusted, a recovery code wrong and right. */
async function useCodes(): Promise<void> {
  const { database, factors, tenants } = app.app.house;
  await tenants.changeSettings(commandLineCaller(tenant.id), { secondFactor: { trustBrowserDays: 30 } }, null);
  const { id } = await app.user(tenant, 'cora', { password: oldPassword, email: 'cora@north.example' });
  const user = id as UserId; // the id of a user just made
  const [recovery = '', another = ''] = await database.withTenant(tenant.id, async (tx) => {
    await chooseEmailCode(tx, tenant.id, user, true);
    return factors.replaceRecoveryCodes(tx, { tenant: tenant.id, user });
  });
  secrets.set('recovery code', recovery).set('unused recovery code', another);
  const cora = app.browser('north');
  const step = async (browser: Browser, given: object): Promise<Answer> => {
    const flow = cookie(browser, 'flow').split('.')[0] ?? '';
    return said(browser.json('POST', `/api/v1/sign-in/${flow}`, given));
  };
  assert.equal((await said(cora.signIn('cora', oldPassword))).json().next, 'code');
  const code = await mailedCode(app, 'cora@north.example');
  secrets.set('mailed code', code);
  assert.equal((await step(cora, { code: wrongCode(code) })).status, 401);
  assert.equal((await step(cora, { code: another.slice(1), method: 'recovery_code' })).status, 401);
  await until(async () => (await tenants.byId(tenant.id)).settings.secondFactor.trustBrowserDays === 30);
  assert.equal((await step(cora, { code, trustBrowser: true })).status, 200);
  secrets.set('trust token', cookie(cora, 'trust'));
  const lost = app.browser('north');
  await said(lost.signIn('cora', oldPassword));
  assert.equal((await step(lost, { code: recovery, method: 'recovery_code' })).status, 200);
}

test('M7 no secret is found in any log line, row or answer', async () => {
  await useEverything();
  await useCodes();
  await useAppAndPasskey({ app, tenant, secrets, said }, { right: oldPassword, wrong: wrongPassword });
  for (const secret of [...secrets.values()]) await misplace(secret);
  for (let n = 1; n <= 12; n += 1) {
    breakAt = n;
    await said(app.browser('north').signIn('ned', newPassword));
  }
  breakAt = 0;
  const { database } = app.app.house;
  await until(
    async () =>
      (await database.withSystem((tx) => tx.selectFrom('mails').select('id').where('status', '=', 'queued').execute()))
        .length === 0,
  );
  assert.ok(
    log.some((line) => line.includes('the canary flew away')),
    'the log was heard',
  );
  assert.equal(secrets.size, 25);
  assert.deepEqual(
    log.flatMap((line) => findings(line, `the log: ${line.slice(0, 200)}`)),
    [],
  );
  assert.deepEqual(
    answers.flatMap((text) => findings(text, `an answer: ${text.slice(0, 200)}`)),
    [],
  );
  assert.deepEqual(await findingsInDatabase(), []);
});

test('M7 the search would have found one: planted in the log, in a text, in JSON and in bytes', async () => {
  app.app.house.log.info({ inner: { value: `…${oldPassword}…` } }, 'planted');
  assert.deepEqual(
    log.flatMap((line) => findings(line, 'log')),
    ['old password in log'],
  );
  const client = new pg.Client({ connectionString: app.ownerUrl });
  await client.connect();
  await client.query(`UPDATE users SET first_name = $1 WHERE username = 'ned'`, [newPassword]);
  await client.query(
    `INSERT INTO audit_events (tenant_id, id, action, outcome, actor_kind, details)
     VALUES ($1, gen_random_uuid(), 'x', 'done', 'system', jsonb_build_object('typed', $2::text))`,
    [tenant.id, wrongPassword],
  );
  await client.query('UPDATE setup_links SET token_hash = $1', [Buffer.from(secrets.get('setup token') ?? '')]);
  await client.end();
  assert.deepEqual((await findingsInDatabase()).sort(), [
    'new password in public.users',
    'setup token in public.setup_links',
    'wrong password in public.audit_events',
  ]);
});
