// Seats as people meet them: at the sign-in page and its JSON, and through what administrators and operators do meanwhile.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { goodPassword, type TestApp, testApp } from '../../test/support/app.ts';
import { codeOf, isSignedIn, rows, signInByPage } from '../../test/support/attack.ts';
import type { Browser } from '../../test/support/browser.ts';
import { assertExact, houseOf } from '../../test/support/seats.ts';
import type { Tenant } from '../tenants/tenants.ts';

let app: TestApp;
let olga: Browser;
before(async () => {
  app = await testApp();
  await app.operator('olga');
  olga = app.browser();
  assert.equal((await olga.signIn('olga', goodPassword)).status, 200, 'operators need no seat');
});
after(() => app?.close());

/** An organisation with so many seats and these agents, of whom each has a browser. */
async function agentsOf(
  slug: string,
  seats: number,
  names: readonly string[],
): Promise<{ tenant: Tenant; at: (name: string) => Browser; id: (name: string) => string }> {
  const tenant = await houseOf(app, slug, seats);
  const people = new Map<string, { browser: Browser; id: string }>();
  for (const name of names) people.set(name, { browser: app.browser(slug), id: (await app.user(tenant, name)).id });
  const of = (name: string) => {
    const person = people.get(name);
    assert.ok(person);
    return person;
  };
  return { tenant, at: (name) => of(name).browser, id: (name) => of(name).id };
}

const enters = async (browser: Browser, name: string): Promise<string> => {
  const answer = await browser.signIn(name, goodPassword);
  return answer.status === 200 ? String(answer.json().next) : `${answer.status} ${codeOf(answer)}`;
};
const full = '409 user_limit_reached';

test('S8.6 L2 the one too many reads User limit reached, in JSON and on the page; it is audited and counted', async () => {
  const { tenant, at } = await agentsOf('too-many', 1, ['ana', 'bea', 'cy']);
  assert.equal(await enters(at('ana'), 'ana'), 'done');
  assert.equal(await enters(at('bea'), 'bea'), full);
  const page = await signInByPage(at('cy'), 'cy', goodPassword);
  assert.equal(page.status, 409);
  assert.match(page.text, /User limit reached/);
  assert.equal(await isSignedIn(at('bea')), false);
  assert.equal(await isSignedIn(at('cy')), false);
  const refusals = await rows(
    app,
    sql`SELECT target_name AS name FROM audit_events WHERE tenant_id = ${tenant.id} AND outcome = 'refused' AND reason = 'user_limit_reached' ORDER BY id`,
  );
  assert.deepEqual(refusals, [{ name: 'bea' }, { name: 'cy' }]);
  const { body } = await app.app.house.telemetry.expose();
  assert.match(body, /usher_refusals_total\{code="user_limit_reached"\} [1-9]/);
  assert.match(body, /usher_sign_ins_total\{outcome="user_limit_reached"\} 2/);
  await assertExact(app, tenant, 1);
});

test('S8.6 a wrong password is told as such in a full house too', async () => {
  const { at } = await agentsOf('wrong', 0, ['ana']);
  assert.equal(codeOf(await at('ana').signIn('ana', 'wrong')), 'incorrect_credentials');
});

test('L2 free at log-out, and the next one gets in at once', async () => {
  const { at } = await agentsOf('next', 1, ['ana', 'bea']);
  assert.equal(await enters(at('ana'), 'ana'), 'done');
  assert.equal((await at('ana').json('DELETE', '/api/v1/session')).status, 204);
  assert.equal(await enters(at('bea'), 'bea'), 'done');
});

test('L2 S8.3 P7 free with whatever puts somebody out: disabled, another password, signed out by an administrator', async () => {
  const { tenant, at, id } = await agentsOf('put-out', 2, ['ana', 'bea']);
  await app.user(tenant, 'admin', { role: 'administrator' });
  const admin = app.browser(tenant.slug);
  assert.equal(await enters(admin, 'admin'), 'done');
  const acts = [
    () =>
      admin.json('PUT', `/api/v1/users/${id('ana')}/password`, {
        password: 'amber kettle 58 forest',
        temporary: false,
      }),
    () => admin.json('POST', `/api/v1/users/${id('ana')}/sign-out`, {}),
    () => admin.json('POST', `/api/v1/users/${id('ana')}/disable`, {}),
  ];
  let password = goodPassword;
  for (const act of acts) {
    assert.equal((await at('ana').signIn('ana', password)).status, 200);
    assert.equal(await enters(at('bea'), 'bea'), full);
    assert.ok((await act()).status < 300);
    password = 'amber kettle 58 forest';
    await assertExact(app, tenant, 1);
    assert.equal(await enters(at('bea'), 'bea'), 'done');
    assert.equal((await at('bea').json('DELETE', '/api/v1/session')).status, 204);
  }
});

test('L2 in a full house: again in the same browser, beside a native client, and somebody else in that browser', async () => {
  const { tenant, at } = await agentsOf('same', 1, ['ana', 'bea']);
  assert.equal(await enters(at('ana'), 'ana'), 'done');
  assert.equal(await enters(at('ana'), 'ana'), 'done');
  assert.equal((await app.browser(tenant.slug).signIn('ana', goodPassword, { client: 'native' })).status, 200);
  await assertExact(app, tenant, 1);
  assert.equal((await at('ana').json('DELETE', '/api/v1/sessions')).status, 204);
  assert.equal(await enters(at('ana'), 'ana'), 'done');
  assert.equal(await enters(at('ana').copy(), 'bea'), 'done', 'the seat of whom bea took the browser over from');
  await assertExact(app, tenant, 1);
});

test('L2 O1 operators change how many seats there are: fewer than in use throws nobody out, more lets the next one in', async () => {
  const { tenant, at } = await agentsOf('changed', 2, ['ana', 'bea', 'cy']);
  const seats = async (count: number) =>
    assert.equal((await olga.json('PATCH', `/api/v1/organizations/${tenant.slug}`, { seats: count })).status, 200);
  for (const name of ['ana', 'bea']) assert.equal(await enters(at(name), name), 'done');
  await seats(1);
  assert.equal(await isSignedIn(at('ana')), true);
  assert.equal(await isSignedIn(at('bea')), true);
  assert.equal(await enters(at('cy'), 'cy'), full);
  assert.equal((await at('ana').json('DELETE', '/api/v1/session')).status, 204);
  assert.equal(await enters(at('cy'), 'cy'), full, 'one of one is taken');
  await seats(2);
  assert.equal(await enters(at('cy'), 'cy'), 'done');
});
