import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { goodPassword, type TestApp, testApp } from '../../test/support/app.ts';
import { until } from '../../test/support/until.ts';
import { createApiKey } from '../api-keys/api-keys.ts';
import { commandLineCaller } from '../kernel/caller.ts';
import { operatorsTenantId } from '../tenants/tenants.ts';

let app: TestApp;
let broken = '';
before(async () => {
  app = await testApp({
    onStatement: (statement) => {
      if (broken !== '' && statement.includes(broken)) throw new Error('broken on purpose');
    },
  });
});
after(() => app.close());

test('L4 S8.3 a session that was open when its user was disabled stays over once they are enabled again', async () => {
  const tenant = await app.organization('epoch');
  const ana = await app.user(tenant, 'ana');
  const browser = app.browser('epoch');
  await browser.signIn('ana', goodPassword);
  const { users } = app.app.house;
  await users.setDisabled(tenant, commandLineCaller(tenant.id), ana.id, true);
  await until(async () => (await browser.get('/api/v1/session')).status === 401);
  await users.setDisabled(tenant, commandLineCaller(tenant.id), ana.id, false);
  assert.equal((await browser.get('/api/v1/session')).status, 401);
  assert.equal((await browser.signIn('ana', goodPassword)).status, 200);
});

test('L4 disabling works where its audit entry cannot be written, and the user is out', async () => {
  const tenant = await app.organization('unaudited');
  const ana = await app.user(tenant, 'ana');
  const browser = app.browser('unaudited');
  await browser.signIn('ana', goodPassword);
  broken = 'audit_events';
  try {
    await app.app.house.users.setDisabled(tenant, commandLineCaller(tenant.id), ana.id, true);
    const enabling = app.app.house.users.setDisabled(tenant, commandLineCaller(tenant.id), ana.id, false);
    await assert.rejects(enabling, /broken on purpose/);
  } finally {
    broken = '';
  }
  await until(async () => (await browser.get('/api/v1/session')).status === 401);
});

test('O1 O5 an API key of a suspended organisation is refused like its people are', async () => {
  const tenant = await app.organization('resting');
  const caller = commandLineCaller(tenant.id);
  const { key } = await createApiKey(app.app.house.database, caller, {
    name: 'wallboard',
    permissions: ['users:read'],
  });
  const program = app.browser('resting', { authorization: `bearer ${key}` });
  assert.equal((await program.get('/api/v1/users')).status, 200);
  const operator = commandLineCaller(operatorsTenantId);
  await app.app.house.organizations.setSuspended(operator, 'resting', true);
  await until(async () => (await program.get('/api/v1/users')).status === 403);
  assert.equal((await program.get('/api/v1/users')).json().code, 'organization_suspended');
});

test('M2 people are listed page by page to the end, whatever width their names are written in', async () => {
  const tenant = await app.organization('pages');
  const names = ['ana', 'Ｂbb', 'bob', 'Çelik', 'zoë', 'ÄNNE'];
  for (const name of names) await app.user(tenant, name);
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page = await app.app.house.users.list(tenant, commandLineCaller(tenant.id), {
      limit: 1,
      cursor,
      search: null,
    });
    seen.push(...page.items.map((user) => user.username));
    cursor = page.next;
  } while (cursor !== null && seen.length < 20);
  assert.deepEqual(seen.toSorted(), names.toSorted());
});

test('P1 where people log in with their address, a user without one is refused before anything exists', async () => {
  const tenant = await app.organization('byemail', { signIn: { identifier: 'email' } });
  await assert.rejects(app.user(tenant, 'ana'), { code: 'invalid_request' });
  await app.user(tenant, 'ana', { email: 'ana@byemail.example' });
});

test('O1 L4 the process that made a change acts on it with its very next answer', async () => {
  const tenant = await app.organization('prompt');
  const ana = await app.user(tenant, 'ana');
  const operator = commandLineCaller(operatorsTenantId);
  for (let round = 0; round < 10; round += 1) {
    const browser = app.browser('prompt');
    assert.equal((await browser.signIn('ana', goodPassword)).status, 200);
    assert.equal((await browser.get('/api/v1/session')).status, 200);
    await app.app.house.users.setDisabled(tenant, commandLineCaller(tenant.id), ana.id, true);
    assert.equal((await browser.get('/api/v1/session')).status, 401);
    await app.app.house.users.setDisabled(tenant, commandLineCaller(tenant.id), ana.id, false);
    await app.app.house.organizations.setSuspended(operator, 'prompt', true);
    assert.equal((await browser.signIn('ana', goodPassword)).status, 403);
    await app.app.house.organizations.setSuspended(operator, 'prompt', false);
  }
});
