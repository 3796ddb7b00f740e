// Password spraying (security yardstick): 10,000 users, six passwords each, from one address, against two processes at once.
// It may lock ten accounts in ten minutes and no more, and an owner on a known browser still gets in.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import type { Tenant } from '../../server/tenants/tenants.ts';
import { goodPassword, type TestApp } from '../support/app.ts';
import { rows, signedIn } from '../support/attack.ts';
import { twoServers } from '../support/two-servers.ts';

const users = 10_000;
const passwordsEach = 6;
/** Clients at once; each takes one user after another and tries all passwords before the next (depth first). */
const clients = 40;

const { one, two } = await twoServers();

async function addUsers(tenant: Tenant, count: number): Promise<void> {
  await rows(
    one,
    sql`INSERT INTO users (tenant_id, id, username, role_id)
      SELECT ${tenant.id}, gen_random_uuid(), 'agent' || n, r.id FROM generate_series(1, ${count}) n, roles r
      WHERE r.tenant_id = ${tenant.id} AND r.key = 'agent'`,
  );
  await rows(
    one,
    sql`INSERT INTO user_identifiers (tenant_id, identifier, user_id, is_username)
      SELECT tenant_id, username, id, true FROM users WHERE tenant_id = ${tenant.id} AND username LIKE 'agent%'`,
  );
}

async function lockedAccounts(tenant: Tenant): Promise<number> {
  const threshold = tenant.settings.lockout.threshold;
  const [row] = await rows<{ count: number }>(
    one,
    sql`SELECT count(*)::integer AS count FROM attempt_buckets
      WHERE tenant_id = ${tenant.id} AND (locked_at IS NOT NULL OR cardinality(tried) >= ${threshold})`,
  );
  return row?.count ?? -1;
}

/** Sprays until the address has been turned away `enough` times. @returns how often each status came */
async function spray(tenant: Tenant, enough: number): Promise<Map<number, number>> {
  const seen = new Map<number, number>();
  let user = 0;
  async function client(app: TestApp): Promise<void> {
    const attacker = app.browser(tenant.slug);
    while (user < users && (seen.get(429) ?? 0) < enough) {
      user += 1;
      const identifier = `agent${user}`;
      for (let n = 0; n < passwordsEach; n += 1) {
        const { status } = await attacker.signIn(identifier, `Summer202${n}!`);
        seen.set(status, (seen.get(status) ?? 0) + 1);
      }
    }
  }
  await Promise.all(Array.from({ length: clients }, (_, index) => client(index % 2 === 0 ? one : two)));
  return seen;
}

test('S9 S3 spraying 10,000 users from one address over two processes locks at most ten, then 429; the owner still gets in', async () => {
  const tenant = await one.organization('spray');
  await addUsers(tenant, users);
  const owner = await signedIn(one, tenant, 'owner', 'agent');
  await one.browser(tenant.slug).signIn('owner', 'Summer2020!');
  const seen = await spray(tenant, 400);
  const locked = await lockedAccounts(tenant);
  assert.ok(locked <= 10, `${locked} accounts are locked`);
  assert.deepEqual(
    [...seen.keys()].sort(),
    [401, 423, 429].filter((status) => seen.has(status)),
  );
  assert.ok((seen.get(429) ?? 0) >= 400);
  // 2 % of 10,000 users may fail in the window; beyond it only what was on its way already.
  assert.ok((seen.get(401) ?? 0) <= 200 + 2 * clients, `${seen.get(401)} were judged`);
  assert.equal((await two.browser(tenant.slug).signIn('owner', goodPassword)).status, 429, 'a new browser there waits');
  const copy = owner.copy();
  assert.equal((await copy.signIn('owner', goodPassword)).status, 200, 'a known browser there does not');
});

test('S9 the right password gives a reserved lock back, so that a shift of forgetful agents does not stop the house', async () => {
  const tenant = await one.organization('forgetful', { lockout: { threshold: 2 } });
  for (let n = 0; n < 14; n += 1) {
    await one.user(tenant, `agent${n}`);
    const browser = one.browser(tenant.slug);
    assert.equal((await browser.signIn(`agent${n}`, 'mistyped')).status, 401);
    assert.equal((await browser.signIn(`agent${n}`, goodPassword)).status, 200, `agent ${n}`);
  }
});
