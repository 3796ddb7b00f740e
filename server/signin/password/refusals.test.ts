// Rows S8: each refusal, on the page and as JSON, with its code, status and words; and nothing told before the right password.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { goodPassword, type TestApp, testApp } from '../../../test/support/app.ts';
import { codeOf, guess, rows, signInByPage } from '../../../test/support/attack.ts';
import type { Answer } from '../../../test/support/browser.ts';
import { until } from '../../../test/support/until.ts';
import { commandLineCaller } from '../../kernel/caller.ts';
import { operatorsTenantId, type Tenant } from '../../tenants/tenants.ts';

let app: TestApp;
/** A statement with this text fails, as if the database had a fault of its own. */
let broken: string | null = null;

before(async () => {
  app = await testApp({
    onStatement: (statement) => {
      if (broken !== null && statement.includes(broken)) throw new Error('a fault nobody expected');
    },
  });
});
after(() => app.close());

/** One sign-in on the page and one as JSON, each in a browser of its own. */
async function bothWays(tenant: Tenant, identifier: string, password: string): Promise<{ page: Answer; json: Answer }> {
  const page = await signInByPage(app.browser(tenant.slug), identifier, password);
  const json = await app.browser(tenant.slug).signIn(identifier, password);
  return { page, json };
}

function assertRefused(
  { page, json }: { page: Answer; json: Answer },
  status: number,
  code: string,
  title: RegExp,
): void {
  assert.equal(json.status, status, json.text);
  assert.match(json.headers['content-type'] ?? '', /^application\/problem\+json/);
  assert.partialDeepStrictEqual(json.json(), { code, status });
  assert.match(String(json.json().title), title);
  assert.ok(String(json.json().help).length > 10);
  assert.equal(page.status, status);
  assert.equal(codeOf(page), code);
  assert.match(page.text, title);
  for (const answer of [page, json]) {
    assert.equal(answer.headers['www-authenticate'], status === 401 ? 'Usher' : undefined);
    const cookies = (answer.headers['set-cookie'] ?? []).join();
    assert.doesNotMatch(cookies, /usher_(session|flow|devices)=/);
  }
}

test('S8.1 a wrong password, and a name that nobody has, are refused with the first text', async () => {
  const tenant = await app.organization('s81');
  await app.user(tenant, 'ana');
  for (const identifier of ['ana', 'nobody'])
    assertRefused(
      await bothWays(tenant, identifier, 'wrong'),
      401,
      'incorrect_credentials',
      /Incorrect username or password/,
    );
});

test('S8.3 a disabled user is told so after the right password, and nothing before it', async () => {
  const tenant = await app.organization('s83');
  const { id } = await app.user(tenant, 'ana');
  await app.app.house.users.setDisabled(tenant, commandLineCaller(tenant.id), id, true);
  assertRefused(
    await bothWays(tenant, 'ana', goodPassword),
    403,
    'user_disabled',
    /User disabled by the Administrator/,
  );
  assertRefused(await bothWays(tenant, 'ana', 'wrong'), 401, 'incorrect_credentials', /Incorrect username/);
});

test('S8.5 an inactive user is told so after the right password, and nothing before it', async () => {
  const tenant = await app.organization('s85');
  const { id } = await app.user(tenant, 'ana');
  await app.app.house.users.update(tenant, commandLineCaller(tenant.id), id, { status: 'inactive' }, null);
  assertRefused(await bothWays(tenant, 'ana', goodPassword), 403, 'user_inactive', /Inactive user/);
  assertRefused(await bothWays(tenant, 'ana', 'wrong'), 401, 'incorrect_credentials', /Incorrect username/);
});

test('O1 S8 a suspended organisation is told after the right password only, and opens again when resumed', async () => {
  const tenant = await app.organization('s8suspended');
  await app.user(tenant, 'ana');
  const operators = commandLineCaller(operatorsTenantId);
  const suspend = async (suspended: boolean): Promise<void> => {
    await app.app.house.organizations.setSuspended(operators, tenant.slug, suspended);
    await until(async () => ((await app.app.house.tenants.byId(tenant.id)).status === 'suspended') === suspended);
  };
  await suspend(true);
  assertRefused(
    await bothWays(tenant, 'ana', goodPassword),
    403,
    'organization_suspended',
    /organisation is suspended/,
  );
  assertRefused(await bothWays(tenant, 'ana', 'wrong'), 401, 'incorrect_credentials', /Incorrect username/);
  await suspend(false);
  assert.equal((await app.browser(tenant.slug).signIn('ana', goodPassword)).status, 200);
});

test('S8.4 a locked user, right password or wrong, is told to ask the administrator', async () => {
  const tenant = await app.organization('s84');
  await app.user(tenant, 'ana');
  await guess(app.browser(tenant.slug), 'ana', 5);
  for (const password of ['wrong again', goodPassword]) {
    const answers = await bothWays(tenant, 'ana', password);
    assertRefused(answers, 423, 'too_many_attempts', /Too many failed attempts/);
    assert.equal(answers.json.json().until, undefined);
    assert.match(answers.page.text, /Contact your Administrator to unlock it\./);
  }
});

test('S8.4 a timed lock says until when, in the organisation’s time zone, for a known name and an unknown one', async () => {
  const tenant = await app.organization('s84timed', { lockout: { unlock: 'timed', durationMinutes: 30 } });
  await app.user(tenant, 'ana');
  for (const identifier of ['ana', 'nobody']) {
    await guess(app.browser(tenant.slug), identifier, 5);
    const answers = await bothWays(tenant, identifier, goodPassword);
    assertRefused(answers, 423, 'too_many_attempts', /Too many failed attempts/);
    const leftMs = new Date(String(answers.json.json().until)).getTime() - Date.now();
    assert.ok(leftMs > 28 * 60_000 && leftMs <= 30 * 60_000, `${identifier}: ${answers.json.text}`);
    assert.match(answers.page.text, /or wait until \w{3} \d+ \w{3}, \d\d:\d\d (WET|WEST|GMT|GMT\+1)/);
  }
});

test('S8.8 a fault is told plainly with a reference number that the audit log also holds', async () => {
  const tenant = await app.organization('s88');
  await app.user(tenant, 'ana');
  broken = 'INSERT INTO sessions';
  const { page, json } = await bothWays(tenant, 'ana', goodPassword).finally(() => {
    broken = null;
  });
  assert.equal(json.status, 500);
  assert.equal(page.status, 500);
  assert.equal(codeOf(json), 'internal');
  const shown = /<code>([0-9a-f-]{36})<\/code>/.exec(page.text)?.[1];
  for (const reference of [json.json().reference, shown]) {
    assert.match(String(reference), /^[0-9a-f-]{36}$/);
    await until(
      async () =>
        (
          await rows(
            app,
            sql`SELECT 1 FROM audit_events WHERE tenant_id = ${tenant.id} AND reference = ${reference} AND outcome = 'failed'`,
          )
        ).length === 1,
    );
  }
  for (const answer of [page, json]) {
    assert.doesNotMatch(answer.text, /nobody expected|at .*\.ts:\d+/, 'no inner detail is shown');
    assert.doesNotMatch((answer.headers['set-cookie'] ?? []).join(), /usher_session=/);
  }
  assert.deepEqual(await rows(app, sql`SELECT 1 FROM sessions WHERE tenant_id = ${tenant.id}`), []);
});

test('S8 M4 every refusal stands in the audit log with its reason, and never what was typed as a name or password', async () => {
  const tenant = await app.organization('s8audit');
  const { id } = await app.user(tenant, 'ana');
  await app.browser(tenant.slug).signIn('ana', 'canary-wrong-1');
  await app.browser(tenant.slug).signIn('canary-typed-as-a-name', 'canary-wrong-2');
  await app.app.house.users.setDisabled(tenant, commandLineCaller(tenant.id), id, true);
  await app.browser(tenant.slug).signIn('ana', goodPassword);
  const events = await rows<{ reason: string; target_name: string | null; text: string }>(
    app,
    sql`SELECT reason, target_name, e::text AS text FROM audit_events e
      WHERE tenant_id = ${tenant.id} AND action = 'session.start' ORDER BY at`,
  );
  assert.deepEqual(
    events.map((event) => [event.reason, event.target_name]),
    [
      ['incorrect_credentials', 'ana'],
      ['incorrect_credentials', null],
      ['user_disabled', 'ana'],
    ],
  );
  assert.doesNotMatch(events.map((event) => event.text).join(), /canary/);
});

test('V2.2.1 unfit bodies are refused with 4xx and cost no evaluation', async () => {
  const tenant = await app.organization('s8unfit');
  const before = app.app.house.hasher.stats().calls;
  const browser = app.browser(tenant.slug);
  const bodies = [
    {},
    { identifier: 'ana' },
    { identifier: ['ana', 'bob'], password: 'x' },
    { identifier: 'ana', password: { $ne: '' } },
    { identifier: 'ana', password: 'x', admin: true },
    { identifier: 'a'.repeat(501), password: 'x' },
    { identifier: 'ana', password: 'x'.repeat(4097) },
  ];
  for (const body of bodies) assert.equal((await browser.json('POST', '/api/v1/sign-in', body)).status, 400);
  const proto = '{"identifier":"ana","password":"x","__proto__":{"admin":true}}';
  assert.equal(
    (await browser.send('POST', '/api/v1/sign-in', proto, { 'content-type': 'application/json' })).status,
    400,
  );
  assert.equal((await browser.send('POST', '/api/v1/sign-in', '{}', { 'content-type': 'text/plain' })).status, 415);
  const large = JSON.stringify({ identifier: 'ana', password: 'x'.repeat(40_000) });
  assert.equal(
    (await browser.send('POST', '/api/v1/sign-in', large, { 'content-type': 'application/json' })).status,
    413,
  );
  assert.equal(app.app.house.hasher.stats().calls, before);
});

test('S8.1 a name or password with NUL or a lone surrogate in it is merely wrong', async () => {
  const tenant = await app.organization('s8nul');
  await app.user(tenant, 'ana');
  for (const [identifier, password] of [
    ['ana\u0000', goodPassword],
    ['\u0000', 'x'],
    ['ana\ud800', goodPassword],
    ['ana', `${goodPassword}\u0000`],
    ['ana', `${goodPassword}\ud800`],
    ['ana', 'x'.repeat(2000)],
  ] as const) {
    const answer = await app.browser(tenant.slug).signIn(identifier, password);
    assert.equal(answer.status, 401, `${JSON.stringify(identifier)}: ${answer.text}`);
  }
});
