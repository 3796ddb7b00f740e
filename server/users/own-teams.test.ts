// Rows M3 and L3: with a team come hours, so nobody but administrators chooses their own.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestApp, testApp } from '../../test/support/app.ts';
import { codeOf, signedIn } from '../../test/support/attack.ts';

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app?.close());

test('M3 L3 nobody but administrators puts themselves into a team, or takes themselves out of one', async () => {
  const tenant = await app.organization('own-teams');
  const admin = await signedIn(app, tenant, 'admin', 'administrator');
  const permissions = ['users:read', 'teams:read', 'teams:update'];
  const role = await admin.json('POST', '/api/v1/roles', { key: 'clerk', name: 'Clerk', permissions });
  assert.equal(role.status, 201, role.text);
  const cleo = await signedIn(app, tenant, 'cleo', 'clerk');
  const { id } = await app.user(tenant, 'ana');
  const idOf = async (browser: typeof cleo) =>
    (await browser.get('/api/v1/session')).json<{ user: { id: string } }>().user.id;
  const [strict, loose] = await Promise.all(
    ['Strict', 'Loose'].map(async (name) => {
      const made = await admin.json('POST', '/api/v1/teams', { name });
      return `/api/v1/teams/${made.json<{ id: string }>().id}/members`;
    }),
  );
  assert.ok(strict && loose);
  const own = await idOf(cleo);
  assert.equal((await admin.json('PUT', strict, { users: [own] })).status, 204);
  assert.equal(codeOf(await cleo.json('PUT', loose, { users: [id, own] })), 'not_permitted');
  assert.equal(codeOf(await cleo.json('DELETE', strict, { users: [own] })), 'not_permitted');
  assert.equal((await cleo.json('PUT', loose, { users: [id] })).status, 204);
  const administrator = await idOf(admin);
  assert.equal((await admin.json('PUT', loose, { users: [administrator] })).status, 204);
  assert.equal((await admin.json('DELETE', loose, { users: [administrator] })).status, 204);
});
