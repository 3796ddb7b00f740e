// Row M3: teams. A supervisor sees and reaches their own only; nobody gives power over people that they do not have themselves.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { goodPassword, type TestApp, testApp } from '../../../test/support/app.ts';
import { codeOf, isSignedIn, rows, signedIn } from '../../../test/support/attack.ts';
import type { Answer, Browser } from '../../../test/support/browser.ts';
import { within } from '../../../test/support/until.ts';
import type { Tenant } from '../../tenants/tenants.ts';

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app?.close());

interface Organization {
  readonly tenant: Tenant;
  readonly admin: Browser;
  /** A new person's id. */
  person(username: string, role?: string): Promise<string>;
  /** A new team's id, with these in it. */
  team(name: string, supervisors: readonly string[], members: readonly string[]): Promise<string>;
}

async function organization(slug: string): Promise<Organization> {
  const tenant = await app.organization(slug);
  const admin = await signedIn(app, tenant, 'admin', 'administrator');
  return {
    tenant,
    admin,
    person: async (username, role = 'agent') => (await app.user(tenant, username, { role })).id,
    async team(name, supervisors, members) {
      const made = await admin.json('POST', '/api/v1/teams', { name });
      assert.equal(made.status, 201, made.text);
      const { id } = made.json<{ id: string }>();
      for (const [users, supervises] of [
        [supervisors, true],
        [members, false],
      ] as const)
        if (users.length > 0) assert.equal((await put(admin, id, users, supervises)).status, 204);
      return id;
    },
  };
}

const put = (browser: Browser, team: string, users: readonly string[], supervises = false): Promise<Answer> =>
  browser.json('PUT', `/api/v1/teams/${team}/members`, { users, supervises });
const take = (browser: Browser, team: string, users: readonly string[]): Promise<Answer> =>
  browser.json('DELETE', `/api/v1/teams/${team}/members`, { users });

async function enter(tenant: Tenant, username: string): Promise<Browser> {
  const browser = app.browser(tenant.slug);
  assert.equal((await browser.signIn(username, goodPassword)).status, 200);
  return browser;
}

function faultOf(answer: Answer): string {
  assert.equal(codeOf(answer), 'invalid_request', answer.text);
  return answer.json<{ violations: { path: string }[] }>().violations[0]?.path ?? '';
}

test('M3 nobody gives power over people that they do not have: not to others, not to themselves', async () => {
  const { tenant, admin, person, team } = await organization('power');
  const lead = {
    key: 'lead',
    name: 'Lead',
    permissions: ['teams:read', 'teams:update', 'team:read', 'team:password:set'],
  };
  const clerk = { ...lead, key: 'clerk', permissions: ['users:read', 'users:update', 'teams:read', 'teams:update'] };
  const mixed = { ...lead, key: 'mixed', permissions: [...clerk.permissions, 'team:password:set'] };
  const guide = { ...lead, key: 'guide', permissions: ['team:password:set'] };
  for (const role of [lead, clerk, mixed, guide])
    assert.equal((await admin.json('POST', '/api/v1/roles', role)).status, 201);
  const [ana, bea, boss, sue] = [
    await person('ana'),
    await person('bea'),
    await person('boss', 'administrator'),
    await person('sue', 'supervisor'),
  ];
  const [lou, cleo, mia] = [await person('lou', 'lead'), await person('cleo', 'clerk'), await person('mia', 'mixed')];
  const louTeam = await team('Lou', [lou], [ana]);
  const sueTeam = await team('Sue', [sue], []);
  const miaTeam = await team('Mia', [mia], [ana]);
  const empty = await team('Empty', [], []);
  const chief = await person('chief');
  await team('Chief', [chief], [bea]);
  const [byLou, byCleo, byMia] = [await enter(tenant, 'lou'), await enter(tenant, 'cleo'), await enter(tenant, 'mia')];
  const attempts: Record<string, [Promise<Answer>, string]> = {
    'a lead takes in whom they do not see': [put(byLou, louTeam, [bea]), '/users/0'],
    'a lead takes in somebody seen and somebody not': [put(byLou, louTeam, [ana, bea]), '/users/1'],
    'a lead supervises a team of others': [put(byLou, sueTeam, [lou], true), 'not_found'],
    'a lead makes a team': [byLou.json('POST', '/api/v1/teams', { name: 'New' }), 'not_permitted'],
    'a clerk supervises': [put(byCleo, sueTeam, [cleo], true), 'not_permitted'],
    'a clerk puts people under a supervisor, who may do more to them': [put(byCleo, sueTeam, [bea]), 'not_permitted'],
    'a clerk makes a supervisor of somebody with powers': [put(byCleo, empty, [sue], true), 'not_permitted'],
    'a clerk moves somebody above them': [put(byCleo, empty, [boss]), 'not_permitted'],
    'a clerk gives a user such a team': [
      byCleo.json('PATCH', `/api/v1/users/${bea}`, { teams: ['Sue'] }),
      'not_permitted',
    ],
    'one with a power over their team puts a stranger under themselves': [put(byMia, miaTeam, [bea]), 'not_permitted'],
    'the same by the user': [byMia.json('PATCH', `/api/v1/users/${bea}`, { teams: ['Mia'] }), 'not_permitted'],
    'one gives the supervisor of others a role with such a power': [
      byMia.json('PATCH', `/api/v1/users/${chief}`, { role: 'guide' }),
      'not_permitted',
    ],
    'one gives oneself another role': [byMia.json('PATCH', `/api/v1/users/${mia}`, { role: 'guide' }), 'not_permitted'],
    'one puts oneself into another team': [byMia.json('PATCH', `/api/v1/users/${mia}`, { teams: [] }), 'not_permitted'],
    'the same by supervising the stranger’s team': [put(byMia, empty, [mia], true), 'not_permitted'],
  };
  for (const [what, [attempt, refusal]] of Object.entries(attempts)) {
    const answer = await attempt;
    const told = refusal.startsWith('/') ? faultOf(answer) : codeOf(answer);
    assert.equal(`${what}: ${told}`, `${what}: ${refusal}`);
  }
  // What is within their power, to show that the attempts failed for the right reason.
  assert.equal((await put(byCleo, empty, [bea])).status, 204, 'nobody supervises it');
  assert.equal((await put(byMia, miaTeam, [ana])).status, 204, 'in reach already');
  assert.equal((await put(byLou, louTeam, [ana], true)).status, 204, 'an agent has no power to use');
  assert.equal((await byMia.json('PATCH', `/api/v1/users/${bea}`, { role: 'guide' })).status, 200, 'supervises nobody');
});

test('M3 a supervisor sees their own teams only; what is not theirs is not there', async () => {
  const { tenant, person, team } = await organization('own');
  const [sue, ana, cy] = [await person('sue', 'supervisor'), await person('ana'), await person('cy')];
  const own = await team('Own', [sue], [ana]);
  const other = await team('Other', [], [cy]);
  const browser = await enter(tenant, 'sue');
  const { items } = (await browser.get('/api/v1/teams')).json<{ items: object[] }>();
  assert.deepEqual(items, [
    { id: own, name: 'Own', schedule: null, members: 2, supervisors: [{ id: sue, username: 'sue', name: 'sue' }] },
  ]);
  assert.equal((await browser.get(`/api/v1/teams/${own}/members`)).json<{ items: [] }>().items.length, 2);
  for (const path of [`/api/v1/teams/${other}`, `/api/v1/teams/${other}/members`])
    assert.equal(codeOf(await browser.get(path)), 'not_found');
  for (const attempt of [
    browser.json('PATCH', `/api/v1/teams/${own}`, { name: 'Mine' }),
    put(browser, own, [cy]),
    take(browser, own, [ana]),
    browser.send('DELETE', `/api/v1/teams/${own}`, null),
  ])
    assert.equal(codeOf(await attempt), 'not_permitted');
  const agent = await enter(tenant, 'ana');
  assert.equal(codeOf(await agent.get('/api/v1/teams')), 'not_permitted');
});

test('M3 coming and going is felt within a second, and whoever it puts outside their hours has a minute', async () => {
  const { tenant, admin, person, team } = await organization('felt');
  const [sue, ana] = [await person('sue', 'supervisor'), await person('ana')];
  const id = await team('Morning', [], []);
  const browser = await enter(tenant, 'sue');
  const seen = async () => (await browser.get('/api/v1/users')).json<{ items: { username: string }[] }>().items.length;
  assert.equal(await seen(), 0);
  assert.equal((await put(admin, id, [sue], true)).status, 204);
  assert.equal((await put(admin, id, [ana, ana])).status, 204);
  await within(1_000, async () => (await seen()) === 2);
  const [stamped] = await rows<{ stamped: boolean }>(
    app,
    sql`SELECT bool_and(schedule_changed_at > now() - interval '1 minute') AS stamped FROM users WHERE id = ANY (${[sue, ana]}::uuid[])`,
  );
  assert.equal(stamped?.stamped, true);
  // Put in again, or taken out of where they are not, nobody gets another one.
  const aged = sql`UPDATE users SET schedule_changed_at = 'epoch' WHERE id = ANY (${[sue, ana]}::uuid[])`;
  const anew = () => rows(app, sql`SELECT FROM users WHERE tenant_id = ${tenant.id} AND schedule_changed_at > 'epoch'`);
  await rows(app, aged);
  const other = await team('Evening', [], []);
  assert.equal((await put(admin, id, [ana])).status, 204);
  assert.equal((await take(admin, other, [ana])).status, 204);
  assert.equal((await anew()).length, 0);
  assert.equal((await take(admin, id, [sue])).status, 204);
  await within(1_000, async () => (await seen()) === 0);
  assert.equal(await isSignedIn(browser), true);
});

test('M3 users tell their teams by name and take them by name; who supervises one goes on doing so', async () => {
  const { admin, person, team } = await organization('names');
  const sue = await person('sue', 'supervisor');
  await team('Early', [sue], []);
  await team('Late', [], []);
  const teamsOf = async (id: string) => (await admin.get(`/api/v1/users/${id}`)).json().teams;
  const patch = (teams: unknown) => admin.json('PATCH', `/api/v1/users/${sue}`, { teams });
  assert.deepEqual((await patch(['Late', 'Early', 'Late'])).json().teams, ['Early', 'Late']);
  const supervised = () =>
    rows<{ name: string }>(
      app,
      sql`SELECT t.name FROM team_members m JOIN teams t ON t.id = m.team_id WHERE m.user_id = ${sue} AND m.supervises`,
    );
  assert.deepEqual(await supervised(), [{ name: 'Early' }]);
  assert.equal(faultOf(await patch(['Early', 'Nowhere'])), '/teams/1');
  assert.equal(codeOf(await patch('Early')), 'invalid_request');
  assert.deepEqual(await teamsOf(sue), ['Early', 'Late']);
  assert.deepEqual((await patch([])).json().teams, []);
  const created = await admin.json('POST', '/api/v1/users', { username: 'new', teams: ['Late'] });
  assert.deepEqual(created.json<{ user: { teams: string[] } }>().user.teams, ['Late']);
  assert.equal(
    faultOf(await admin.json('POST', '/api/v1/users', { username: 'new2', teams: ['Nowhere'] })),
    '/teams/0',
  );
  assert.deepEqual(await rows(app, sql`SELECT 1 FROM users WHERE username = 'new2'`), [], 'complete or not at all');
});

test('M3 teams are made, renamed, searched, paged and deleted; each name once', async () => {
  const { admin, person, team } = await organization('crud');
  const ana = await person('ana');
  const id = await team('Bravo', [], [ana]);
  for (const name of ['Alpha', 'Charlie']) await team(name, [], []);
  assert.equal(faultOf(await admin.json('POST', '/api/v1/teams', { name: 'Bravo' })), '/name');
  assert.equal(faultOf(await admin.json('POST', '/api/v1/teams', { name: ' ' })), '/name');
  assert.equal(faultOf(await admin.json('PATCH', `/api/v1/teams/${id}`, { name: 'Alpha' })), '/name');
  for (const schedule of ['none', crypto.randomUUID()])
    assert.equal(faultOf(await admin.json('PATCH', `/api/v1/teams/${id}`, { schedule })), '/schedule');
  const page = (await admin.get('/api/v1/teams?limit=2')).json<{ items: { name: string }[]; next: string }>();
  assert.deepEqual([page.items.map(({ name }) => name), page.next], [['Alpha', 'Bravo'], 'Bravo']);
  const last = (await admin.get('/api/v1/teams?limit=2&cursor=Bravo')).json<{
    items: { name: string }[];
    next: null;
  }>();
  assert.deepEqual([last.items.map(({ name }) => name), last.next], [['Charlie'], null]);
  assert.equal((await admin.get('/api/v1/teams?search=HAR')).json<{ items: [] }>().items.length, 1);
  assert.equal((await admin.json('PATCH', `/api/v1/teams/${id}`, { name: ' Delta ' })).json().name, 'Delta');
  assert.equal((await admin.send('DELETE', `/api/v1/teams/${id}`, null)).status, 204);
  assert.equal(codeOf(await admin.get(`/api/v1/teams/${id}`)), 'not_found');
  assert.deepEqual((await admin.get(`/api/v1/users/${ana}`)).json().teams, []);
  const { items } = (await admin.get('/api/v1/audit')).json<{ items: { action: string; details: object }[] }>();
  const detailsOf = (action: string) => items.find((one) => one.action === action)?.details;
  assert.deepEqual(detailsOf('team.update'), {
    before: { name: 'Bravo', schedule: null },
    after: { name: 'Delta', schedule: null },
  });
  assert.partialDeepStrictEqual(detailsOf('team.delete'), { name: 'Delta', members: 1 });
  assert.partialDeepStrictEqual(detailsOf('team.members.put'), { user: { username: 'ana' } });
});

test('M3 two administrators at once: one change of a team’s revision wins, and names stay unique', async () => {
  const { admin, team } = await organization('race');
  const id = await team('Alpha', [], []);
  const tag = String((await admin.get(`/api/v1/teams/${id}`)).headers.etag);
  const answers = await Promise.all(
    Array.from({ length: 16 }, (_, n) =>
      admin.json('PATCH', `/api/v1/teams/${id}`, { name: `Name ${n}` }, { 'if-match': tag }),
    ),
  );
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, ...Array(15).fill(412)]);
  const made = await Promise.all(
    Array.from({ length: 16 }, () => admin.json('POST', '/api/v1/teams', { name: 'Same' })),
  );
  assert.deepEqual(made.map(({ status }) => status).sort(), [201, ...Array(15).fill(400)]);
});

test('M3 many put into many teams at once: nobody waits for ever for anybody', async () => {
  const { admin, person, team } = await organization('locks');
  const people = await Promise.all(Array.from({ length: 6 }, (_, n) => person(`p${n}`)));
  const teams = await Promise.all(['A', 'B', 'C'].map((name) => team(name, [], [])));
  const answers = await Promise.all(
    Array.from({ length: 24 }, (_, n) => {
      const users = n % 2 ? people : people.toReversed();
      const id = teams[n % teams.length] ?? '';
      return n % 3 === 2 ? take(admin, id, users) : put(admin, id, users);
    }),
  );
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([204]));
});
