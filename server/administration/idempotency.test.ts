// Row M2: a request that creates something is carried out once, however often it is sent with the same Idempotency-Key.
import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { type TestApp, testApp } from '../../test/support/app.ts';
import { codeOf, rows, signedIn, untilWaiting } from '../../test/support/attack.ts';
import type { Answer, Browser } from '../../test/support/browser.ts';
import { until } from '../../test/support/until.ts';
import type { Tenant } from '../tenants/tenants.ts';
import { pruneIdempotencyKeys } from './idempotency.ts';

let app: TestApp;
let tenant: Tenant;
let admin: Browser;
before(async () => {
  app = await testApp();
  tenant = await app.organization('twice');
  admin = await signedIn(app, tenant, 'ada', 'administrator');
});
after(() => app?.close());

function post(path: string, body: unknown, key: string, browser = admin): Promise<Answer> {
  return browser.json('POST', path, body, { 'idempotency-key': key });
}

/** What was changed about the caller is known within a second: the first answer of this status. */
async function untilStatus(status: number, send: () => Promise<Answer>): Promise<Answer> {
  const answers: Answer[] = [];
  await until(async () => answers.push(await send()) > 0 && answers.at(-1)?.status === status);
  return answers.at(-1) ?? assert.fail();
}

const makeKey = (name: string, key: string, browser = admin): Promise<Answer> =>
  post('/api/v1/api-keys', { name, permissions: [] }, key, browser);

async function keysNamed(name: string): Promise<number> {
  const found = await rows(app, sql`SELECT FROM api_keys WHERE tenant_id = ${tenant.id} AND name = ${name}`);
  return found.length;
}

test('M2 the same request with the same key gets the first answer, secret, address and all, and is done once', async () => {
  const first = await makeKey('once', 'first');
  assert.equal(first.status, 201, first.text);
  assert.equal(first.headers['idempotency-replayed'], undefined);
  for (const key of ['first', '"first"']) {
    const again = await makeKey('once', key);
    assert.deepEqual([again.status, again.text], [201, first.text]);
    assert.equal(again.headers['idempotency-replayed'], 'true');
    assert.equal(again.headers['content-type'], first.headers['content-type']);
  }
  assert.equal(await keysNamed('once'), 1);
  const team = await post('/api/v1/teams', { name: 'Morning' }, 'team');
  const again = await post('/api/v1/teams', { name: 'Morning' }, 'team');
  assert.deepEqual(
    [again.status, again.headers.location, again.headers.etag, again.text],
    [201, team.headers.location, team.headers.etag, team.text],
  );
});

test('M2 the same key with another body or at another address is refused, and nothing is done', async () => {
  assert.equal((await makeKey('one', 'reused')).status, 201);
  assert.deepEqual([(await makeKey('two', 'reused')).status, await keysNamed('two')], [422, 0]);
  const elsewhere = await post('/api/v1/teams', { name: 'one', permissions: [] }, 'reused');
  assert.equal(elsewhere.status, 400, 'judged in form first');
  assert.equal(codeOf(await post('/api/v1/teams', { name: 'one' }, 'reused')), 'idempotency_key_reused');
});

test('M2 a key is its caller’s own: somebody else’s is another, in the same organisation and in the next', async () => {
  const other = await signedIn(app, tenant, 'ben', 'administrator');
  const mine = await makeKey('shared', 'shared');
  const theirs = await makeKey('shared', 'shared', other);
  assert.notEqual(mine.json().id, theirs.json().id);
  const next = await app.organization('next');
  const stranger = await signedIn(app, next, 'ada', 'administrator');
  assert.equal((await makeKey('shared', 'shared', stranger)).headers['idempotency-replayed'], undefined);
});

test('M2 a refusal is not kept: the same request is judged anew, and is refused or done as things are then', async () => {
  const role = { key: 'extra', name: 'Extra' };
  const { id } = (await post('/api/v1/roles', role, 'role')).json<{ id: string }>();
  assert.equal((await post('/api/v1/roles', role, 'role-again')).status, 400);
  assert.equal((await admin.send('DELETE', `/api/v1/roles/${id}`, null)).status, 204);
  const done = await post('/api/v1/roles', role, 'role-again');
  assert.deepEqual([done.status, done.headers['idempotency-replayed']], [201, undefined]);
});

test('M2 M3 an answer is told again only to who may still do what it answers: no secret after the right to it is gone', async () => {
  const role = { key: 'maker', name: 'Maker', permissions: ['users:create', 'seats:read'] };
  const { id } = (await admin.json('POST', '/api/v1/roles', role)).json<{ id: string }>();
  const ben = await signedIn(app, tenant, 'maker', 'maker');
  const make = (): Promise<Answer> => post('/api/v1/users', { username: 'made', role: 'agent' }, 'made', ben);
  const setPermissions = (held: string[]) => admin.json('PATCH', `/api/v1/roles/${id}`, { permissions: held });
  const first = await make();
  assert.equal(first.status, 201, first.text);
  assert.match(first.text, /temporaryPassword/);
  assert.equal((await setPermissions(['seats:read'])).status, 200);
  const refused = await untilStatus(403, make);
  assert.equal(codeOf(refused), 'not_permitted');
  assert.doesNotMatch(refused.text, /temporaryPassword|made/);
  // What was not asked for is not missed, and who may again is told again.
  assert.equal((await setPermissions(['users:create'])).status, 200);
  const again = await untilStatus(201, make);
  assert.deepEqual([again.text, again.headers['idempotency-replayed']], [first.text, 'true']);
});

test('M2 M3 what was done as a supervisor of a team is told again only while one supervises it', async () => {
  const sue = await signedIn(app, tenant, 'sue', 'supervisor');
  const { user } = (await sue.get('/api/v1/session')).json<{ user: { id: string } }>();
  const ana = await app.user(tenant, 'ana');
  const { id: team } = (await admin.json('POST', '/api/v1/teams', { name: 'Led' })).json<{ id: string }>();
  const members = `/api/v1/teams/${team}/members`;
  assert.equal((await admin.json('PUT', members, { users: [user.id], supervises: true })).status, 204);
  assert.equal((await admin.json('PUT', members, { users: [ana.id] })).status, 204);
  const signOut = (): Promise<Answer> => post(`/api/v1/users/${ana.id}/sign-out`, {}, 'out', sue);
  await untilStatus(204, signOut);
  assert.equal((await signOut()).headers['idempotency-replayed'], 'true');
  assert.equal((await admin.json('DELETE', members, { users: [user.id] })).status, 204);
  assert.equal(codeOf(await untilStatus(403, signOut)), 'not_permitted');
});

test('M2 a key of no form, and a stranger’s, are refused as everything else is', async () => {
  for (const key of ['', ' ', 'a b', 'ü', 'a'.repeat(256)])
    assert.equal((await makeKey('formless', key).catch(() => ({ status: 400 }))).status, 400, key);
  assert.equal((await makeKey('formless', 'a'.repeat(255))).status, 201);
  assert.equal((await makeKey('stranger', 'stranger', app.browser('twice'))).status, 401);
});

test('security: what is kept of a request and its answer can be read by nobody who has the database alone', async () => {
  const password = 'violet marble 31 harbour';
  const body = { username: 'secretive', password };
  assert.equal((await post('/api/v1/users', body, 'secret')).status, 201);
  const created = await post('/api/v1/users', { username: 'temporary' }, 'temporary');
  const { temporaryPassword } = created.json<{ temporaryPassword: string }>();
  assert.equal((await post('/api/v1/users', { username: 'temporary' }, 'temporary')).text, created.text);
  const { key } = (await makeKey('secret', 'a-key')).json<{ key: string }>();
  const [{ dump = '' } = {}] = await rows<{ dump: string }>(
    app,
    sql`SELECT string_agg(row_to_json(k)::text || encode(sealed, 'escape'), '') AS dump FROM idempotency_keys k`,
  );
  for (const secret of [password, temporaryPassword, key]) assert.ok(secret.length > 7 && !dump.includes(secret));
  // Nor could a password be tried out against the digest of the request.
  const text = `POST /api/v1/users\n${JSON.stringify(body)}`;
  for (const encoding of ['hex', 'base64url'] as const) assert.ok(!dump.includes(hash('sha256', text, encoding)));
});

test('M2 an attempt that died before it did anything is made again; one that did something is not, and that is told', async () => {
  const leave = (key: string, acted: boolean, ago: string) =>
    rows(
      app,
      sql`UPDATE idempotency_keys SET status = NULL, sealed = NULL, acted = ${acted}, held_until = now() - ${ago}::interval
        WHERE tenant_id = ${tenant.id} AND key = ${key}`,
    );
  await makeKey('died', 'died');
  await leave('died', false, '1 second');
  assert.equal((await makeKey('died', 'died')).headers['idempotency-replayed'], undefined);
  assert.equal(await keysNamed('died'), 2);
  await leave('died', true, '1 second');
  assert.equal(codeOf(await makeKey('died', 'died')), 'idempotency_outcome_unknown');
  assert.equal(await keysNamed('died'), 2);
});

test('M2 an attempt that was given up for dead cannot commit any more', async () => {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const locked = Promise.withResolvers<void>();
  const holding = app.app.house.database.withSystem(async (tx) => {
    await sql`LOCK TABLE teams IN SHARE MODE`.execute(tx);
    locked.resolve();
    await released;
  });
  await locked.promise;
  const slow = post('/api/v1/teams', { name: 'Slow' }, 'slow');
  await untilWaiting(app);
  await rows(app, sql`UPDATE idempotency_keys SET claim = gen_random_uuid() WHERE key = 'slow'`);
  release();
  await holding;
  assert.equal((await slow).status, 503);
  assert.deepEqual(await rows(app, sql`SELECT FROM teams WHERE name = 'Slow'`), []);
});

test('M2 a fault gives the key back only when nothing was committed', async () => {
  const trigger = (when: string) =>
    sql.raw(`CREATE OR REPLACE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN IF NEW.action = 'team.create' AND ${when} THEN RAISE 'on purpose'; END IF; RETURN NEW; END $$`);
  await rows(app, trigger('true'));
  await rows(app, sql`CREATE TRIGGER fault BEFORE INSERT ON audit_events FOR EACH ROW EXECUTE FUNCTION fault()`);
  try {
    assert.equal((await post('/api/v1/teams', { name: 'Faulty' }, 'fault')).status, 500);
    await rows(app, trigger('false'));
    assert.equal((await post('/api/v1/teams', { name: 'Faulty' }, 'fault')).status, 201);
  } finally {
    await rows(app, sql`DROP TRIGGER fault ON audit_events`);
  }
});

test('M2 keys are forgotten after a day, and not before', async () => {
  await makeKey('young', 'young');
  await makeKey('old', 'old');
  await rows(app, sql`UPDATE idempotency_keys SET claimed_at = now() - interval '25 hours' WHERE key = 'old'`);
  assert.equal(
    (await makeKey('old', 'old')).headers['idempotency-replayed'],
    undefined,
    'over, even before it is cleaned',
  );
  await rows(app, sql`UPDATE idempotency_keys SET claimed_at = now() - interval '25 hours' WHERE key = 'old'`);
  await pruneIdempotencyKeys(app.app.house.database);
  const left = await rows<{ key: string }>(app, sql`SELECT key FROM idempotency_keys WHERE key IN ('old', 'young')`);
  assert.deepEqual(left, [{ key: 'young' }]);
});
