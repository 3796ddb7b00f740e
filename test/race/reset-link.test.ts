// The race for a link: however many use it at once, in two processes, one sets the password. The broken variant beside it, look
// and then write, lets several through. And a reset against sign-ins under way: no session of the old password stays.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import type { TenantId, UserId } from '../../server/kernel/ids.ts';
import { issueLink, useLink } from '../../server/passwords/links.ts';
import type { Transaction } from '../../server/platform/database.ts';
import { tokenHash } from '../../server/platform/http/http.ts';
import type { Tenant } from '../../server/tenants/tenants.ts';
import { goodPassword } from '../support/app.ts';
import { assertEnds, codeOf, rows } from '../support/attack.ts';
import { linkTo } from '../support/links.ts';
import { times } from '../support/long.ts';
import { meetingOf } from '../support/meeting.ts';
import { twoServers } from '../support/two-servers.ts';

const clients = 100;
/** This machine is everybody's address here. */
const anywhere = { officeNetworks: ['127.0.0.0/8'] };

const { one, two, atOnce } = await twoServers();

async function withAna(slug: string): Promise<{ tenant: Tenant; ana: UserId; token: string }> {
  const tenant = await one.organization(slug, anywhere);
  const email = `ana@${slug}.example`;
  const { id } = await one.user(tenant, 'ana', { email });
  assert.equal((await one.browser(slug).json('POST', '/api/v1/password/forgot', { identifier: 'ana' })).status, 202);
  return { tenant, ana: id as UserId, token: (await linkTo(one, email)).token }; // an id the server made
}

const passwordOf = (index: number): string => `river ${index} of my own stones`;

test('R2 one link, 100 uses at once in two processes: exactly one sets the password, again and again', async () => {
  for (let round = 0; round < times(5, 20); round += 1) {
    const { tenant, ana, token } = await withAna(`race-${round}`);
    const answers = await atOnce(clients, (app, index) =>
      app.browser(tenant.slug).json('POST', '/api/v1/password/reset', { token, newPassword: passwordOf(index) }),
    );
    const winners = answers.flatMap((answer, index) => (answer.status === 204 ? [index] : []));
    assert.equal(winners.length, 1, `round ${round}: ${winners.length} set it`);
    for (const answer of answers) {
      // A pool that is full says so; whoever was judged was told that the link is used up.
      if (answer.status !== 204 && answer.status !== 503) assert.equal(codeOf(answer), 'link_invalid');
    }
    const [{ revision } = { revision: 0 }] = await rows<{ revision: number }>(
      one,
      sql`SELECT revision FROM passwords WHERE tenant_id = ${tenant.id} AND user_id = ${ana}`,
    );
    assert.equal(revision, 2, 'the password was set once');
    const entries = await rows(
      one,
      sql`SELECT 1 FROM audit_events WHERE tenant_id = ${tenant.id} AND action = 'user.password.reset' AND outcome = 'done'`,
    );
    assert.equal(entries.length, 1);
    const entered = await one.browser(tenant.slug).signIn('ana', passwordOf(winners[0] ?? -1));
    assert.equal(entered.status, 200, 'with the password of the one who was told so');
  }
});

/** Uses one fresh link `clients` times at once. @returns how many succeeded */
async function used(
  tenant: Tenant,
  ana: UserId,
  use: (tx: Transaction, tenant: TenantId, token: string) => Promise<boolean>,
): Promise<number> {
  const owner = { tenant: tenant.id, user: ana };
  const link = await one.app.house.database.withTenant(tenant.id, (tx) =>
    issueLink(tx, owner, { purpose: 'reset', minutes: 60, perHourMax: null }),
  );
  const token = new URL(link?.path ?? '', 'http://x').searchParams.get('token') ?? '';
  const results = await atOnce(clients, (app) =>
    app.app.house.database.withTenant(tenant.id, (tx) => use(tx, tenant.id, token)).catch(() => false),
  );
  return results.filter(Boolean).length;
}

test('R2 the guarded statement is exact where the obvious way, look and then write, is not', async () => {
  const { tenant, ana } = await withAna('guard');
  const guarded = await used(tenant, ana, async (tx, id, token) => (await useLink(tx, id, token)) === ana);
  assert.equal(guarded, 1);
  const meet = meetingOf(2);
  const naive = await used(tenant, ana, async (tx, id, token) => {
    const found =
      await sql`SELECT FROM password_links WHERE tenant_id = ${id} AND token_hash = ${tokenHash(token)} AND used_at IS NULL`.execute(
        tx,
      );
    if (found.rows.length === 0) return false;
    await meet();
    await sql`UPDATE password_links SET used_at = now() WHERE tenant_id = ${id} AND token_hash = ${tokenHash(token)}`.execute(
      tx,
    );
    return true;
  });
  assert.ok(naive > 1, `the broken variant let ${naive} through: the race is real`);
});

test('R3 V7.4.3 a reset among sign-ins under way: no session of the old password is left, whatever was on its way', async () => {
  for (let round = 0; round < times(5, 20); round += 1) {
    const { tenant, token } = await withAna(`among-${round}`);
    const resetting = (async () => {
      // Somewhere in the middle of the others.
      for (let n = 0; n < round % 5; n += 1) await one.browser(tenant.slug).get('/api/v1/session');
      return two.browser(tenant.slug).json('POST', '/api/v1/password/reset', { token, newPassword: passwordOf(round) });
    })();
    const others = await atOnce(12, async (app) => {
      const browser = app.browser(tenant.slug);
      const answer = await browser.signIn('ana', goodPassword);
      assert.ok([200, 401, 410].includes(answer.status), answer.text);
      return browser;
    });
    assert.equal((await resetting).status, 204);
    for (const browser of others) await assertEnds(browser);
    assert.equal((await one.browser(tenant.slug).signIn('ana', passwordOf(round))).status, 200);
  }
});

test('R2 20 requests at once leave one link alive', async () => {
  const { tenant, ana } = await withAna('requests');
  const owner = { tenant: tenant.id, user: ana };
  await atOnce(20, (app) =>
    app.app.house.database.withTenant(tenant.id, (tx) =>
      issueLink(tx, owner, { purpose: 'reset', minutes: 60, perHourMax: null }),
    ),
  );
  const alive = await rows(
    one,
    sql`SELECT 1 FROM password_links WHERE tenant_id = ${tenant.id} AND used_at IS NULL AND replaced_at IS NULL`,
  );
  assert.equal(alive.length, 1);
});
