import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { type TestApp, testApp } from '../../test/support/app.ts';
import type { UserId } from '../kernel/ids.ts';
import { ownFactors } from './factors.ts';

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app?.close());

test('F1 F4 an authenticator app counts once it is confirmed, and who has never tried has nothing', async () => {
  const { database } = app.app.house;
  const tenant = await app.organization('acme');
  const user = (await app.user(tenant, 'ana')).id as UserId; // the id of a user just made
  const own = () => database.withTenant(tenant.id, (tx) => ownFactors(tx, tenant.id, user));
  assert.deepEqual(await own(), { emailCode: false, totp: false, passkey: false, recoveryCodes: 0 });
  await database.withSystem((tx) =>
    sql`INSERT INTO user_factors (tenant_id, user_id, totp_sealed, recovery_codes) VALUES (${tenant.id}, ${user}, '\\x00', 3)`.execute(
      tx,
    ),
  );
  assert.deepEqual(await own(), { emailCode: false, totp: false, passkey: false, recoveryCodes: 3 });
  await database.withSystem((tx) => sql`UPDATE user_factors SET totp_confirmed_at = now()`.execute(tx));
  assert.deepEqual(await own(), { emailCode: false, totp: true, passkey: false, recoveryCodes: 3 });
});
