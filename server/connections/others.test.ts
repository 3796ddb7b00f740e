import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { goodPassword, type TestApp, testApp } from '../../test/support/app.ts';
import { rows } from '../../test/support/attack.ts';
import type { UserId } from '../kernel/ids.ts';
import type { Tenant } from '../tenants/tenants.ts';
import { othersOf } from './connections.ts';

let app: TestApp;
let tenant: Tenant;
before(async () => {
  app = await testApp();
  tenant = await app.organization('north');
});
after(() => app?.close());

test('L1 the sessions in other browsers are told apart from the own, by kind, with whether a tab was there moments ago', async () => {
  // The id of a user just made is one.
  const user = (await app.user(tenant, 'ana')).id as UserId;
  const [here, there, gone] = [0, 1, 2].map(() => app.browser('north'));
  for (const browser of [here, there, gone]) assert.equal((await browser?.signIn('ana', goodPassword))?.status, 200);
  assert.equal((await app.browser('north').signIn('ana', goodPassword, { client: 'native' })).status, 200);
  const own = await rows<{ browser_id: string; id: string }>(
    app,
    sql`SELECT browser_id, id FROM sessions WHERE kind = 'browser' ORDER BY created_at`,
  );
  await rows(app, sql`UPDATE sessions SET disconnected_at = now() - interval '9 seconds' WHERE id = ${own[1]?.id}`);
  await rows(app, sql`UPDATE sessions SET disconnected_at = now() - interval '11 seconds' WHERE id = ${own[2]?.id}`);
  const others = await app.app.house.database.withTenant(tenant.id, (tx) =>
    othersOf(tx, tenant.id, user, own[0]?.browser_id as Parameters<typeof othersOf>[3], 'browser'),
  );
  assert.deepEqual(
    others.map(({ id, tabs, connectedRecently }) => ({ id, tabs, connectedRecently })),
    [
      { id: own[1]?.id, tabs: 0, connectedRecently: true },
      { id: own[2]?.id, tabs: 0, connectedRecently: false },
    ],
  );
  assert.equal((await gone?.json('DELETE', '/api/v1/session'))?.status, 204);
  const after = await app.app.house.database.withTenant(tenant.id, (tx) =>
    othersOf(tx, tenant.id, user, own[0]?.browser_id as Parameters<typeof othersOf>[3], 'browser'),
  );
  assert.deepEqual(
    after.map(({ id }) => id),
    [own[1]?.id],
  );
});
