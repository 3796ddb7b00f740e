// Row M8: "why can't Ana sign in?" says what the sign-in itself says, whatever stands in the way, and names what mends it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { goodPassword, type TestApp, testApp } from '../../test/support/app.ts';
import { codeOf, guess, rows, signedIn } from '../../test/support/attack.ts';
import type { Browser } from '../../test/support/browser.ts';
import { agents, enterWithTab } from '../../test/support/places.ts';
import { setSeats } from '../../test/support/seats.ts';
import type { SettingsPatch } from '../tenants/setting-shapes.ts';
import type { Tenant } from '../tenants/tenants.ts';
import type { NewUser } from '../users/users.ts';
import type { Diagnosis } from './diagnosis.ts';

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app?.close());

interface World {
  readonly tenant: Tenant;
  readonly admin: Browser;
  readonly ana: string;
}

interface Case {
  readonly name: string;
  readonly settings?: SettingsPatch;
  readonly person?: Partial<NewUser>;
  /** What puts something in her way. */
  readonly arrange?: (world: World) => Promise<unknown>;
  /** The rule that is not fine, with its state and what mends it; null: all are. */
  readonly expected: { readonly rule: string; readonly state: string; readonly acts?: readonly string[] } | null;
}

async function act(admin: Browser, method: string, path: string, body: unknown, status: number): Promise<void> {
  const answer = await admin.json(method, `/api/v1${path}`, body);
  assert.equal(answer.status, status, answer.text);
}

async function check(browser: Browser, id: string): Promise<Diagnosis> {
  const answer = await browser.get(`/api/v1/users/${id}/sign-in-check`);
  assert.equal(answer.status, 200, answer.text);
  return answer.json<Diagnosis>();
}

async function closedSchedule({ admin, ana }: World): Promise<void> {
  const never = { name: 'Never', windows: [], exceptions: [] };
  const made = await admin.json('POST', '/api/v1/schedules', never);
  await act(admin, 'PATCH', `/users/${ana}`, { schedule: made.json<{ id: string }>().id }, 200);
}

/** The role of an agent, but that it asks for a station; Ana's is 4010. */
async function station({ tenant, admin, ana }: World): Promise<void> {
  await rows(app, sql`UPDATE roles SET station_required = true WHERE tenant_id = ${tenant.id} AND key = 'agent'`);
  await act(admin, 'PUT', '/stations/4010', { userId: ana }, 204);
}

const cases: readonly Case[] = [
  { name: 'nothing is in her way', expected: null },
  {
    name: 'too many wrong passwords',
    arrange: ({ tenant }) => guess(app.browser(tenant.slug), 'ana', 5),
    expected: { rule: 'lock', state: 'refuses', acts: ['unlock'] },
  },
  {
    name: 'disabled',
    arrange: ({ admin, ana }) => act(admin, 'POST', `/users/${ana}/disable`, {}, 204),
    expected: { rule: 'account', state: 'refuses', acts: ['enable'] },
  },
  {
    name: 'inactive',
    arrange: ({ admin, ana }) => act(admin, 'PATCH', `/users/${ana}`, { status: 'inactive' }, 200),
    expected: { rule: 'activity', state: 'refuses', acts: ['activate'] },
  },
  {
    name: 'outside her hours',
    arrange: closedSchedule,
    expected: { rule: 'hours', state: 'refuses', acts: ['overtime'] },
  },
  {
    name: 'a temporary password to be changed',
    person: { temporary: true },
    expected: { rule: 'password', state: 'asks' },
  },
  {
    name: 'a temporary password that expired',
    person: { temporary: true },
    arrange: ({ tenant }) =>
      rows(
        app,
        sql`UPDATE passwords SET expires_at = now() - interval '1 hour' WHERE tenant_id = ${tenant.id} AND temporary`,
      ),
    expected: { rule: 'password', state: 'refuses', acts: ['set_password'] },
  },
  {
    name: 'no password at all',
    arrange: ({ tenant, ana }) =>
      rows(app, sql`DELETE FROM passwords WHERE tenant_id = ${tenant.id} AND user_id = ${ana}`),
    expected: { rule: 'password', state: 'refuses', acts: ['set_password'] },
  },
  {
    name: 'a code by mail, and an address for it',
    settings: { secondFactor: { required: ['agent'], methods: ['email_code'] } },
    person: { email: 'ana@example.test' },
    expected: { rule: 'second_factor', state: 'asks' },
  },
  {
    name: 'a code by mail, and no address',
    settings: { secondFactor: { required: ['agent'], methods: ['email_code'] } },
    expected: { rule: 'second_factor', state: 'refuses', acts: ['assign_email'] },
  },
  {
    name: 'a factor to be set up on the way',
    settings: { secondFactor: { required: ['agent'], methods: ['totp'] } },
    expected: { rule: 'second_factor', state: 'asks' },
  },
  {
    name: 'another browser in use',
    settings: { connections: { browsers: 1 } },
    arrange: ({ tenant }) => enterWithTab(app, tenant, 'ana', app.browser(tenant.slug, agents.firefox)),
    expected: { rule: 'browsers', state: 'asks', acts: ['sign_out'] },
  },
  { name: 'a station to be given', arrange: station, expected: { rule: 'station', state: 'asks' } },
  {
    name: 'no seat left',
    settings: { seats: { reservedForAdministrators: 0 } },
    arrange: ({ tenant }) => setSeats(app, tenant, 1),
    expected: { rule: 'seat', state: 'refuses', acts: ['free_seat'] },
  },
];

async function worldOf({ settings = {}, person = {} }: Case, number: number): Promise<World> {
  const tenant = await app.organization(`why${number}`, settings);
  const admin = await signedIn(app, tenant, 'admin', 'administrator');
  const { id: ana } = await app.user(tenant, 'ana', { firstName: 'Ana', lastName: 'Sousa', ...person });
  return { tenant, admin, ana };
}

cases.forEach((one, number) => {
  test(`M8 the check says what the sign-in says: ${one.name}`, async () => {
    const world = await worldOf(one, number);
    await one.arrange?.(world);
    const found = await check(world.admin, world.ana);
    const odd = found.rules.filter(({ state }) => state !== 'fine');
    assert.deepEqual(
      odd.map(({ rule, state, remedies }) => ({ rule, state, acts: remedies.map((remedy) => remedy.act) })),
      one.expected === null ? [] : [{ acts: [], ...one.expected }],
    );
    assert.ok(odd.every(({ remedies }) => remedies.every(({ permitted }) => permitted)));
    // Twice, as looking must change nothing; then the truth.
    assert.equal((await check(world.admin, world.ana)).refusal, found.refusal);
    const answer = await app.browser(world.tenant.slug, agents.chrome).signIn('ana', goodPassword);
    if (found.refusal !== null && found.asks.length === 0) assert.equal(codeOf(answer), found.refusal, answer.text);
    else assert.equal(answer.json().next, found.asks[0] ?? 'done', answer.text);
  });
});

test('M8 the last ten attempts are told, the newest first, with why they were refused', async () => {
  const { tenant, admin, ana } = await worldOf({ name: '', expected: null }, 101);
  const browser = app.browser(tenant.slug);
  await guess(browser, 'ana', 3);
  assert.equal((await browser.signIn('ana', goodPassword)).status, 200);
  await guess(app.browser(tenant.slug), 'ana', 7, 'other');
  const { attempts } = await check(admin, ana);
  assert.deepEqual(
    attempts.map(({ outcome, reason }) => (outcome === 'done' ? 'in' : reason)),
    [
      ...Array.from({ length: 2 }, () => 'too_many_attempts'),
      ...Array.from({ length: 5 }, () => 'incorrect_credentials'),
      'in',
      ...Array.from({ length: 2 }, () => 'incorrect_credentials'),
    ],
  );
  assert.ok(attempts.every(({ address, at }) => address !== null && !Number.isNaN(Date.parse(at))));
});

test('M8 M3 a supervisor may ask about their teams, an agent about nobody, and nobody about another organisation', async () => {
  const { tenant, admin, ana } = await worldOf({ name: '', expected: null }, 102);
  const supervisor = await signedIn(app, tenant, 'sam', 'supervisor');
  const sam = (await admin.get('/api/v1/users?search=sam')).json<{ items: { id: string }[] }>().items[0]?.id ?? '';
  const agent = await signedIn(app, tenant, 'ben', 'agent');
  const path = `/api/v1/users/${ana}/sign-in-check`;
  assert.equal((await agent.get(path)).status, 403);
  assert.equal((await supervisor.get(path)).status, 404, 'not of their teams');
  const team = (await admin.json('POST', '/api/v1/teams', { name: 'Day' })).json<{ id: string }>();
  await act(admin, 'PUT', `/teams/${team.id}/members`, { users: [sam], supervises: true }, 204);
  await act(admin, 'PUT', `/teams/${team.id}/members`, { users: [ana], supervises: false }, 204);
  await act(admin, 'POST', `/users/${ana}/disable`, {}, 204);
  const anew = app.browser(tenant.slug);
  await anew.signIn('sam', goodPassword);
  const { rules } = await check(anew, ana);
  const account = rules.find(({ rule }) => rule === 'account');
  assert.deepEqual(account?.remedies, [{ act: 'enable', permitted: false }], 'supervisors enable nobody');
  const elsewhere = await worldOf({ name: '', expected: null }, 103);
  assert.equal((await elsewhere.admin.get(path)).status, 404);
});
