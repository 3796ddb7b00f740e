// Row M3: the search among users.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type RawBuilder, sql } from 'kysely';
import { goodPassword, type TestApp, testApp } from '../../../test/support/app.ts';
import { codeOf, rows, signedIn } from '../../../test/support/attack.ts';
import type { Browser } from '../../../test/support/browser.ts';
import { newId, type TeamId } from '../../kernel/ids.ts';
import type { Tenant } from '../../tenants/tenants.ts';

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app.close());

async function administrator(slug: string): Promise<{ tenant: Tenant; admin: Browser }> {
  const tenant = await app.organization(slug, { officeNetworks: ['127.0.0.0/8'] });
  return { tenant, admin: await signedIn(app, tenant, 'admin', 'administrator') };
}

/** Everybody whom the list shows for this, page by page, two at a time. */
async function listed(browser: Browser, asked: Readonly<Record<string, string>>): Promise<string[]> {
  const usernames: string[] = [];
  let cursor: string | null = null;
  do {
    const query: string = new URLSearchParams({
      limit: '2',
      ...asked,
      ...(cursor === null ? {} : { cursor }),
    }).toString();
    const answer = await browser.get(`/api/v1/users?${query}`);
    assert.equal(answer.status, 200, answer.text);
    const { items, next } = answer.json<{ items: { username: string }[]; next: string | null }>();
    usernames.push(...items.map(({ username }) => username));
    cursor = next;
  } while (cursor !== null);
  return usernames;
}

function found(browser: Browser, search: string): Promise<string[]> {
  return listed(browser, { search });
}

function query(statement: RawBuilder<unknown>): Promise<unknown> {
  return app.app.house.database.withSystem((tx) => statement.execute(tx));
}

test('M3 a search finds the beginning of a username, address, name either way round, or extension, with or without accents', async () => {
  const { tenant, admin } = await administrator('m3-search');
  await app.user(tenant, 'jg', {
    firstName: 'José María',
    lastName: 'García  Ñuñez',
    email: 'j.g@Search.example',
    extension: '4711',
  });
  await app.user(tenant, 'zoe', { firstName: 'Zoë', lastName: 'Oz' });
  const finding = [
    'jg',
    'JG',
    'j.g@search',
    'jose',
    'JOSÉ M',
    'josé maría garcía ñ',
    'garcia nunez jo',
    'Garcí',
    '4711',
    '47',
  ];
  for (const search of finding) assert.deepEqual(await found(admin, search), ['jg'], search);
  for (const search of ['maria', '711', 'g@', '%', '_g', 'josé garcía', 'jg\u{10ffff}'])
    assert.deepEqual(await found(admin, search), [], search);
  // Once, however many of the terms match, and in the order of the term that did.
  assert.deepEqual(await found(admin, 'zo'), ['zoe']);
  await app.user(tenant, 'zoran', { firstName: 'Ana', lastName: 'Zobel' });
  assert.deepEqual(await found(admin, 'z'), ['zoran', 'zoe']);
});

test('M3 a search goes on page by page without repeating or leaving out anybody', async () => {
  const { tenant, admin } = await administrator('m3-pages');
  for (let at = 0; at < 7; at += 1)
    await app.user(tenant, `ana${at % 2}${at}`, { firstName: 'Ana', lastName: at < 3 ? 'Same' : `Anas${at}` });
  const usernames = await found(admin, 'ana');
  assert.equal(usernames.length, 7);
  assert.equal(new Set(usernames).size, 7);
  const answer = await admin.get('/api/v1/users?search=ana&cursor=ana00');
  assert.equal(codeOf(answer), 'invalid_request');
});

test('M3 a search follows a change of name at once, and finds nobody of another organisation', async () => {
  const { tenant, admin } = await administrator('m3-renamed');
  const other = await administrator('m3-renamed-other');
  const { id } = await app.user(tenant, 'before', { firstName: 'Ana', lastName: 'Lopes', email: 'before@x.example' });
  const change = { username: 'after', firstName: 'Eva', email: 'other@x.example', extension: '99' };
  assert.equal((await admin.json('PATCH', `/api/v1/users/${id}`, change)).status, 200);
  for (const search of ['before', 'ana']) assert.deepEqual(await found(admin, search), [], search);
  for (const search of ['aft', 'eva l', 'lopes e', 'other@', '99']) {
    assert.deepEqual(await found(admin, search), ['after'], search);
    assert.deepEqual(await found(other.admin, search), [], search);
  }
  assert.equal((await admin.json('PATCH', `/api/v1/users/${id}`, { extension: null, email: null })).status, 200);
  for (const search of ['other@', '99']) assert.deepEqual(await found(admin, search), [], search);
  assert.deepEqual(await found(admin, 'eva'), ['after']);
});

test('M3 a telephone number is found by its beginning, with or without the +, and a station by its whole number', async () => {
  const { tenant, admin } = await administrator('m3-station');
  const { id } = await app.user(tenant, 'ana', { number: '+34911234567', extension: '4715' });
  await app.user(tenant, 'bo', { extension: '4711', station: { mode: 'static', id: '4712' } });
  await app.user(tenant, 'cy', { extension: '471' });
  for (const search of ['+34911', '34911234567']) assert.deepEqual(await found(admin, search), ['ana'], search);
  assert.deepEqual(await found(admin, '911'), []);
  assert.deepEqual(await found(admin, '4712'), ['bo']);
  await query(
    sql`INSERT INTO seats (tenant_id, user_id, held_until) VALUES (${tenant.id}, ${id}, now() + interval '1 hour')`,
  );
  await query(sql`INSERT INTO stations (tenant_id, station, holder_id) VALUES (${tenant.id}, '471', ${id})`);
  // First whoever is at the station, then those whose extension begins so; each once, on every page.
  assert.deepEqual(await found(admin, '471'), ['ana', 'cy', 'bo']);
  assert.deepEqual(await listed(admin, { search: '471', status: 'never_signed_in' }), ['ana', 'cy', 'bo']);
  assert.deepEqual(await listed(admin, { search: '471', role: 'supervisor' }), []);
});

/** An organisation with people of every state, some in two teams; and the ids of these. */
async function manyStates(slug: string) {
  const { tenant, admin } = await administrator(slug);
  const names = ['ana', 'bo', 'cy', 'di', 'ed', 'flo', 'gus'];
  for (const name of names)
    await app.user(tenant, name, { firstName: 'Sam', role: name < 'c' ? 'supervisor' : 'agent' });
  const [north, south] = [newId<TeamId>(), newId<TeamId>()];
  const state = (name: string, change: RawBuilder<unknown>) =>
    query(sql`UPDATE users SET ${change} WHERE tenant_id = ${tenant.id} AND username = ${name}`);
  await state('cy', sql`status = 'inactive'`);
  await state('di', sql`disabled = true`);
  await state('ed', sql`email = 'ed@x.example', email_problem = '550 no such user', email_problem_at = now()`);
  await state('flo', sql`last_sign_in_at = now()`);
  await query(sql`INSERT INTO attempt_buckets (tenant_id, subject, bucket, locked_at)
    SELECT tenant_id, 'user:' || id, 'elsewhere', now() FROM users WHERE tenant_id = ${tenant.id} AND username = 'gus'
    UNION ALL SELECT ${tenant.id}::uuid, 'unknown:nobody', 'elsewhere', now()`);
  await query(
    sql`INSERT INTO teams (tenant_id, id, name) VALUES (${tenant.id}, ${north}, 'North'), (${tenant.id}, ${south}, 'South')`,
  );
  await query(sql`INSERT INTO team_members (tenant_id, team_id, user_id, supervises)
    SELECT tenant_id, team, id, username = 'ana' AND team = ${north}
    FROM users, unnest(ARRAY[${north}, ${south}]::uuid[]) AS team WHERE tenant_id = ${tenant.id}
      AND (username IN ('cy', 'di') OR (username = 'ana' AND team = ${north}) OR (username = 'gus' AND team = ${south}))`);
  return { tenant, admin, north, south };
}

test('M3 the list is narrowed by role, team and state, also together, and searched within, page by page', async () => {
  const { admin, north, south, tenant } = await manyStates('m3-narrow');
  const role =
    (
      await rows<{ id: string }>(app, sql`SELECT id FROM roles WHERE tenant_id = ${tenant.id} AND key = 'supervisor'`)
    )[0]?.id ?? '';
  const cases: readonly (readonly [Readonly<Record<string, string>>, readonly string[]])[] = [
    [{ role: 'supervisor' }, ['ana', 'bo']],
    [{ role }, ['ana', 'bo']],
    [{ role: 'nothing-of-the-kind' }, []],
    [{ team: north }, ['ana', 'cy', 'di']],
    [{ team: newId<TeamId>() }, []],
    [{ status: 'active' }, ['admin', 'ana', 'bo', 'ed', 'flo']],
    [{ status: 'inactive' }, ['cy']],
    [{ status: 'disabled' }, ['di']],
    [{ status: 'locked' }, ['gus']],
    [{ status: 'never_signed_in' }, ['ana', 'bo', 'cy', 'di', 'ed', 'gus']],
    [{ status: 'email_problem' }, ['ed']],
    [{ team: south, status: 'locked' }, ['gus']],
    [{ team: north, status: 'locked' }, []],
    [{ team: north, role: 'agent', status: 'disabled' }, ['di']],
  ];
  for (const [asked, people] of cases) {
    assert.deepEqual(await listed(admin, asked), people, JSON.stringify(asked));
    const named = people.filter((name) => name !== 'admin');
    assert.deepEqual(await listed(admin, { ...asked, search: 'sam' }), named, `sam of ${JSON.stringify(asked)}`);
  }
  for (const wrong of ['team=north', 'status=tired', 'role='])
    assert.equal(codeOf(await admin.get(`/api/v1/users?${wrong}`)), 'invalid_request', wrong);
});

test('M3 a supervisor narrows the own teams alone: another team, also of their own people, shows nobody', async () => {
  const { tenant, north, south } = await manyStates('m3-narrow-own');
  const other = await manyStates('m3-narrow-other');
  const supervisor = app.browser(tenant.slug);
  await supervisor.signIn('ana', goodPassword);
  assert.deepEqual(await listed(supervisor, { team: north }), ['ana', 'cy', 'di']);
  for (const team of [south, other.north]) assert.deepEqual(await listed(supervisor, { team }), [], team);
  assert.deepEqual(await listed(supervisor, { status: 'locked' }), []);
  assert.deepEqual(await listed(supervisor, { role: 'supervisor', search: 's' }), ['ana']);
  assert.deepEqual(await listed(supervisor, { status: 'disabled', search: 'sam' }), ['di']);
});

test('M3 where more people are meant than a search looks at one by one, it finds the same', async () => {
  const { tenant, admin } = await administrator('m3-crowd');
  await query(sql`WITH people AS (INSERT INTO users (tenant_id, id, username, role_id)
      SELECT ${tenant.id}, gen_random_uuid(), 'crowd' || lpad(n::text, 5, '0'), (SELECT id FROM roles WHERE tenant_id = ${tenant.id} AND key = 'agent')
      FROM generate_series(1, 2500) AS n RETURNING id, username)
    INSERT INTO user_search_terms (tenant_id, term, user_id) SELECT ${tenant.id}, username, id FROM people`);
  await query(sql`UPDATE users SET disabled = true WHERE tenant_id = ${tenant.id} AND username > 'crowd00100'`);
  assert.deepEqual(
    await listed(admin, { search: 'crowd0009', role: 'agent', limit: '7' }),
    Array.from({ length: 10 }, (_, at) => `crowd0009${at}`),
  );
  assert.deepEqual(
    await listed(admin, { search: 'crowd', status: 'disabled', limit: '200' }),
    Array.from({ length: 2400 }, (_, at) => `crowd${String(at + 101).padStart(5, '0')}`),
  );
  assert.deepEqual(await listed(admin, { search: 'crowd0010', role: 'agent', status: 'active' }), ['crowd00100']);
  const team = newId<TeamId>();
  await query(sql`INSERT INTO teams (tenant_id, id, name) VALUES (${tenant.id}, ${team}, 'All')`);
  await query(
    sql`INSERT INTO team_members (tenant_id, team_id, user_id) SELECT tenant_id, ${team}, id FROM users WHERE tenant_id = ${tenant.id}`,
  );
  const everybody = await listed(admin, { team, limit: '200' });
  assert.deepEqual([everybody.length, new Set(everybody).size, everybody[2500]], [2501, 2501, 'crowd02500']);
});

test('M3 a supervisor’s search finds members of the own teams alone', async () => {
  const { tenant } = await administrator('m3-team');
  const members = ['ana1', 'ana2', 'ana3', 'ana4'];
  const ids = await Promise.all(members.map(async (username) => (await app.user(tenant, username)).id));
  await app.user(tenant, 'sue', { role: 'supervisor' });
  const team = newId<TeamId>();
  await app.app.house.database.withSystem(async (tx) => {
    await sql`INSERT INTO teams (tenant_id, id, name) VALUES (${tenant.id}, ${team}, 'Team')`.execute(tx);
    await sql`INSERT INTO team_members (tenant_id, team_id, user_id, supervises)
      SELECT ${tenant.id}, ${team}, id, username = 'sue' FROM users
      WHERE tenant_id = ${tenant.id} AND (username = 'sue' OR id = ANY (${ids.slice(0, 3)}::uuid[]))`.execute(tx);
  });
  const supervisor = app.browser('m3-team');
  await supervisor.signIn('sue', goodPassword);
  assert.deepEqual(await found(supervisor, 'ana'), ['ana1', 'ana2', 'ana3']);
});
