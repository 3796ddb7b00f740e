import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { type TestApp, testApp } from '../../test/support/app.ts';
import { commandLineCaller } from '../kernel/caller.ts';
import type { UserId } from '../kernel/ids.ts';
import { newToken, tokenHash } from '../platform/http/http.ts';
import {
  chooseEmailCode,
  type FactorColumns,
  factorColumns,
  ownFactors,
  resetFactors,
  trustBrowser,
} from './factors.ts';

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
    sql`INSERT INTO user_factors (tenant_id, user_id, totp_pending_sealed, totp_pending_for, recovery_codes)
      VALUES (${tenant.id}, ${user}, '\\x00', gen_random_uuid(), 3)`.execute(tx),
  );
  assert.deepEqual(await own(), { emailCode: false, totp: false, passkey: false, recoveryCodes: 3 });
  await database.withSystem((tx) =>
    sql`UPDATE user_factors SET totp_sealed = '\\x00', totp_confirmed_at = now()`.execute(tx),
  );
  assert.deepEqual(await own(), { emailCode: false, totp: true, passkey: false, recoveryCodes: 3 });
});

test('F5 a browser is trusted for the days that are set now, with the password that was, and for its own person', async () => {
  const { database, users, sessions } = app.app.house;
  const tenant = await app.organization('trust');
  const user = (await app.user(tenant, 'ana')).id as UserId; // ids of users just made
  const other = (await app.user(tenant, 'bob')).id as UserId;
  const trusted = async (token: string, days = 30, whose = user): Promise<boolean | undefined> => {
    const columns = factorColumns(tenant.id, { tokenHash: tokenHash(token), days });
    const { rows } = await database.withTenant(tenant.id, (tx) =>
      sql<FactorColumns>`SELECT ${columns} FROM passwords w LEFT JOIN user_factors f ON f.tenant_id = w.tenant_id AND f.user_id = w.user_id
        WHERE w.tenant_id = ${tenant.id} AND w.user_id = ${whose}`.execute(tx),
    );
    return rows[0]?.browser_trusted;
  };
  const trust = async (): Promise<string> =>
    (await database.withTenant(tenant.id, (tx) => trustBrowser(tx, { tenant: tenant.id, user }, 'Firefox', 30))) ?? '';
  const age = (days: number) =>
    database.withSystem((tx) =>
      sql`UPDATE trusted_browsers SET created_at = created_at - make_interval(days => ${days}),
        expires_at = expires_at - make_interval(days => ${days})`.execute(tx),
    );
  let token = await trust();
  assert.equal(await trusted(token), true);
  assert.equal(await trusted(newToken()), false);
  assert.equal(await trusted(token, 30, other), false);
  assert.equal(await trusted(token, 0), false, 'switched off since');
  await age(29);
  assert.equal(await trusted(token), true);
  assert.equal(await trusted(token, 7), false, 'shortened since');
  await age(2);
  assert.equal(await trusted(token), false);
  token = await trust();
  await users.setPassword(tenant, commandLineCaller(tenant.id), user, { generate: true });
  assert.equal(await trusted(token), false, 'the password is another');
  token = await trust();
  await sessions.endAll(commandLineCaller(tenant.id), user, 'logged_out_everywhere', null);
  assert.equal(await trusted(token), false, 'logged out everywhere');
  token = await trust();
  await database.withTenant(tenant.id, (tx) => chooseEmailCode(tx, tenant.id, user, true));
  await database.withTenant(tenant.id, (tx) => resetFactors(tx, tenant.id, user));
  assert.equal(await trusted(token), false, 'factors reset');
  assert.equal((await database.withTenant(tenant.id, (tx) => ownFactors(tx, tenant.id, user))).emailCode, false);
});
