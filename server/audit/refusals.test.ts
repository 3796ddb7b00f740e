import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { goodPassword, type TestApp, testApp } from '../../test/support/app.ts';
import { codeOf, rows, signedIn } from '../../test/support/attack.ts';
import type { Browser } from '../../test/support/browser.ts';
import { until } from '../../test/support/until.ts';
import { eachMinute, settleRefusals } from './refusals.ts';

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app?.close());

interface Refused {
  readonly action: string;
  readonly reason: string;
  readonly actor: string | null;
  readonly target: string | null;
  readonly details: Readonly<Record<string, unknown>>;
}

type Tenant = Awaited<ReturnType<TestApp['organization']>>;

const refusedIn = (tenant: Tenant) =>
  rows<Refused>(
    app,
    sql`SELECT action, reason, actor_name AS actor, target_name AS target, details FROM audit_events
      WHERE tenant_id = ${tenant.id} AND outcome = 'refused' ORDER BY id`,
  );

/** The newest entry once there are so many. */
async function newest(tenant: Tenant, count: number): Promise<string> {
  await until(async () => (await refusedIn(tenant)).length >= count);
  const all = await refusedIn(tenant);
  assert.equal(all.length, count, JSON.stringify(all));
  const { action, reason, actor, target } = all.at(-1) ?? assert.fail();
  return [actor ?? '-', action, target ?? '-', reason].join(' ');
}

test('M4 an administrative act that is refused leaves who tried what on whom, and why', async () => {
  const tenant = await app.organization('north');
  const admin = await signedIn(app, tenant, 'admin', 'administrator');
  const agent = await signedIn(app, tenant, 'ned', 'agent');
  const supervisor = await signedIn(app, tenant, 'sue', 'supervisor');
  const luis = await app.user(tenant, 'luis');
  const tried: readonly (readonly [Browser, string, string, object | undefined, string])[] = [
    [agent, 'POST', `/api/v1/users/${luis.id}/unlock`, {}, 'ned user.unlock luis not_permitted'],
    // Somebody of another team does not exist for her; the log knows better.
    [
      supervisor,
      'PUT',
      `/api/v1/users/${luis.id}/password`,
      { password: goodPassword },
      'sue user.password.set luis not_found',
    ],
    [
      admin,
      'PUT',
      `/api/v1/users/${luis.id}/password`,
      { password: 'x' },
      'admin user.password.set luis password_policy',
    ],
    [admin, 'POST', '/api/v1/users', { username: 'luis' }, 'admin user.create - identifier_taken'],
    [
      admin,
      'POST',
      '/api/v1/roles',
      { name: 'x', key: 'administrator', permissions: ['organizations:read'] },
      'admin role.create - not_permitted',
    ],
    [agent, 'GET', '/api/v1/audit', undefined, 'ned request.refuse - not_permitted'],
    [agent, 'GET', '/api/v1/audit/export', undefined, 'ned audit.export - not_permitted'],
  ];
  let count = 0;
  for (const [browser, method, path, body, expected] of tried) {
    const answer = await browser.json(method, path, body);
    assert.ok(answer.status >= 400, `${path} ${answer.status}`);
    if (codeOf(answer) === 'invalid_request') continue;
    count += 1;
    assert.equal(await newest(tenant, count), expected);
  }
  assert.ok(count >= 6);
});

test('M4 what is refused about one’s own account leaves its reason: an old sign-in, a weak password, a wrong code', async () => {
  const tenant = await app.organization('own');
  const ana = await signedIn(app, tenant, 'ana', 'agent');
  await ana.json('POST', '/api/v1/password/change', { currentPassword: goodPassword, newPassword: 'short' });
  assert.equal(await newest(tenant, 1), 'ana user.password.change - password_policy');
  await ana.json('POST', '/api/v1/password/change', { currentPassword: 'wrong', newPassword: goodPassword });
  assert.equal(await newest(tenant, 2), 'ana user.password.change ana incorrect_credentials');
  assert.equal((await ana.json('POST', '/api/v1/second-factor/totp', {})).status, 200);
  await ana.json('POST', '/api/v1/second-factor/totp/confirm', { code: '000000' });
  assert.equal(await newest(tenant, 3), 'ana user.factor.add - code_incorrect');
  await rows(
    app,
    sql`UPDATE sessions SET created_at = now() - interval '1 hour', authenticated_at = now() - interval '1 hour' WHERE tenant_id = ${tenant.id}`,
  );
  const late = await ana.json('POST', '/api/v1/second-factor/recovery-codes');
  assert.equal(codeOf(late), 'recent_authentication_required', late.text);
  assert.equal(await newest(tenant, 4), 'ana user.recovery_codes.create - recent_authentication_required');
});

test('M4 pages leave the reasons that they show: a temporary password exchanged for a weak one, a dead link', async () => {
  const tenant = await app.organization('pages');
  await app.user(tenant, 'tim', { temporary: true });
  const tim = app.browser('pages');
  assert.equal((await tim.form('/sign-in', { identifier: 'tim', password: goodPassword })).status, 303);
  const weak = await tim.form('/sign-in/new-password', { newPassword: 'weak', repeatPassword: 'weak' });
  assert.equal(weak.status, 422, weak.text);
  assert.equal(await newest(tenant, 1), 'tim user.password.change tim password_policy');
  const link = await tim.json('POST', '/api/v1/password/reset', { token: 'none', newPassword: goodPassword });
  assert.equal(link.status, 410);
  assert.equal(await newest(tenant, 2), '- user.password.reset - link_invalid');
});

test('M4 a key that opens nothing leaves an entry; a stranger without one, and what was not understood, leave none', async () => {
  const tenant = await app.organization('keys');
  const stranger = app.browser('keys');
  assert.equal((await stranger.get('/api/v1/users')).status, 401);
  assert.equal((await stranger.json('POST', '/api/v1/sign-in', { nonsense: true })).status, 400);
  const answer = await stranger.get('/api/v1/users', { authorization: 'Bearer usher_nothing' });
  assert.equal(answer.status, 401);
  assert.equal(await newest(tenant, 1), '- api_key.use - not_signed_in');
});

test('M4 a flood of refusals leaves so many entries a minute, and then how many more there were', async () => {
  const tenant = await app.organization('flood');
  const ned = await signedIn(app, tenant, 'ned', 'agent');
  const floods = 75;
  for (let n = 0; n < floods; n += 1)
    assert.equal((await ned.json('POST', '/api/v1/users', { username: `x${n}` })).status, 403);
  await newest(tenant, eachMinute);
  const before = await refusedIn(tenant);
  assert.ok(before.every(({ details }) => details.repeated === undefined));
  // Something else is told at once, whatever the flood.
  await ned.json('POST', '/api/v1/teams', { name: 'Mine' });
  await newest(tenant, eachMinute + 1);
  await settleRefusals(app.app.house.database);
  assert.equal(await newest(tenant, eachMinute + 2), 'ned user.create - not_permitted');
  assert.equal((await refusedIn(tenant)).at(-1)?.details.repeated, floods - eachMinute);
});
