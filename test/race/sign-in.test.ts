// Races of signing in, over two processes' worth of application on one database. Each names the danger; what must hold is read
// from SQL and from the hashers afterwards. Where a broken variant can be kept beside the rule, it is, and it fails.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import { commandLineCaller } from '../../server/kernel/caller.ts';
import { attemptReserve } from '../../server/passwords/store-attempts.ts';
import type { Transaction } from '../../server/platform/database.ts';
import type { Tenant } from '../../server/tenants/tenants.ts';
import { lockRuleOf } from '../../server/users/user.ts';
import { goodPassword } from '../support/app.ts';
import { assertEnds, codeOf, isSignedIn, rows } from '../support/attack.ts';
import { meetingOf } from '../support/meeting.ts';
import { twoServers } from '../support/two-servers.ts';

const clients = 100;

const { one, two, atOnce } = await twoServers();

const evaluations = (): number => one.app.house.hasher.stats().calls + two.app.house.hasher.stats().calls;

/** This machine is everybody's address here; the limit per address is another test's business. */
const anywhere = { officeNetworks: ['127.0.0.0/8'] };

test('S9 V6.3.1 of 100 parallel guesses at most five are judged; the right password among those after the lock never enters', async () => {
  for (let round = 0; round < 5; round += 1) {
    const tenant = await one.organization(`guess-${round}`, anywhere);
    await one.user(tenant, 'ana');
    const before = evaluations();
    const answers = await atOnce(clients, (app, index) => app.browser(tenant.slug).signIn('ana', `guess ${index}`));
    const judged = answers.filter((answer) => answer.status === 401).length;
    assert.ok(judged <= 5, `${judged} were judged in round ${round}`);
    assert.equal(evaluations() - before, judged);
    assert.ok(answers.every((answer) => answer.status === 401 || answer.status === 423));
    const late = await atOnce(10, (app) => app.browser(tenant.slug).signIn('ana', goodPassword));
    assert.ok(late.every((answer) => answer.status === 423));
    assert.deepEqual(await rows(one, sql`SELECT 1 FROM sessions WHERE tenant_id = ${tenant.id}`), []);
  }
});

/** Reserves `clients` distinct guesses at once on connections of their own. @returns how many went through */
async function reserved(tenant: Tenant, reserve: (tx: Transaction, mac: Buffer) => Promise<boolean>): Promise<number> {
  const answers = await atOnce(clients, (app) =>
    app.app.house.database.withTenant(tenant.id, (tx) => reserve(tx, randomBytes(32))),
  );
  return answers.filter(Boolean).length;
}

test('S9 the reservation is exact where the obvious way, count and then add, is not', async () => {
  const tenant = await one.organization('reserve', anywhere);
  const rule = lockRuleOf(tenant);
  const request = {
    tenant: tenant.id,
    byUsername: true,
    byEmail: false,
    knownUsers: [],
    knownBrowsers: [],
    sourceExempt: true,
    failuresMax: null,
  };
  const guarded = await reserved(tenant, async (tx, passwordMac) => {
    const subject = { identifier: 'ghost', unknownSubject: 'unknown:ghost' };
    const whole = { ...request, ...subject, passwordMac, source: randomBytes(32), rule };
    const made = await attemptReserve(tx, whole, true, { columns: sql`1 AS one`, joins: sql`` });
    return made.verdict === 'reserved';
  });
  assert.equal(guarded, rule.threshold);
  await rows(
    one,
    sql`INSERT INTO attempt_buckets (tenant_id, subject, bucket) VALUES (${tenant.id}, 'unknown:naive', 'elsewhere')`,
  );
  const meet = meetingOf(rule.threshold + 1);
  const naive = await reserved(tenant, async (tx, mac) => {
    const found = await sql<{ count: number }>`SELECT cardinality(tried) AS count FROM attempt_buckets
      WHERE tenant_id = ${tenant.id} AND subject = 'unknown:naive'`.execute(tx);
    if ((found.rows[0]?.count ?? 0) >= rule.threshold) return false;
    await meet();
    await sql`UPDATE attempt_buckets SET tried = tried || ${mac}::bytea WHERE tenant_id = ${tenant.id} AND subject = 'unknown:naive'`.execute(
      tx,
    );
    return true;
  });
  assert.ok(naive > rule.threshold, `the broken variant let ${naive} through: the race is real`);
});

test('S9 of 50 parallel valid sign-ins all succeed, even one wrong password before the lock', async () => {
  const tenant = await one.organization('valid', anywhere);
  await one.user(tenant, 'ana');
  for (let n = 0; n < 4; n += 1) await one.browser('valid').signIn('ana', `mistyped ${n}`);
  const answers = await atOnce(50, (app) => app.browser('valid').signIn('ana', goodPassword));
  assert.deepEqual(
    answers.filter((answer) => answer.status !== 200).map((answer) => answer.text),
    [],
  );
  const live = await rows(one, sql`SELECT 1 FROM sessions WHERE tenant_id = ${tenant.id} AND ended_at IS NULL`);
  assert.equal(live.length, 50);
  assert.deepEqual(await rows(one, sql`SELECT 1 FROM attempt_buckets WHERE tenant_id = ${tenant.id}`), []);
});

test('P6 V7.4.3 no session of the old password lives on after the change, whatever was on its way', async () => {
  for (let round = 0; round < 20; round += 1) {
    const tenant = await one.organization(`change-${round}`, anywhere);
    await one.user(tenant, 'ana');
    const owner = one.browser(tenant.slug);
    await owner.signIn('ana', goodPassword);
    const change = (async () => {
      // Somewhere in the middle of the others.
      for (let n = 0; n < round % 5; n += 1) await owner.get('/api/v1/session');
      return owner.json('POST', '/api/v1/password/change', {
        currentPassword: goodPassword,
        newPassword: 'my very own 33 sentence',
      });
    })();
    const others = await atOnce(12, async (app) => {
      const browser = app.browser(tenant.slug);
      const answer = await browser.signIn('ana', goodPassword);
      assert.ok([200, 401, 410].includes(answer.status), answer.text);
      return browser;
    });
    assert.equal((await change).status, 204);
    for (const browser of others) await assertEnds(browser);
    assert.equal(await isSignedIn(owner), true);
  }
});

test('P3 V7 one flow, 20 parallel new passwords: exactly one session', async () => {
  for (let round = 0; round < 3; round += 1) {
    const tenant = await one.organization(`flow-${round}`, anywhere);
    await one.user(tenant, 'ana', { temporary: true });
    const browser = one.browser(tenant.slug);
    const flow = String((await browser.signIn('ana', goodPassword)).json().flow);
    const answers = await atOnce(20, (app, index) => {
      const copy = app.browser(tenant.slug);
      for (const [name, value] of browser.cookies) copy.cookies.set(name, value);
      return copy.json('POST', `/api/v1/sign-in/${flow}`, { newPassword: `river ${index} of my own stones` });
    });
    assert.equal(answers.filter((answer) => answer.status === 200).length, 1);
    const refused = answers.filter((answer) => answer.status !== 200).map(codeOf);
    assert.deepEqual(
      [...new Set(refused)].filter((code) => code !== 'flow_expired' && code !== 'password_reused'),
      [],
    );
    assert.equal((await rows(one, sql`SELECT 1 FROM sessions WHERE tenant_id = ${tenant.id}`)).length, 1);
  }
});

test('S8.3 disabled while signing in: nobody is in afterwards', async () => {
  for (let round = 0; round < 10; round += 1) {
    const tenant = await one.organization(`disable-${round}`, anywhere);
    const { id } = await one.user(tenant, 'ana');
    const disabling = two.app.house.users.setDisabled(tenant, commandLineCaller(tenant.id), id, true);
    const browsers = await atOnce(10, async (app) => {
      const browser = app.browser(tenant.slug);
      await browser.signIn('ana', goodPassword);
      return browser;
    });
    await disabling;
    for (const browser of browsers) await assertEnds(browser);
  }
});
