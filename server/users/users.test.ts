// Rows P1, P2, P7 and M3: creating people, handing over their first password once, and acting on them within one's reach.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { goodPassword, type TestApp, testApp } from '../../test/support/app.ts';
import { assertEnds, codeOf, guess, mailsTo, rows, signedIn } from '../../test/support/attack.ts';
import type { Browser } from '../../test/support/browser.ts';
import { commandLineCaller, type Permission } from '../kernel/caller.ts';
import { newId, type TeamId } from '../kernel/ids.ts';
import type { Tenant } from '../tenants/tenants.ts';

let app: TestApp;
let statements: string[] = [];
before(async () => {
  app = await testApp({ onStatement: (text) => void statements.push(text) });
});
after(() => app.close());

interface Created {
  readonly user: { readonly id: string; readonly email: string | null };
  readonly temporaryPassword?: string;
}

async function administrator(slug: string): Promise<{ tenant: Tenant; admin: Browser }> {
  const tenant = await app.organization(slug, { officeNetworks: ['127.0.0.0/8'] });
  return { tenant, admin: await signedIn(app, tenant, 'admin', 'administrator') };
}

test('P2 P3 without an e-mail the temporary password is shown once, works once, and stands nowhere in the clear', async () => {
  const { tenant, admin } = await administrator('p2');
  const answer = await admin.json('POST', '/api/v1/users', { username: 'ana', firstName: 'Ana' });
  assert.equal(answer.status, 201, answer.text);
  const { user, temporaryPassword = '' } = answer.json<Created>();
  assert.ok(temporaryPassword.length >= 17);
  for (const path of [
    `/api/v1/users/${user.id}`,
    `/api/v1/users/${user.id}/credentials`,
    '/api/v1/users',
    '/api/v1/audit',
  ])
    assert.doesNotMatch((await admin.get(path)).text, new RegExp(temporaryPassword), path);
  assert.equal((await app.browser('p2').signIn('ana', temporaryPassword)).json().next, 'new_password');
  const tables = await rows<{ name: string }>(
    app,
    sql`SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`,
  );
  assert.ok(tables.length > 10);
  for (const { name } of tables) {
    const found = await rows(
      app,
      sql`SELECT 1 FROM ${sql.table(name)} AS t WHERE strpos(t::text || encode(convert_to(t::text, 'UTF8'), 'hex'), ${temporaryPassword}) > 0
        OR strpos(t::text, ${Buffer.from(temporaryPassword).toString('hex')}) > 0`,
    );
    assert.deepEqual(found, [], name);
  }
  assert.equal(tenant.slug, 'p2');
});

test('P1 with an e-mail the temporary password is mailed and not shown; the mail names address and username', async () => {
  const { admin } = await administrator('p1');
  const answer = await admin.json('POST', '/api/v1/users', { username: 'ana', email: 'ana@p1.example' });
  assert.equal(answer.json<Created>().temporaryPassword, undefined);
  await mailsTo(app, 'ana@p1.example', 1);
  const { captured } = app.app.house.mail;
  const header = (await captured?.list())?.find((mail) => mail.to.includes('ana@p1.example'));
  const text = (await captured?.read(header?.id ?? ''))?.text ?? '';
  assert.match(text, new RegExp(`http://p1\\.localhost:${app.port}`));
  const password = /[A-Z][a-z0-9]{4}(-[a-z0-9]{5}){2,}/.exec(text)?.[0] ?? '';
  assert.equal((await app.browser('p1').signIn('ana', password)).json().next, 'new_password');
});

test('P7 the administrator sees the state of a credential, never the credential', async () => {
  const { admin } = await administrator('p7');
  const { user } = (await admin.json('POST', '/api/v1/users', { username: 'ana' })).json<Created>();
  const state = async (): Promise<Record<string, unknown>> =>
    (await admin.get(`/api/v1/users/${user.id}/credentials`)).json<{ web: Record<string, unknown> }>().web;
  assert.partialDeepStrictEqual(await state(), {
    set: true,
    temporary: true,
    expired: false,
    locked: false,
    changedBy: 'admin',
  });
  await guess(app.browser('p7'), 'ana', 5);
  assert.equal((await state()).locked, true);
  const body = { password: 'entirely different 77 words', temporary: false };
  assert.equal((await admin.json('PUT', `/api/v1/users/${user.id}/password`, body)).status, 200);
  assert.partialDeepStrictEqual(await state(), { temporary: false, expiresAt: null, locked: false });
});

test('P7 P4 the policy binds administrators’ choices as well', async () => {
  const { admin } = await administrator('p7-policy');
  const created = await admin.json('POST', '/api/v1/users', { username: 'weak', password: 'weak' });
  assert.equal(codeOf(created), 'password_policy');
  const { user } = (
    await admin.json('POST', '/api/v1/users', { username: 'ana', password: goodPassword })
  ).json<Created>();
  const path = `/api/v1/users/${user.id}/password`;
  assert.equal(codeOf(await admin.json('PUT', path, { password: 'short' })), 'password_policy');
  assert.equal(codeOf(await admin.json('PUT', path, { password: goodPassword })), 'password_reused');
  for (const body of [{}, { generate: true, password: 'x' }, { generate: false }, { password: 5 }])
    assert.equal((await admin.json('PUT', path, body)).status, 400, JSON.stringify(body));
});

test('P7 V6.3.7 the owner is told by mail that an administrator set a password, without the password', async () => {
  const { tenant, admin } = await administrator('p7-told');
  const { id } = await app.user(tenant, 'ana', { email: 'ana@p7.example' });
  const answer = await admin.json('PUT', `/api/v1/users/${id}/password`, { generate: true });
  const { temporaryPassword = '' } = answer.json<{ temporaryPassword?: string }>();
  assert.ok(temporaryPassword.length > 10);
  await mailsTo(app, 'ana@p7.example', 1);
  const { captured } = app.app.house.mail;
  const header = (await captured?.list())?.find((mail) => mail.to.includes('ana@p7.example'));
  const mail = await captured?.read(header?.id ?? '');
  assert.match(mail?.text ?? '', new RegExp(`http://p7-told\\.localhost:${app.port}`));
  assert.equal(`${mail?.text}${mail?.html}`.includes(temporaryPassword), false);
});

test('P7 V7.4.3 a new password ends what the old one opened', async () => {
  const { tenant, admin } = await administrator('p7-ends');
  const ana = await signedIn(app, tenant, 'ana', 'agent');
  const { user } = (await ana.get('/api/v1/session')).json<{ user: { id: string } }>();
  assert.equal((await admin.json('PUT', `/api/v1/users/${user.id}/password`, { generate: true })).status, 200);
  await assertEnds(ana);
});

/** The statuses of every act of an administrator, tried by `browser` on one user. */
async function tryEverything(browser: Browser, id: string): Promise<number[]> {
  const path = `/api/v1/users/${id}`;
  const answers = [
    await browser.get(path),
    await browser.get(`${path}/credentials`),
    await browser.json('PATCH', path, { firstName: 'Mallory' }),
    await browser.json('PUT', `${path}/password`, { generate: true }),
    await browser.json('POST', `${path}/unlock`, {}),
    await browser.json('POST', `${path}/disable`, {}),
    await browser.json('POST', `${path}/enable`, {}),
    await browser.json('POST', `${path}/sign-out`, {}),
  ];
  return answers.map((answer) => answer.status);
}

test('M3 O5 V8.2 strangers, agents, other organisations’ administrators and made-up ids get nowhere', async () => {
  const { tenant } = await administrator('m3');
  const { id } = await app.user(tenant, 'ana');
  const agent = await signedIn(app, tenant, 'mallory', 'agent');
  const foreign = await signedIn(app, await app.organization('m3-other'), 'root', 'administrator');
  assert.deepEqual([...new Set(await tryEverything(app.browser('m3'), id))], [401]);
  assert.deepEqual([...new Set(await tryEverything(agent, id))], [403]);
  // Of another organisation: the same as nobody's, and the same as no id at all.
  for (const made of [id, crypto.randomUUID(), 'not-an-id', '%00'])
    assert.deepEqual([...new Set(await tryEverything(foreign, made))], [404], made);
  assert.equal((await app.browser('m3').signIn('ana', goodPassword)).status, 200, 'nothing has changed');
});

test('M3 P7 a supervisor sets passwords of agents in the own teams only', async () => {
  const { tenant } = await administrator('m3-team');
  const supervisor = await signedIn(app, tenant, 'sue', 'supervisor');
  const people = new Map<string, string>();
  for (const [username, role] of [
    ['own', 'agent'],
    ['foreign', 'agent'],
    ['boss', 'administrator'],
  ] as const)
    people.set(username, (await app.user(tenant, username, { role })).id);
  const team = newId<TeamId>();
  await rows(app, sql`INSERT INTO teams (tenant_id, id, name) VALUES (${tenant.id}, ${team}, 'Morning')`);
  await rows(
    app,
    sql`INSERT INTO team_members (tenant_id, team_id, user_id, supervises)
      SELECT tenant_id, ${team}, id, username = 'sue' FROM users WHERE tenant_id = ${tenant.id} AND username IN ('sue', 'own', 'boss')`,
  );
  await supervisor.signIn('sue', goodPassword);
  const set = async (username: string): Promise<number> =>
    (await supervisor.json('PUT', `/api/v1/users/${people.get(username)}/password`, { generate: true })).status;
  assert.deepEqual([await set('own'), await set('foreign'), await set('boss')], [200, 404, 403]);
  const seen = (await supervisor.get('/api/v1/users')).json<{ items: { username: string }[] }>().items;
  assert.deepEqual(seen.map((user) => user.username).sort(), ['boss', 'own', 'sue']);
  // Verbs that supervisors do not have at all.
  assert.equal((await supervisor.json('POST', '/api/v1/users', { username: 'x' })).status, 403);
  assert.equal((await supervisor.json('POST', `/api/v1/users/${people.get('own')}/disable`, {})).status, 403);
  assert.equal(
    (await supervisor.json('PATCH', `/api/v1/users/${people.get('own')}`, { role: 'supervisor' })).status,
    403,
  );
});

test('M3 CVE-2026-94000 nobody grants, takes over or changes what is above themselves', async () => {
  const { tenant } = await administrator('m3-above');
  await rows(
    app,
    sql`INSERT INTO roles (tenant_id, id, key, name, permissions) VALUES (${tenant.id}, gen_random_uuid(), 'helpdesk', 'Help desk',
      ARRAY['users:read', 'users:create', 'users:update', 'users:disable', 'users:password:set', 'users:unlock'])`,
  );
  const boss = await app.user(tenant, 'boss', { role: 'administrator' });
  const desk = await signedIn(app, tenant, 'desk', 'helpdesk');
  const { user } = (await desk.get('/api/v1/session')).json<{ user: { id: string } }>();
  assert.equal(
    codeOf(await desk.json('POST', '/api/v1/users', { username: 'x', role: 'administrator' })),
    'not_permitted',
  );
  assert.equal(
    codeOf(await desk.json('PATCH', `/api/v1/users/${user.id}`, { role: 'administrator' })),
    'not_permitted',
  );
  for (const attempt of [
    desk.json('PUT', `/api/v1/users/${boss.id}/password`, { generate: true }),
    desk.json('PATCH', `/api/v1/users/${boss.id}`, { email: 'mallory@evil.example' }),
    desk.json('POST', `/api/v1/users/${boss.id}/disable`, {}),
    desk.json('POST', `/api/v1/users/${boss.id}/unlock`, {}),
  ])
    assert.equal(codeOf(await attempt), 'not_permitted');
  assert.equal((await desk.json('POST', '/api/v1/users', { username: 'fine' })).status, 201);
});

test('S2 P1 names that could deceive or break something are refused with the field', async () => {
  const { admin } = await administrator('names');
  for (const body of [
    { username: 'ana\u202e' },
    { username: 'a na' },
    { username: 'ana\u0000' },
    { username: '\u200b' },
    { username: 'ok', email: 'ana@x.example\r\nBcc: all@x.example' },
    { username: 'ok', email: 'no-at-sign' },
    { username: 'ok', firstName: 'Ana\r\nX: y' },
    { username: 'ok', role: 'emperor' },
    { username: 'ok', extension: '12a' },
    { username: 'ok', __proto__: null, isAdmin: true },
  ]) {
    const answer = await admin.json('POST', '/api/v1/users', body);
    assert.equal(answer.status, 400, `${JSON.stringify(body)}: ${answer.text}`);
    assert.equal(codeOf(answer), 'invalid_request');
  }
  for (const search of ['%00', '%25', '_', '%5C', "'", '%F0%9F%92%A9']) {
    const answer = await admin.get(`/api/v1/users?search=${search}`);
    assert.ok(answer.status < 500, `${search}: ${answer.text}`);
  }
});

test('M1 changes of one person at once: the second is told that it is late', async () => {
  const { tenant, admin } = await administrator('etag');
  const { id } = await app.user(tenant, 'ana');
  const tag = String((await admin.get(`/api/v1/users/${id}`)).headers.etag);
  const change = (firstName: string) => admin.json('PATCH', `/api/v1/users/${id}`, { firstName }, { 'if-match': tag });
  const statuses = (await Promise.all([change('One'), change('Two')])).map((answer) => answer.status).sort();
  assert.deepEqual(statuses, [200, 412]);
});

test('M1 M3 people of many roles are foreseen by one question for all of these, each by its own: none, one above, one to give', async () => {
  const tenant = await app.organization('m1-roles');
  const caller = { ...commandLineCaller(tenant.id), permissions: new Set<Permission>(['users:create']) };
  const roles = ['agent', 'supervisor', 'administrator', 'nobody', 'agent'];
  const people = roles.map((role, index) => ({ username: `new-${index}`, role }));
  statements = [];
  const found = await app.app.house.users.foresee(tenant, caller, people);
  assert.deepEqual(
    found.map((refusal) => refusal?.code ?? null),
    [null, 'not_permitted', 'not_permitted', 'invalid_request', null],
  );
  assert.equal(statements.filter((text) => text.includes('"roles"')).length, 1, statements.join('\n'));
});
