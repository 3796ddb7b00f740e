// Rows M2 and M3: API keys: made with at most what their maker may, seen once, rolled, revoked, expired; whose they are.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { goodPassword, type TestApp, testApp } from '../../test/support/app.ts';
import { codeOf, rows, signedIn } from '../../test/support/attack.ts';
import type { Answer, Browser } from '../../test/support/browser.ts';
import type { Tenant } from '../tenants/tenants.ts';
import type { ApiKey } from './api-keys.ts';

let app: TestApp;
let tenant: Tenant;
let ada: Browser;
before(async () => {
  app = await testApp();
  tenant = await app.organization('keys');
  ada = await signedIn(app, tenant, 'ada', 'administrator');
});
after(() => app?.close());

interface Made {
  readonly id: string;
  readonly key: string;
}

async function make(name: string, permissions: readonly string[], more: object = {}, browser = ada): Promise<Made> {
  const answer = await browser.json('POST', '/api/v1/api-keys', { name, permissions, ...more });
  assert.equal(answer.status, 201, answer.text);
  return answer.json<Made & Record<string, unknown>>();
}

/** What a program with this key is answered. */
function use(key: string, path = '/api/v1/users'): Promise<Answer> {
  return app.browser('keys', { authorization: `Bearer ${key}` }).get(path);
}

async function listed(id: string, browser = ada): Promise<ApiKey> {
  const { items } = (await browser.get('/api/v1/api-keys')).json<{ items: ApiKey[] }>();
  const found = items.find((one) => one.id === id);
  assert.ok(found);
  return found;
}

test('M2 the list tells what a key is for, who made it and how to recognise it, and never the key', async () => {
  const { id, key } = await make('  Payroll ', ['users:read', 'teams:read']);
  const answer = await ada.get('/api/v1/api-keys');
  assert.ok(!answer.text.includes(key) && !answer.text.includes(key.slice('usher_'.length)));
  const found = await listed(id);
  assert.deepEqual(
    [found.name, found.ending, found.permissions, found.createdBy, found.maker, found.lastUsedAt, found.expired],
    ['Payroll', key.slice(-4), ['users:read', 'teams:read'], 'ada', 'permitted', null, false],
  );
});

test('M3 nobody makes or rolls a key that may do what they may not', async () => {
  const role = { key: 'integrator', name: 'Integrator', permissions: ['api_keys:manage', 'users:read', 'team:read'] };
  assert.equal((await ada.json('POST', '/api/v1/roles', role)).status, 201);
  const ian = await signedIn(app, tenant, 'ian', 'integrator');
  const refused = await ian.json('POST', '/api/v1/api-keys', {
    name: 'more',
    permissions: ['users:read', 'users:update'],
  });
  assert.equal(codeOf(refused), 'not_permitted');
  await make('less', ['users:read'], {}, ian);
  const { id, key } = await make('strong', ['users:read', 'users:update']);
  assert.equal(codeOf(await ian.json('POST', `/api/v1/api-keys/${id}/roll`, {})), 'not_permitted');
  assert.equal((await use(key)).status, 200);
  // To take away is not to get: they may revoke it.
  assert.equal((await ian.send('DELETE', `/api/v1/api-keys/${id}`, null)).status, 204);
  // A key makes keys within what it may itself.
  const maker = await make('maker', ['api_keys:manage', 'users:read']);
  const program = app.browser('keys', { authorization: `Bearer ${maker.key}` });
  assert.equal((await listed((await make('child', ['users:read'], {}, program)).id)).maker, null);
  const beyond = await program.json('POST', '/api/v1/api-keys', { name: 'x', permissions: ['teams:read'] });
  assert.equal(codeOf(beyond), 'not_permitted');
});

test('M2 M3 a key that ends gets hold of no key that works on after it, neither a new one nor by rolling', async () => {
  const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
  const maker = await make('short', ['api_keys:manage', 'users:read'], { expiresAt: inHours(2) });
  const program = app.browser('keys', { authorization: `Bearer ${maker.key}` });
  const lasting = await make('lasting', ['users:read']);
  const wanted = { name: 'child', permissions: ['users:read'] };
  for (const expiresAt of [undefined, null, inHours(3)])
    assert.equal(codeOf(await program.json('POST', '/api/v1/api-keys', { ...wanted, expiresAt })), 'not_permitted');
  assert.equal(codeOf(await program.json('POST', `/api/v1/api-keys/${lasting.id}/roll`, {})), 'not_permitted');
  assert.equal((await use(lasting.key)).status, 200);
  const child = await make('child', ['users:read'], { expiresAt: inHours(1) }, program);
  assert.equal((await program.json('POST', `/api/v1/api-keys/${child.id}/roll`, {})).status, 200);
});

test('M2 a key may what it was given, and nothing else', async () => {
  const { key } = await make('seats', ['seats:read']);
  assert.equal((await use(key, '/api/v1/seats')).status, 200);
  assert.equal(codeOf(await use(key)), 'not_permitted');
});

test('M2 a rolled key has a new secret; the old one works for the hours that were said, and then no more', async () => {
  const first = await make('rolled', ['users:read']);
  const rolled = await ada.json('POST', `/api/v1/api-keys/${first.id}/roll`, { keepHours: 2 });
  const second = rolled.json<{ key: string }>().key;
  assert.deepEqual([(await use(first.key)).status, (await use(second)).status], [200, 200]);
  const { ending, previousUntil } = await listed(first.id);
  assert.equal(ending, second.slice(-4));
  assert.ok(previousUntil !== null && Math.abs(Date.parse(previousUntil) - Date.now() - 7_200_000) < 60_000);
  await rows(app, sql`UPDATE api_keys SET previous_until = now() - interval '1 second' WHERE id = ${first.id}`);
  assert.deepEqual([(await use(first.key)).status, (await use(second)).status], [401, 200]);
  const { key: third } = (await ada.json('POST', `/api/v1/api-keys/${first.id}/roll`, { keepHours: 0 })).json();
  assert.deepEqual([(await use(second)).status, (await use(String(third))).status], [401, 200]);
  assert.equal((await listed(first.id)).previousUntil, null);
  for (const keepHours of [-1, 169, 1.5]) {
    const answer = await ada.json('POST', `/api/v1/api-keys/${first.id}/roll`, { keepHours });
    assert.equal(answer.status, 400);
  }
});

test('M2 revoking ends a key at once, both of its secrets', async () => {
  const { id, key } = await make('revoked', ['users:read']);
  const { key: next } = (await ada.json('POST', `/api/v1/api-keys/${id}/roll`, {})).json();
  assert.equal((await ada.send('DELETE', `/api/v1/api-keys/${id}`, null)).status, 204);
  assert.deepEqual([(await use(key)).status, (await use(String(next))).status], [401, 401]);
  assert.equal((await ada.send('DELETE', `/api/v1/api-keys/${id}`, null)).status, 404);
  assert.equal((await ada.json('POST', `/api/v1/api-keys/${id}/roll`, {})).status, 404);
});

test('M2 a key ends when it expires; it cannot be made for a time that is over', async () => {
  const over = { name: 'x', permissions: [], expiresAt: '2020-01-01T00:00:00Z' };
  assert.equal(codeOf(await ada.json('POST', '/api/v1/api-keys', over)), 'invalid_request');
  const { id, key } = await make('expires', ['users:read'], { expiresAt: '2099-01-31T12:00:00+02:00' });
  assert.equal((await listed(id)).expiresAt, '2099-01-31T10:00:00.000Z');
  assert.equal((await use(key)).status, 200);
  await rows(app, sql`UPDATE api_keys SET expires_at = now() WHERE id = ${id}`);
  assert.equal((await use(key)).status, 401);
  assert.equal((await listed(id)).expired, true);
});

test('M2 when a key was last used is noted, at most once a minute', async () => {
  const { id, key } = await make('used', ['users:read']);
  const noted = async () => {
    const [row] = await rows<{ version: string; at: Date | null }>(
      app,
      sql`SELECT xmin::text AS version, last_used_at AS at FROM api_keys WHERE id = ${id}`,
    );
    return row;
  };
  await use(key);
  const first = await noted();
  assert.ok(first?.at);
  for (let call = 0; call < 3; call += 1) await use(key);
  assert.deepEqual(await noted(), first);
  await rows(app, sql`UPDATE api_keys SET last_used_at = now() - interval '2 minutes' WHERE id = ${id}`);
  await use(key);
  assert.ok(((await noted())?.at?.getTime() ?? 0) >= first.at.getTime());
});

test('M3 a key is the organisation’s: it works on when its maker may less, is disabled or deleted, and the list says so', async () => {
  const ben = await signedIn(app, tenant, 'ben', 'administrator');
  const { id: benId } = (await ben.get('/api/v1/session')).json<{ user: { id: string } }>().user;
  const { id, key } = await make('orphan', ['users:read'], {}, ben);
  assert.equal((await ada.json('PATCH', `/api/v1/users/${benId}`, { role: 'agent' })).status, 200);
  assert.deepEqual([(await listed(id)).maker, (await use(key)).status], ['lacking', 200]);
  assert.equal((await ada.json('POST', `/api/v1/users/${benId}/disable`, {})).status, 204);
  assert.deepEqual([(await listed(id)).maker, (await use(key)).status], ['disabled', 200]);
  assert.equal((await ada.send('DELETE', `/api/v1/users/${benId}`, null)).status, 204);
  const { maker, createdBy } = await listed(id);
  assert.deepEqual([maker, createdBy, (await use(key)).status], [null, 'ben', 200]);
});

test('M4 making, rolling and revoking a key stand in the audit log, without the key', async () => {
  const { id, key } = await make('audited', ['users:read']);
  const { key: next } = (await ada.json('POST', `/api/v1/api-keys/${id}/roll`, { keepHours: 1 })).json();
  await ada.send('DELETE', `/api/v1/api-keys/${id}`, null);
  const found = await rows<{ action: string; target_name: string; whole: string }>(
    app,
    sql`SELECT action, target_name, row_to_json(e)::text AS whole FROM audit_events e WHERE target_id = ${id} ORDER BY id`,
  );
  assert.deepEqual(
    found.map(({ action, target_name }) => `${action} ${target_name}`),
    ['api_key.create audited', 'api_key.roll audited', 'api_key.revoke audited'],
  );
  assert.ok(found.every(({ whole }) => !whole.includes(key) && !whole.includes(String(next))));
});

test('M2 an organisation has at most 200 keys', async () => {
  const other = await app.organization('many');
  await app.user(other, 'ada', { role: 'administrator' });
  const browser = app.browser('many');
  assert.equal((await browser.signIn('ada', goodPassword)).status, 200);
  await rows(
    app,
    sql`INSERT INTO api_keys (tenant_id, id, name, key_hash, permissions, created_by)
      SELECT ${other.id}, gen_random_uuid(), 'x', sha256(n::text::bytea), '{}', 'x' FROM generate_series(1, 199) n`,
  );
  const answers = await Promise.all(
    Array.from({ length: 4 }, () => browser.json('POST', '/api/v1/api-keys', { name: 'x', permissions: [] })),
  );
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 400, 400, 400]);
});
