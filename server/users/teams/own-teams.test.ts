// Rows M3 and L3: with a team come hours, so nobody but administrators chooses their own; and of two acts at once neither adds what
// the other was judged without.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { type TestApp, testApp } from '../../../test/support/app.ts';
import { codeOf, rows, signedIn, untilWaiting } from '../../../test/support/attack.ts';
import type { Answer } from '../../../test/support/browser.ts';
import { within } from '../../../test/support/seats.ts';
import { commandLineCaller } from '../../kernel/caller.ts';
import { parseId, type TeamId, type UserId } from '../../kernel/ids.ts';
import { findRole } from '../../roles/roles.ts';
import { userUpdate } from '../store.ts';
import { lockedTeam } from './team-change.ts';
import { putMembers } from './team-members.ts';

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

test('M3 L3 nobody but administrators sets the hours of a team that they are in, or deletes it', async () => {
  const tenant = await app.organization('own-hours');
  const admin = await signedIn(app, tenant, 'admin', 'administrator');
  const permissions = ['users:read', 'teams:read', 'teams:update', 'schedules:read'];
  const role = await admin.json('POST', '/api/v1/roles', { key: 'clerk', name: 'Clerk', permissions });
  assert.equal(role.status, 201, role.text);
  const cleo = await signedIn(app, tenant, 'cleo', 'clerk');
  const made = await admin.json('POST', '/api/v1/schedules', {
    name: 'Day',
    windows: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }],
    exceptions: [],
  });
  assert.equal(made.status, 201, made.text);
  const { id: schedule } = made.json<{ id: string }>();
  const teamWith = async (name: string, username: string) => {
    const team = (await admin.json('POST', '/api/v1/teams', { name })).json<{ id: string }>();
    await rows(
      app,
      sql`INSERT INTO team_members (tenant_id, team_id, user_id) SELECT tenant_id, ${team.id}, id FROM users WHERE tenant_id = ${tenant.id} AND username = ${username}`,
    );
    return `/api/v1/teams/${team.id}`;
  };
  const own = await teamWith('Own', 'cleo');
  assert.equal(codeOf(await cleo.json('PATCH', own, { schedule })), 'not_permitted');
  assert.equal(codeOf(await cleo.send('DELETE', own, null)), 'not_permitted');
  assert.equal((await cleo.json('PATCH', own, { name: 'Ours' })).status, 200, 'a name is no hours');
  assert.equal((await admin.json('PATCH', own, { schedule })).status, 200);
  await app.user(tenant, 'ana');
  const others = await teamWith('Others', 'ana');
  assert.equal((await cleo.json('PATCH', others, { schedule })).status, 200);
  assert.equal((await cleo.send('DELETE', others, null)).status, 204);
  const administrators = await teamWith('Administrators', 'admin');
  assert.equal((await admin.json('PATCH', administrators, { schedule })).status, 200);
});

test('M3 whoever joins a team is judged by those who supervise it then, not by those a moment before', async () => {
  const tenant = await app.organization('then');
  const admin = await signedIn(app, tenant, 'admin', 'administrator');
  const permissions = ['users:read', 'users:create', 'users:update', 'teams:read', 'teams:update'];
  const role = await admin.json('POST', '/api/v1/roles', { key: 'clerk', name: 'Clerk', permissions });
  assert.equal(role.status, 201, role.text);
  const cleo = await signedIn(app, tenant, 'cleo', 'clerk');
  const [{ id: ana }, { id: sue }] = [
    await app.user(tenant, 'ana'),
    await app.user(tenant, 'sue', { role: 'supervisor' }),
  ];
  const joins: Record<string, (team: { id: string; name: string }) => Promise<Answer>> = {
    'by the team': ({ id }) => cleo.json('PUT', `/api/v1/teams/${id}/members`, { users: [ana] }),
    'by the person': ({ name }) => cleo.json('PATCH', `/api/v1/users/${ana}`, { teams: [name] }),
    'by a new person': ({ name }) => cleo.json('POST', '/api/v1/users', { username: 'new', teams: [name] }),
  };
  for (const [name, join] of Object.entries(joins)) {
    const { id } = (await admin.json('POST', '/api/v1/teams', { name })).json<{ id: string }>();
    let answer: Promise<Answer> = Promise.reject(new Error('not asked'));
    answer.catch(() => undefined);
    await within(app, tenant, async (tx) => {
      await sql`SELECT FROM teams WHERE tenant_id = ${tenant.id} AND id = ${id} FOR NO KEY UPDATE`.execute(tx);
      await sql`INSERT INTO team_members (tenant_id, team_id, user_id, supervises) VALUES (${tenant.id}, ${id}, ${sue}, true)`.execute(
        tx,
      );
      answer = join({ id, name });
      await Promise.race([untilWaiting(app), answer]);
    });
    assert.equal(`${name}: ${codeOf(await answer)}`, `${name}: not_permitted`);
  }
});

/** Somebody who may do `team:password:set` to their own team and gives roles, and somebody outside of it. */
async function giver(slug: string) {
  const tenant = await app.organization(slug);
  const admin = await signedIn(app, tenant, 'admin', 'administrator');
  const permissions = ['users:read', 'users:update', 'roles:read', 'roles:update', 'teams:read', 'teams:update'];
  for (const role of [
    { key: 'mixed', name: 'Mixed', permissions: [...permissions, 'team:password:set'] },
    { key: 'guide', name: 'Guide', permissions: ['team:password:set'] },
    { key: 'idle', name: 'Idle', permissions: [] },
  ])
    assert.equal((await admin.json('POST', '/api/v1/roles', role)).status, 201);
  const mia = await signedIn(app, tenant, 'mia', 'mixed');
  const { id: chief } = await app.user(tenant, 'chief');
  const other = (await admin.json('POST', '/api/v1/teams', { name: 'Other' })).json<{ id: string }>().id;
  return { tenant, admin, mia, chief, other };
}

const unasked: Promise<Answer> = Promise.reject(new Error('not asked'));
unasked.catch(() => undefined);

test('M3 race: whoever is just becoming the supervisor of others is given no role with power over them by who has none', async () => {
  const { tenant, mia, chief, other } = await giver('race-supervise');
  let answer = unasked;
  await within(app, tenant, async (tx) => {
    const caller = commandLineCaller(tenant.id);
    const [team, user] = [parseId<TeamId>(other), parseId<UserId>(chief)];
    assert.ok(team && user);
    await putMembers(tx, caller, await lockedTeam(tx, caller, team), [user], true);
    answer = mia.json('PATCH', `/api/v1/users/${chief}`, { role: 'guide' });
    await Promise.race([untilWaiting(app), answer]);
  });
  assert.equal(codeOf(await answer), 'not_permitted');
});

test('M3 race: whoever is just getting a role with power is made no supervisor of others by who has none', async () => {
  const { tenant, mia, chief, other } = await giver('race-role');
  let answer = unasked;
  await within(app, tenant, async (tx) => {
    const user = parseId<UserId>(chief);
    const guide = await findRole(tx, tenant.id, 'guide');
    assert.ok(user && guide);
    assert.ok(await userUpdate(tx, tenant.id, user, { role_id: guide.id }, null));
    answer = mia.json('PUT', `/api/v1/teams/${other}/members`, { users: [chief], supervises: true });
    await Promise.race([untilWaiting(app), answer]);
  });
  assert.equal(codeOf(await answer), 'not_permitted');
});

test('M3 race: a role gets no power while it is given to the supervisor of others by who has none over them', async () => {
  const { tenant, admin, mia, chief, other } = await giver('race-power');
  const inside = { users: [chief], supervises: true };
  assert.equal((await admin.json('PUT', `/api/v1/teams/${other}/members`, inside)).status, 204);
  const { items } = (await admin.get('/api/v1/roles')).json<{ items: { id: string; key: string }[] }>();
  const idle = items.find(({ key }) => key === 'idle')?.id;
  let [given, empowered] = [unasked, unasked];
  await within(app, tenant, async (tx) => {
    await sql`SELECT FROM users WHERE tenant_id = ${tenant.id} AND id = ${chief} FOR UPDATE`.execute(tx);
    given = mia.json('PATCH', `/api/v1/users/${chief}`, { role: 'idle' });
    await untilWaiting(app);
    empowered = mia.json('PATCH', `/api/v1/roles/${idle}`, { permissions: ['team:password:set'] });
    await Promise.race([untilWaiting(app, 2), empowered]);
  });
  assert.deepEqual([(await given).status, codeOf(await empowered)], [200, 'not_permitted']);
});
