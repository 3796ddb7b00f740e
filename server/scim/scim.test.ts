// Row M2: what SCIM does to users and teams, beyond the lists of requests of test/scim and the surface of test/surface/scim.test.ts.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { goodPassword, type TestApp, testApp } from '../../test/support/app.ts';
import { assertEnds, mailsTo, rows, untilWaiting } from '../../test/support/attack.ts';
import type { Answer } from '../../test/support/browser.ts';
import { created, groupSchema, patchOf, scimHouse, send, userSchema } from '../../test/support/scim.ts';
import { createApiKey } from '../api-keys/api-keys.ts';
import { commandLineCaller } from '../kernel/caller.ts';

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app.close());

test('M2 P1 a user created by SCIM is welcomed by mail like any other; one created as inactive is not, and nobody is told a password', async () => {
  const { provider } = await scimHouse(app, 'scim-mail');
  const emails = (value: string) => ({ emails: [{ value, type: 'work', primary: true }] });
  await created(provider, 'off', { active: false, ...emails('off@scim.example') });
  const answer = await send(provider, 'POST', '/Users', {
    schemas: [userSchema],
    userName: 'on',
    ...emails('on@scim.example'),
  });
  assert.equal((await mailsTo(app, 'on@scim.example', 1)).length, 1);
  assert.equal((await mailsTo(app, 'off@scim.example', 0)).length, 0);
  assert.doesNotMatch(answer.text, /assword/);
});

test('M2 L4 who is set to active false by SCIM is out within a second, and comes in again when it is true', async () => {
  const { tenant, provider } = await scimHouse(app, 'scim-active');
  const { id } = await app.user(tenant, 'ana');
  const ana = app.browser('scim-active');
  assert.equal((await ana.signIn('ana', goodPassword)).status, 200);
  const off = await send(provider, 'PATCH', `/Users/${id}`, patchOf({ op: 'Replace', path: 'active', value: 'False' }));
  assert.equal(off.json().active, false);
  await assertEnds(ana);
  assert.equal((await app.browser('scim-active').signIn('ana', goodPassword)).status, 403);
  await send(provider, 'PATCH', `/Users/${id}`, patchOf({ op: 'add', value: { active: true } }));
  assert.equal((await app.browser('scim-active').signIn('ana', goodPassword)).status, 200);
});

test('M2 P3 a password set by SCIM is temporary and bound by the policy', async () => {
  const { tenant, provider } = await scimHouse(app, 'scim-password');
  const { id } = await app.user(tenant, 'ana');
  const weak = await send(
    provider,
    'PATCH',
    `/Users/${id}`,
    patchOf({ op: 'replace', path: 'password', value: 'short' }),
  );
  assert.equal(`${weak.status} ${weak.json().scimType} ${weak.json().code}`, '400 invalidValue password_policy');
  const value = 'amber kettle 58 forest';
  const set = await send(provider, 'PATCH', `/Users/${id}`, patchOf({ op: 'replace', path: 'password', value }));
  assert.equal(set.status, 200, set.text);
  assert.equal((await app.browser('scim-password').signIn('ana', value)).json().next, 'new_password');
});

test('M2 a PATCH is done whole or not at all', async () => {
  const { tenant, provider } = await scimHouse(app, 'scim-whole');
  await created(provider, 'taken');
  const { id } = await app.user(tenant, 'ana');
  const answer = await send(
    provider,
    'PATCH',
    `/Users/${id}`,
    patchOf(
      { op: 'replace', path: 'password', value: 'amber kettle 58 forest' },
      { op: 'replace', path: 'name.familyName', value: 'Changed' },
      { op: 'replace', path: 'active', value: false },
      { op: 'replace', path: 'userName', value: 'TAKEN' },
    ),
  );
  assert.equal(`${answer.status} ${answer.json().scimType}`, '409 uniqueness');
  const now = (await send(provider, 'GET', `/Users/${id}`)).json();
  assert.deepEqual([now.name, now.active], [undefined, true]);
  assert.equal((await app.browser('scim-whole').signIn('ana', goodPassword)).status, 200);
});

test('M2 what a PUT leaves out stays, null empties it, and what is the same needs no permission', async () => {
  const { provider } = await scimHouse(app, 'scim-put');
  const more = { externalId: 'e1', name: { givenName: 'Ana' }, phoneNumbers: [{ value: '123', type: 'work' }] };
  const id = await created(provider, 'ana', more);
  const first = await send(provider, 'PUT', `/Users/${id}`, { schemas: [userSchema], userName: 'ana' });
  assert.deepEqual([first.json().externalId, first.headers.etag], ['e1', 'W/"1"']);
  const second = await send(provider, 'PUT', `/Users/${id}`, {
    schemas: [userSchema],
    userName: 'ana',
    externalId: null,
    phoneNumbers: [],
  });
  const { externalId, phoneNumbers, name } = second.json();
  assert.deepEqual([externalId, phoneNumbers, name], [undefined, undefined, { formatted: 'Ana', givenName: 'Ana' }]);
  const { provider: reader } = await scimHouse(app, 'scim-put-reader', {}, ['users:read', 'users:create']);
  const same = await created(reader, 'eva', { name: { familyName: 'Sa' } });
  const body = { schemas: [userSchema], userName: 'eva', active: true, name: { familyName: 'Sa' } };
  assert.equal((await send(reader, 'PUT', `/Users/${same}`, body)).status, 200);
  assert.equal((await send(reader, 'PUT', `/Users/${same}`, { ...body, active: false })).status, 403);
});

test('M2 entity tags: 304 for what one has, 412 for a change of what somebody else has changed', async () => {
  const { tenant, provider } = await scimHouse(app, 'scim-etag');
  const id = await created(provider, 'ana');
  assert.equal((await send(provider, 'GET', `/Users/${id}`, undefined, { 'if-none-match': 'W/"1"' })).status, 304);
  const change = patchOf({ op: 'replace', path: 'name.givenName', value: 'Ana' });
  assert.equal((await send(provider, 'PATCH', `/Users/${id}`, change, { 'if-match': 'W/"7"' })).status, 412);
  assert.equal((await send(provider, 'PATCH', `/Users/${id}`, change, { 'if-match': 'W/"1"' })).headers.etag, 'W/"2"');
  assert.equal((await send(provider, 'DELETE', `/Users/${id}`, undefined, { 'if-match': 'W/"1"' })).status, 412);
  const made = await send(provider, 'POST', '/Groups', { schemas: [groupSchema], displayName: 'Team' });
  const version = String(made.headers.etag);
  const group = made.json<{ id: string }>().id;
  const { id: member } = await app.user(tenant, 'eva');
  await app.app.house.teams.put(commandLineCaller(tenant.id), group, [member], false);
  const late = await send(
    provider,
    'PUT',
    `/Groups/${group}`,
    { schemas: [groupSchema], displayName: 'Mine', members: [] },
    { 'if-match': version },
  );
  assert.equal(late.status, 412, 'somebody came in meanwhile');
  const seen = await send(provider, 'GET', `/Groups/${group}`);
  await app.app.house.users.remove(tenant, commandLineCaller(tenant.id), member, null);
  assert.notEqual(
    (await send(provider, 'GET', `/Groups/${group}`)).headers.etag,
    seen.headers.etag,
    'a member was deleted',
  );
});

test('M2 of two PATCHes at one revision one wins, and the other is told', async () => {
  const { tenant, provider } = await scimHouse(app, 'scim-race');
  const id = await created(provider, 'ana');
  const change = (value: string) =>
    send(provider, 'PATCH', `/Users/${id}`, patchOf({ op: 'replace', path: 'name.givenName', value }), {
      'if-match': 'W/"1"',
    });
  let answers: Promise<Answer[]> | null = null;
  await app.app.house.database.withSystem(async (tx) => {
    await sql`SELECT FROM users WHERE tenant_id = ${tenant.id} AND id = ${id} FOR UPDATE`.execute(tx);
    answers = Promise.all([change('One'), change('Two'), change('Three')]);
    await untilWaiting(app);
  });
  const statuses = (await (answers ?? [])).map(({ status }) => status).sort();
  assert.deepEqual(statuses, [200, 412, 412]);
});

test('M2 M3 a supervisor stays one when SCIM writes who is in the team, and nobody gets power over people through it', async () => {
  const { tenant, provider } = await scimHouse(app, 'scim-team');
  const sue = await app.user(tenant, 'sue', { role: 'supervisor' });
  const { id: ana } = await app.user(tenant, 'ana');
  const team = (await send(provider, 'POST', '/Groups', { schemas: [groupSchema], displayName: 'Team' })).json<{
    id: string;
  }>().id;
  await app.app.house.teams.put(commandLineCaller(tenant.id), team, [sue.id], true);
  const add = patchOf({ op: 'add', path: 'members', value: [{ value: ana }] });
  const refused = await send(provider, 'PATCH', `/Groups/${team}`, add);
  assert.equal(refused.json().code, 'not_permitted', 'the key may not do to ana what sue then could');
  const { key } = await createApiKey(app.app.house.database, commandLineCaller(tenant.id), {
    name: 'strong',
    permissions: [...commandLineCaller(tenant.id).permissions].filter((one) =>
      /^(users|teams|roles|schedules|seats):/.test(one),
    ),
  });
  const strong = app.browser('scim-team', { authorization: `Bearer ${key}` });
  const members = [{ value: ana }, { value: sue.id }];
  const put = await send(strong, 'PUT', `/Groups/${team}`, { schemas: [groupSchema], displayName: 'Team', members });
  assert.equal(put.status, 200, put.text);
  const supervising = await rows(app, sql`SELECT 1 FROM team_members WHERE user_id = ${sue.id} AND supervises`);
  assert.equal(supervising.length, 1);
  const gone = await send(strong, 'PATCH', `/Groups/${team}`, patchOf({ op: 'remove', path: 'members' }));
  assert.deepEqual(gone.json().members, []);
  // Whoever looks for one person in the log finds when they left, and nobody who did not.
  const left = await rows<{ details: unknown }>(
    app,
    sql`SELECT details FROM audit_events WHERE tenant_id = ${tenant.id} AND action = 'team.members.remove'
      AND outcome = 'done' ORDER BY details #>> '{user,username}'`,
  );
  assert.deepEqual(
    left.map(({ details }) => details),
    [{ user: { id: ana, username: 'ana' } }, { user: { id: sue.id, username: 'sue' } }],
  );
  await app.app.house.teams.take(commandLineCaller(tenant.id), team, [ana]);
  const again = sql`SELECT FROM audit_events WHERE tenant_id = ${tenant.id} AND action = 'team.members.remove'`;
  assert.equal((await rows(app, again)).length, 2, 'who is not in it does not leave it');
});

test('M2 a list of groups that is too long to be told whole is refused, not cut short', async () => {
  const { tenant, provider } = await scimHouse(app, 'scim-many');
  const team = (await send(provider, 'POST', '/Groups', { schemas: [groupSchema], displayName: 'Huge' })).json<{
    id: string;
  }>().id;
  const role = sql`(SELECT id FROM roles WHERE tenant_id = ${tenant.id} AND key = 'agent')`;
  await rows(
    app,
    sql`WITH made AS (INSERT INTO users (tenant_id, id, username, role_id) SELECT ${tenant.id}, gen_random_uuid(), 'm' || n, ${role} FROM generate_series(1, 20001) AS n RETURNING id)
      SELECT count(*) FROM made`,
  );
  await rows(app, sql`ANALYZE users`);
  await rows(
    app,
    sql`INSERT INTO team_members (tenant_id, team_id, user_id) SELECT ${tenant.id}, ${team}, id FROM users WHERE tenant_id = ${tenant.id}`,
  );
  const whole = await provider.get('/scim/v2/Groups');
  assert.equal(`${whole.status} ${whole.json().scimType}`, '400 tooMany');
  assert.equal((await provider.get('/scim/v2/Groups?excludedAttributes=members')).status, 200);
});
