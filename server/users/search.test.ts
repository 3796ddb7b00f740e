// Row M3: the search among users.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { goodPassword, type TestApp, testApp } from '../../test/support/app.ts';
import { codeOf, signedIn } from '../../test/support/attack.ts';
import type { Browser } from '../../test/support/browser.ts';
import { newId, type TeamId } from '../kernel/ids.ts';
import type { Tenant } from '../tenants/tenants.ts';

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app.close());

async function administrator(slug: string): Promise<{ tenant: Tenant; admin: Browser }> {
  const tenant = await app.organization(slug, { officeNetworks: ['127.0.0.0/8'] });
  return { tenant, admin: await signedIn(app, tenant, 'admin', 'administrator') };
}

async function found(browser: Browser, search: string): Promise<string[]> {
  const usernames: string[] = [];
  let cursor: string | null = null;
  do {
    const page: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const answer = await browser.get(`/api/v1/users?limit=2&search=${encodeURIComponent(search)}${page}`);
    assert.equal(answer.status, 200, answer.text);
    const { items, next } = answer.json<{ items: { username: string }[]; next: string | null }>();
    usernames.push(...items.map(({ username }) => username));
    cursor = next;
  } while (cursor !== null);
  return usernames;
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
