// Row P8: who sets whose portal password, what it may be, and who is told; S9 for its own lock-out.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { goodPassword, type TestApp, testApp } from '../../test/support/app.ts';
import { codeOf, guess, mailsTo, rows, signedIn } from '../../test/support/attack.ts';
import type { Answer, Browser } from '../../test/support/browser.ts';
import { refusalIn } from '../../test/support/refused.ts';
import { ageAuthentication } from '../../test/support/second-factor.ts';
import { teamOf } from '../../test/support/team.ts';
import type { Tenant } from '../tenants/tenants.ts';
import type { Credentials } from './acts.ts';

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app?.close());

const nobody = { secondFactor: { required: 'nobody' as const } };
const own = '/api/v1/session/portal-password';
const origin = { address: '198.51.100.7', browser: 'Desk phone', reference: 'r-1' };

const pathOf = (id: string | undefined): string => `/api/v1/users/${id}/portal-password`;

/** What a telephone asks: who is at this extension with these digits? */
function dial(tenant: Tenant, extension: string, password: string, source: string | null = null) {
  return app.app.house.users.judgePortalPassword(tenant, { subject: { extension }, password, source, origin });
}

/** The refusal that judging ended with; null when it was right. */
async function dialled(...call: Parameters<typeof dial>): Promise<string | null> {
  try {
    await dial(...call);
    return null;
  } catch (error) {
    return refusalIn(error).code;
  }
}

test('P8 an administrator sets it: by the rules, told to the owner and the log; it opens the portal and is never shown', async () => {
  const tenant = await app.organization('p8-set');
  const adam = await signedIn(app, tenant, 'adam', 'administrator');
  const ana = await app.user(tenant, 'ana', { email: 'ana@p8-set.example', extension: '4718' });
  const refused = await adam.json('PUT', pathOf(ana.id), { password: '8174' });
  assert.equal(refused.status, 422);
  assert.deepEqual([codeOf(refused), refused.json().violations], ['portal_password_policy', ['extension_reversed']]);
  assert.equal(await dialled(tenant, '4718', '8174'), 'incorrect_credentials');
  const set = await adam.json('PUT', pathOf(ana.id), { password: '258046' });
  assert.equal(set.status, 200, set.text);
  assert.deepEqual(set.json(), {});
  assert.deepEqual(await dial(tenant, '4718', '258046'), { id: ana.id, username: 'ana' });
  const answer = await adam.get(`/api/v1/users/${ana.id}/credentials`);
  const { portal, web } = answer.json<Credentials>();
  assert.deepEqual(
    { ...portal, changedAt: null },
    {
      set: true,
      changedAt: null,
      changedBy: 'adam',
      locked: false,
      lockedAt: null,
      lockedUntil: null,
      rules: { minLength: 4, maxLength: 10, refuseRuns: true, refuseReverse: true },
    },
  );
  assert.equal(web.changedBy, 'command line', 'the web access password is another one');
  assert.doesNotMatch(answer.text, /argon2|258046/);
  const [mail = ''] = await mailsTo(app, 'ana@p8-set.example', 1);
  assert.match(mail, /portal password/i);
  assert.doesNotMatch(mail, /258046/);
  const [logged] = await rows<Record<string, unknown>>(
    app,
    sql`SELECT actor_name, target_id, details FROM audit_events WHERE tenant_id = ${tenant.id} AND action = 'user.portal_password.set' AND outcome = 'done'`,
  );
  assert.deepEqual(logged, { actor_name: 'adam', target_id: ana.id, details: { generated: false } });
});

test('P8 one that is generated is answered once, and meets the rules', async () => {
  const tenant = await app.organization('p8-generated', { portalPassword: { minLength: 8 } });
  const adam = await signedIn(app, tenant, 'adam', 'administrator');
  const ana = await app.user(tenant, 'ana', { extension: '4718' });
  const made = await adam.json('PUT', pathOf(ana.id), { generate: true });
  const { portalPassword } = made.json<{ portalPassword: string }>();
  assert.match(portalPassword, /^\d{8}$/);
  assert.equal(await dialled(tenant, '4718', portalPassword), null);
  assert.equal((await adam.json('PUT', pathOf(ana.id), { generate: true, password: '2580' })).status, 400);
  assert.equal((await adam.json('PUT', pathOf(ana.id), {})).status, 400);
  assert.equal(
    (await adam.json('PUT', pathOf(ana.id), { password: '2580461' })).status,
    422,
    'shorter than the setting',
  );
});

test('P8 M3 a supervisor sets those of their teams, of nobody above them and of nobody elsewhere', async () => {
  const { ids } = await teamOf(app, 'p8-team', nobody);
  const sue = app.browser('p8-team');
  await sue.signIn('sue', goodPassword);
  const tried = async (username: string) =>
    (await sue.json('PUT', pathOf(ids[username]), { password: '258046' })).status;
  assert.deepEqual(
    await Promise.all(['ana', 'bo', 'cy', 'sue'].map(tried)),
    [200, 403, 404, 403],
    'ana is an agent of the team, bo an administrator in it, cy in no team',
  );
  const stranger = await signedIn(app, await app.organization('p8-other'), 'eve', 'administrator');
  assert.equal((await stranger.json('PUT', pathOf(ids.ana), { password: '135790' })).status, 404);
  const ana = app.browser('p8-team');
  await ana.signIn('ana', goodPassword);
  assert.equal((await ana.json('PUT', pathOf(ids.ana), { password: '135790' })).status, 403, 'an agent by that door');
});

test('P8 its owner sets it after proving who they are', async () => {
  const tenant = await app.organization('p8-own');
  const ana = await app.user(tenant, 'ana', { email: 'ana@p8-own.example', extension: '4718' });
  const browser = app.browser('p8-own');
  await browser.signIn('ana', goodPassword);
  const before = (await browser.get(own)).json();
  assert.deepEqual([before.set, before.extension, before.locked], [false, '4718', false]);
  assert.equal((await browser.json('PUT', own, { password: '258046' })).status, 204);
  assert.equal(await dialled(tenant, '4718', '258046'), null);
  assert.equal(codeOf(await browser.json('PUT', own, { password: '4718' })), 'portal_password_policy');
  const [mail = ''] = await mailsTo(app, 'ana@p8-own.example', 1);
  assert.match(mail, /portal password/i);
  await ageAuthentication(app, tenant);
  assert.equal(codeOf(await browser.json('PUT', own, { password: '135790' })), 'recent_authentication_required');
  assert.equal(await dialled(tenant, '4718', '258046'), null, 'the old one goes on');
  // The administrators' door is no way around it.
  const adam = await signedIn(app, tenant, 'adam', 'administrator');
  const { user } = (await adam.get('/api/v1/session')).json<{ user: { id: string } }>();
  await ageAuthentication(app, tenant);
  assert.equal(
    codeOf(await adam.json('PUT', pathOf(user.id), { password: '135790' })),
    'recent_authentication_required',
  );
  assert.equal((await app.browser('p8-own').get(own)).status, 401);
  const [logged] = await rows<Record<string, unknown>>(
    app,
    sql`SELECT target_id FROM audit_events WHERE tenant_id = ${tenant.id} AND action = 'user.portal_password.change' AND outcome = 'done'`,
  );
  assert.equal(logged?.target_id, ana.id);
});

test('P8 security: one person sets theirs ten times at once and is then told to wait, in another session too; others go on', async () => {
  const tenant = await app.organization('p8-budget', nobody);
  const ana = await signedIn(app, tenant, 'ana', 'agent');
  const bob = await signedIn(app, tenant, 'bob', 'agent');
  const set = (browser: Browser): Promise<Answer> => browser.json('PUT', own, { password: '1' });
  const answers = await Promise.all(Array.from({ length: 11 }, () => set(ana)));
  assert.deepEqual(
    answers.map(codeOf).filter((code) => code !== 'portal_password_policy'),
    ['rate_limited'],
  );
  const elsewhere = app.browser('p8-budget');
  await elsewhere.signIn('ana', goodPassword);
  const refused = await elsewhere.json('PUT', own, { password: '258046' });
  assert.equal(refused.status, 429);
  assert.match(String(refused.headers['retry-after']), /^\d+$/);
  assert.equal(codeOf(await set(bob)), 'portal_password_policy');
});

test('S9 P8 it locks by itself: not with the web access password, nor that with it; each is unlocked for itself', async () => {
  const tenant = await app.organization('p8-lock', { officeNetworks: ['127.0.0.1'] });
  const adam = await signedIn(app, tenant, 'adam', 'administrator');
  const ana = await app.user(tenant, 'ana', { extension: '4718' });
  await adam.json('PUT', pathOf(ana.id), { password: '258046' });
  const locks = async () => {
    const { web, portal } = (await adam.get(`/api/v1/users/${ana.id}/credentials`)).json<Credentials>();
    return { web: web.locked, portal: portal.locked, since: portal.lockedAt !== null };
  };
  for (let n = 0; n < 6; n += 1)
    assert.equal(await dialled(tenant, '4718', '999999'), 'incorrect_credentials', 'a stale one');
  assert.equal(await dialled(tenant, '4718', '258046'), null, 'the right one erases what was tried');
  for (let n = 0; n < 5; n += 1) assert.equal(await dialled(tenant, '4718', `90000${n}`), 'incorrect_credentials');
  assert.equal(await dialled(tenant, '4718', '258046'), 'too_many_attempts');
  assert.deepEqual(await locks(), { web: false, portal: true, since: true });
  assert.equal((await app.browser('p8-lock').signIn('ana', goodPassword)).status, 200);
  await guess(app.browser('p8-lock'), 'ana', 5);
  assert.deepEqual(await locks(), { web: true, portal: true, since: true });
  const unlock = (body: object) => adam.json('POST', `/api/v1/users/${ana.id}/unlock`, body);
  assert.equal((await unlock({ credential: 'portal' })).status, 204);
  assert.deepEqual(await locks(), { web: true, portal: false, since: false });
  assert.equal(await dialled(tenant, '4718', '258046'), null);
  assert.equal((await unlock({})).status, 204);
  assert.deepEqual(await locks(), { web: false, portal: false, since: false });
  assert.equal((await unlock({ credential: 'telephone' })).status, 400);
  const logged = await rows<{ details: object }>(
    app,
    sql`SELECT details FROM audit_events WHERE tenant_id = ${tenant.id} AND action = 'user.unlock' AND outcome = 'done' ORDER BY id`,
  );
  assert.deepEqual(
    logged.map(({ details }) => details),
    [
      { credential: 'portal', wasLocked: true },
      { credential: 'web', wasLocked: true },
    ],
  );
});

test('S9 P8 setting a new one unlocks; a timed lock says until when and opens by itself', async () => {
  const tenant = await app.organization('p8-timed', {
    lockout: { threshold: 2, unlock: 'timed', durationMinutes: 15 },
  });
  const adam = await signedIn(app, tenant, 'adam', 'administrator');
  const ana = await app.user(tenant, 'ana', { extension: '4718' });
  await adam.json('PUT', pathOf(ana.id), { password: '258046' });
  const lock = async () => {
    for (const pin of ['900001', '900002']) await dialled(tenant, '4718', pin);
    assert.equal(await dialled(tenant, '4718', '258046'), 'too_many_attempts');
  };
  await lock();
  const { portal } = (await adam.get(`/api/v1/users/${ana.id}/credentials`)).json<Credentials>();
  const minutes = (Date.parse(portal.lockedUntil ?? '') - Date.parse(portal.lockedAt ?? '')) / 60_000;
  assert.equal(minutes, 15);
  await rows(
    app,
    sql`UPDATE portal_attempts SET locked_at = now() - interval '16 minutes' WHERE tenant_id = ${tenant.id}`,
  );
  assert.equal(await dialled(tenant, '4718', '258046'), null);
  await lock();
  assert.equal((await adam.json('PUT', pathOf(ana.id), { password: '135790' })).status, 200);
  assert.equal(await dialled(tenant, '4718', '135790'), null);
});

test('S9 P8 of 60 parallel guesses at most five are judged, also at an extension that nobody has, and each refusal is logged', async () => {
  const tenant = await app.organization('p8-race');
  const ana = await app.user(tenant, 'ana', { extension: '4718' });
  const adam = await signedIn(app, tenant, 'adam', 'administrator');
  await adam.json('PUT', pathOf(ana.id), { password: '258046' });
  const { hasher } = app.app.house;
  for (const extension of ['4718', '4799']) {
    const before = hasher.stats().calls;
    const ends = await Promise.all(
      Array.from({ length: 60 }, (_, n) => dialled(tenant, extension, String(100_000 + n * 7))),
    );
    const judged = ends.filter((end) => end === 'incorrect_credentials').length;
    assert.equal(judged, 5, extension);
    assert.equal(ends.filter((end) => end === 'too_many_attempts').length, 55, extension);
    assert.equal(hasher.stats().calls - before, judged, 'nothing is hashed for who is locked');
  }
  const [{ known, unknown, locks } = {}] = await rows<{ known: number; unknown: number; locks: number }>(
    app,
    sql`SELECT count(*) FILTER (WHERE target_id = ${ana.id})::integer AS known, count(*) FILTER (WHERE target_id IS NULL)::integer AS unknown,
      count(*) FILTER (WHERE details ? 'locked')::integer AS locks
      FROM audit_events WHERE tenant_id = ${tenant.id} AND action = 'portal.authenticate' AND outcome = 'refused' AND address = '198.51.100.7'`,
  );
  assert.deepEqual([known, unknown, locks], [60, 60, 2]);
});

test('S9 P8 a telephone that fails for many people is told to wait, and other telephones are not', async () => {
  const tenant = await app.organization('p8-source');
  for (let n = 0; n < 25; n += 1) await dialled(tenant, String(5000 + n), '246813', 'phone-1');
  assert.equal(await dialled(tenant, '5900', '246813', 'phone-1'), 'rate_limited');
  assert.equal(await dialled(tenant, '5900', '246813', 'phone-2'), 'incorrect_credentials');
  assert.equal(await dialled(tenant, '5901', '246813', null), 'incorrect_credentials');
});

test('P8 digits that became the extension open nothing until another one is set', async () => {
  const tenant = await app.organization('p8-moved');
  const adam = await signedIn(app, tenant, 'adam', 'administrator');
  const ana = await app.user(tenant, 'ana', { extension: '4718' });
  await adam.json('PUT', pathOf(ana.id), { password: '6039' });
  for (const extension of ['6039', '9306']) {
    assert.equal((await adam.json('PATCH', `/api/v1/users/${ana.id}`, { extension })).status, 200);
    assert.equal(await dialled(tenant, extension, '6039'), 'portal_password_policy');
  }
  assert.equal((await adam.json('PATCH', `/api/v1/users/${ana.id}`, { extension: '4720' })).status, 200);
  assert.equal(await dialled(tenant, '4720', '6039'), null);
});
