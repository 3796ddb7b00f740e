import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { sql } from 'kysely';
import { goodPassword, type TestApp, testApp } from '../../test/support/app.ts';
import type { Browser } from '../../test/support/browser.ts';
import { until } from '../../test/support/until.ts';

let app: TestApp;
let olga: Browser;
/** The next statement that matches fails. */
let broken: RegExp | null = null;

before(async () => {
  app = await testApp({
    onStatement: (statement) => {
      if (broken?.test(statement)) throw new Error('broken on purpose');
    },
  });
  await app.operator();
  olga = app.browser();
  await olga.signIn('olga', goodPassword);
});
beforeEach(() => {
  broken = null;
});
after(() => app?.close());

function create(slug: string, administrator?: Record<string, unknown>) {
  const body = { slug, name: `${slug} Ltd`, seats: 5, ...(administrator ? { administrator } : {}) };
  return olga.json('POST', '/api/v1/organizations', body);
}

async function status(slug: string): Promise<number> {
  return (await olga.get(`/api/v1/organizations/${slug}`)).status;
}

test('O1 an organisation comes with its first administrator, who signs in with the password shown once', async () => {
  const answer = await create('whole', { username: 'anna' });
  assert.equal(answer.status, 201);
  const { organization, administrator } = answer.json<{
    organization: { slug: string; users: number };
    administrator: { user: { role: string }; temporaryPassword: string };
  }>();
  assert.equal(organization.users, 1);
  assert.equal(administrator.user.role, 'administrator');
  const signedIn = await app.browser('whole').signIn('anna', administrator.temporaryPassword);
  assert.equal(signedIn.json().next, 'new_password', signedIn.text);
});

test('O1 the first administrator may be named; a name that is none is refused with its place, and nothing exists', async () => {
  const answer = await create('named', { username: 'anna', firstName: 'Anna', lastName: 'Åberg' });
  assert.equal(answer.status, 201, answer.text);
  const { administrator } = answer.json<{ administrator: { user: object } }>();
  assert.partialDeepStrictEqual(administrator.user, { username: 'anna', firstName: 'Anna', lastName: 'Åberg' });
  const refused = await create('misnamed', { username: 'anna', firstName: 'Anna\r\nX: y' });
  assert.equal(refused.status, 400);
  assert.deepEqual(
    refused.json<{ violations: { path: string }[] }>().violations.map(({ path }) => path),
    ['/administrator/firstName'],
  );
  assert.equal(await status('misnamed'), 404);
});

test('O1 an administrator with an address is mailed, from the transaction that makes the organisation', async () => {
  const answer = await create('mailed', { username: 'anna', email: 'anna@mailed.example' });
  assert.equal(answer.status, 201);
  assert.equal('temporaryPassword' in (answer.json().administrator as object), false);
  const { rows } = await app.app.house.database.withSystem((tx) =>
    sql<{
      template: string;
    }>`SELECT m.template FROM mails m JOIN tenants t ON t.id = m.tenant_id WHERE t.slug = 'mailed'`.execute(tx),
  );
  assert.deepEqual(rows, [{ template: 'welcome' }]);
});

test('O1 when the first administrator cannot be created, there is no organisation either, and the slug stays free', async () => {
  for (const statement of [/insert into "users"/i, /INSERT INTO user_identifiers/i, /insert into "mails"/i]) {
    broken = statement;
    assert.equal((await create('halved', { username: 'anna', email: 'anna@halved.example' })).status, 500);
    broken = null;
    assert.equal(await status('halved'), 404, String(statement));
    assert.equal((await app.browser('halved').page('/sign-in')).status, 404);
  }
  assert.equal((await create('halved', { username: 'anna' })).status, 201);
  await until(async () => (await app.browser('halved').page('/sign-in')).status === 200);
});

test('O1 names that are not fit are refused before anything exists', async () => {
  assert.equal((await create('unfit', { username: 'a b\u0000' })).status, 400);
  assert.equal(await status('unfit'), 404);
});

test('O1 deleting an organisation may take longer than a statement of a request', async () => {
  const { database } = app.app.house;
  assert.equal((await create('ending', { username: 'anna' })).status, 201);
  assert.equal((await olga.get('/api/v1/organizations/ending/export')).status, 200);
  // Refuses to be deleted from in the seconds that requests have, as millions of rows would be.
  await database.withSystem(async (tx) => {
    await sql`CREATE FUNCTION refuse_haste() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF current_setting('statement_timeout')::interval < interval '10 minutes' THEN RAISE EXCEPTION 'too little time'; END IF;
      RETURN NULL; END $$`.execute(tx);
    await sql`CREATE TRIGGER refuse_haste BEFORE DELETE ON tenants EXECUTE FUNCTION refuse_haste()`.execute(tx);
  });
  const deleted = await olga.json('DELETE', '/api/v1/organizations/ending', { confirm: 'ending' });
  assert.equal(deleted.status, 204, deleted.text);
  assert.equal((await create('ending')).status, 201);
});

test('M2 the description says what each endpoint answers', async () => {
  type Answers = Record<string, { content?: unknown; description: string }>;
  const { paths } = (await olga.get('/api/openapi.json')).json<{
    paths: Record<string, Record<string, { responses: Answers }>>;
  }>();
  const described = Object.entries(paths).filter(
    ([path]) =>
      /\/(organizations|users|audit|roles|api-keys|settings)(\/|$)/.test(path) &&
      !/\/(export|report|passwords|sign-out)$/.test(path),
  );
  assert.ok(described.length >= 10);
  for (const [path, operations] of described) {
    for (const [method, { responses }] of Object.entries(operations)) {
      const [status, answer] = Object.entries(responses).find(([code]) => code.startsWith('2')) ?? [];
      assert.ok(status === '204' || answer?.content !== undefined, `${method} ${path} ${status}`);
    }
  }
});

test('M4 entries of the log are answered whole: with and without a target, and with all their details', async () => {
  await create('logged');
  const details = { change: { deep: { list: [1, null, 'x'] } } };
  await app.app.house.database.withSystem((tx) =>
    sql`UPDATE audit_events SET details = ${JSON.stringify(details)}::jsonb WHERE target_name = 'logged'`.execute(tx),
  );
  type Event = { action: string; target: { name: string } | null; details: unknown; reason: string | null };
  const { items } = (await olga.get('/api/v1/audit?limit=200')).json<{ items: Event[] }>();
  const made = items.find((one) => one.action === 'organization.create' && one.target?.name === 'logged');
  assert.deepEqual(made?.details, details);
  assert.equal(made?.reason, null);
  assert.ok(items.some((one) => one.target === null));
});

test('M4 O1 what an operator changes of an organisation stands in both logs, with what it was before', async () => {
  await create('moved');
  const change = { name: 'Moved Ltd', seats: 9 };
  assert.equal((await olga.json('PATCH', '/api/v1/organizations/moved', change)).status, 200);
  const { rows } = await app.app.house.database.withSystem((tx) =>
    sql`SELECT details FROM audit_events WHERE target_name = 'moved' AND action = 'organization.update' AND outcome = 'done'`.execute(
      tx,
    ),
  );
  const details = { change, before: { name: 'moved Ltd', seats: 5 } };
  assert.deepEqual(rows, [{ details }, { details }]);
});
