// Rows S8.2 and L1: a person's second browser. One that is in use is asked about, one that is not makes room, this one is replaced.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { goodPassword, type TestApp, testApp } from '../../../test/support/app.ts';
import { assertEnds, codeOf, isSignedIn, rows } from '../../../test/support/attack.ts';
import type { Answer, Browser } from '../../../test/support/browser.ts';
import { mailedCode } from '../../../test/support/mailed-code.ts';
import { agents, enterBy, enterWithTab, sessionsOf, step } from '../../../test/support/places.ts';
import { counted, houseOf, tabGone, tabOf, within } from '../../../test/support/seats.ts';
import { chooseEmailCode } from '../../factors/factors.ts';
import type { UserId } from '../../kernel/ids.ts';
import type { Tenant } from '../../tenants/tenants.ts';

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app?.close());

interface Connections {
  readonly next: string;
  readonly flow: string;
  readonly connections: { id: string; browser: string; address: string; since: string; tabs: number }[];
}

/** An organisation where a person may use one browser, as by default; Ana and Bo. */
async function house(slug: string, more: { browsers?: number; native?: number; seats?: number } = {}): Promise<Tenant> {
  const { browsers = 1, native = 3, seats = 10 } = more;
  const tenant = await houseOf(app, slug, seats, { connections: { browsers }, native: { limit: native } });
  await app.user(tenant, 'ana');
  await app.user(tenant, 'bo');
  return tenant;
}

const firefox = (tenant: Tenant): Browser => app.browser(tenant.slug, agents.firefox);
const chrome = (tenant: Tenant): Browser => app.browser(tenant.slug, agents.chrome);

async function asked(browser: Browser, more: object = {}): Promise<Connections> {
  const answer = await browser.signIn('ana', goodPassword, more as Record<string, unknown>);
  assert.equal(answer.status, 200, answer.text);
  const body = answer.json<Connections>();
  assert.equal(body.next, 'connections');
  return body;
}

/** The sessions that an answer lists. */
function connectionsOf(answer: Answer): Connections['connections'] {
  return answer.json<Partial<Connections>>().connections ?? [];
}

test('L1 S8.2 a browser in use elsewhere is listed, and logged out there on request; session, seat and station move over', async () => {
  const tenant = await house('second');
  const first = firefox(tenant);
  const old = await enterWithTab(app, tenant, 'ana', first);
  await tabOf(app, tenant, old);
  const second = chrome(tenant);
  const { flow, connections } = await asked(second);
  assert.deepEqual(
    connections.map(({ since, ...one }) => ({ ...one, since: !Number.isNaN(Date.parse(since)) })),
    [{ id: old, browser: 'Firefox on Windows', address: '127.0.0.1', tabs: 2, since: true }],
  );
  assert.equal(await isSignedIn(first), true, 'nothing has happened yet');
  const done = await step(second, flow, { endSession: old });
  assert.equal(done.json().next, 'done', done.text);
  await assertEnds(first);
  assert.equal(await isSignedIn(second), true);
  const [ended, opened] = await sessionsOf(app, tenant, 'ana');
  assert.deepEqual([ended?.end_reason, ended?.replaced_in], ['replaced', 'Chrome on Android']);
  assert.equal(opened?.live, true);
  assert.equal((await counted(app, tenant)).seats, 1);
  const audit = await rows(
    app,
    sql`SELECT 1 FROM audit_events WHERE action = 'session.end' AND reason = 'replaced' AND target_id = ${old}`,
  );
  assert.equal(audit.length, 1);
});

test('L1 a browser that nobody has open makes room without a word, and says where its session went', async () => {
  const tenant = await house('takes-over');
  const first = firefox(tenant);
  await enterBy('ana', first);
  const seatBefore = await rows(app, sql`SELECT claimed_at FROM seats WHERE tenant_id = ${tenant.id}`);
  const second = chrome(tenant);
  await enterBy('ana', second);
  await assertEnds(first);
  const [ended] = await sessionsOf(app, tenant, 'ana');
  assert.deepEqual([ended?.live, ended?.end_reason, ended?.replaced_in], [false, 'replaced', 'Chrome on Android']);
  assert.deepEqual(await rows(app, sql`SELECT claimed_at FROM seats WHERE tenant_id = ${tenant.id}`), seatBefore);
});

test('L1 a reload keeps a browser in use for ten seconds after its last tab went, no longer', async () => {
  const tenant = await house('reload');
  const first = firefox(tenant);
  const old = await enterWithTab(app, tenant, 'ana', first);
  await tabGone(app, tenant, old);
  const { connections } = await asked(chrome(tenant));
  assert.equal(connections[0]?.tabs, 0);
  await rows(app, sql`UPDATE sessions SET disconnected_at = now() - interval '11 seconds' WHERE id = ${old}`);
  await enterBy('ana', chrome(tenant));
  await assertEnds(first);
});

test('L1 signing in again in the same browser replaces its own session, tabs or not, without asking', async () => {
  const tenant = await house('again');
  const browser = firefox(tenant);
  const old = await enterWithTab(app, tenant, 'ana', browser);
  const copy = browser.copy();
  await enterBy('ana', browser);
  await assertEnds(copy);
  // Its session is forgotten, its cookie of the browser is not: still the same browser.
  browser.cookies.delete('usher_session');
  await enterBy('ana', browser);
  const ended = await sessionsOf(app, tenant, 'ana');
  assert.deepEqual(
    ended.map(({ live }) => live),
    [false, false, true],
  );
  assert.equal(ended[0]?.id, old);
});

test('L1 S6 B’s success in A’s browser ends A’s session and frees A’s seat for B, even in a full house', async () => {
  const tenant = await house('handover', { seats: 1 });
  const browser = firefox(tenant);
  await enterWithTab(app, tenant, 'ana', browser);
  const copy = browser.copy();
  await enterBy('bo', browser);
  await assertEnds(copy);
  assert.equal((await sessionsOf(app, tenant, 'ana'))[0]?.end_reason, 'other_user');
  const holders = await rows<{ username: string }>(
    app,
    sql`SELECT u.username FROM seats s JOIN users u ON u.id = s.user_id WHERE s.tenant_id = ${tenant.id}`,
  );
  assert.deepEqual(holders, [{ username: 'bo' }]);
});

test('L1 L2 B’s refusal in A’s browser leaves A’s session and seat alone', async () => {
  const tenant = await house('no-handover', { seats: 1, browsers: 2 });
  const browser = firefox(tenant);
  await enterWithTab(app, tenant, 'ana', browser);
  const elsewhere = chrome(tenant);
  // Ana sits at two desks: her seat stays with the other one.
  await enterWithTab(app, tenant, 'ana', elsewhere);
  const answer = await browser.signIn('bo', goodPassword);
  assert.equal(codeOf(answer), 'user_limit_reached', answer.text);
  assert.equal(await isSignedIn(browser), true);
  const lives = (await sessionsOf(app, tenant, 'ana')).filter(({ live }) => live);
  assert.equal(lives.length, 2);
});

test('L1 with two browsers allowed the third is asked about both in use, and idle ones leave oldest first', async () => {
  const tenant = await house('two', { browsers: 2 });
  const [one, two, three, four] = [firefox(tenant), chrome(tenant), firefox(tenant), chrome(tenant)];
  const first = await enterBy('ana', one);
  const second = await enterBy('ana', two);
  await tabOf(app, tenant, second);
  await enterWithTab(app, tenant, 'ana', three);
  const live = async (): Promise<boolean[]> => (await sessionsOf(app, tenant, 'ana')).map((one) => one.live);
  assert.deepEqual(await live(), [false, true, true]);
  assert.equal((await sessionsOf(app, tenant, 'ana'))[0]?.id, first);
  const { flow, connections } = await asked(four);
  assert.equal(connections.length, 2);
  assert.equal((await step(four, flow, { endSession: second })).json().next, 'done');
  assert.deepEqual(await live(), [false, false, true, true]);
});

test('L1 S10 native clients count by themselves, against their own limit', async () => {
  const tenant = await house('native', { native: 2 });
  const browser = firefox(tenant);
  await enterWithTab(app, tenant, 'ana', browser);
  const phones = [app.browser(tenant.slug), app.browser(tenant.slug), app.browser(tenant.slug)];
  for (const phone of phones.slice(0, 2)) {
    assert.equal((await phone.signIn('ana', goodPassword, { client: 'native' })).json().next, 'done');
    const { id } = (await phone.get('/api/v1/session')).json<{ session: { id: never } }>().session;
    await tabOf(app, tenant, id);
  }
  const third = phones[2];
  assert.ok(third);
  const { flow, connections } = await asked(third, { client: 'native' });
  assert.equal(connections.length, 2);
  assert.equal((await step(third, flow, { endSession: connections[0]?.id })).json().next, 'done');
  assert.equal(await isSignedIn(browser), true);
});

test('S8.2 a client that does not follow the flow is told 409 already_signed_in, and nothing has changed', async () => {
  const tenant = await house('unfollowing');
  const first = firefox(tenant);
  await enterWithTab(app, tenant, 'ana', first);
  const second = chrome(tenant);
  const answer = await second.signIn('ana', goodPassword, { follow: false });
  assert.deepEqual([answer.status, codeOf(answer)], [409, 'already_signed_in']);
  // As the step would list them.
  assert.deepEqual(connectionsOf(answer), (await asked(chrome(tenant))).connections);
  assert.deepEqual(Object.keys(connectionsOf(answer)[0] ?? {}), ['id', 'browser', 'address', 'since', 'tabs']);
  assert.equal(await isSignedIn(second), false);
  assert.equal(await isSignedIn(first), true);
  const refusals = await rows(
    app,
    sql`SELECT 1 FROM audit_events WHERE tenant_id = ${tenant.id} AND outcome = 'refused' AND reason = 'already_signed_in'`,
  );
  assert.equal(refusals.length, 1);
  assert.deepEqual(await rows(app, sql`SELECT 1 FROM attempt_buckets WHERE tenant_id = ${tenant.id}`), []);
  // With nobody there, it just gets in.
  await first.json('DELETE', '/api/v1/session');
  assert.equal((await second.signIn('ana', goodPassword, { follow: false })).json().next, 'done');
});

test('S8.2 it is told only after all factors: whoever has the password alone learns nothing of other browsers', async () => {
  const tenant = await house('after-factors');
  const { id } = await app.user(tenant, 'carla', { email: 'carla@after-factors.example' });
  // The id of a user just made is one.
  await within(app, tenant, (tx) => chooseEmailCode(tx, tenant.id, id as UserId, true));
  const first = firefox(tenant);
  const flow = (await first.signIn('carla', goodPassword)).json().flow;
  await step(first, flow, { code: await mailedCode(app, 'carla@after-factors.example', 1) });
  const { id: old } = (await first.get('/api/v1/session')).json<{ session: { id: never } }>().session;
  await tabOf(app, tenant, old);
  for (const follow of [true, false]) {
    const second = chrome(tenant);
    const answer = await second.signIn('carla', goodPassword, { follow });
    assert.equal(answer.json().next, 'code');
    assert.doesNotMatch(answer.text, /connections|Firefox/);
    const code = await mailedCode(app, 'carla@after-factors.example', follow ? 2 : 3);
    const after = await step(second, answer.json().flow, { code });
    if (follow) assert.equal(after.json().next, 'connections');
    else {
      assert.deepEqual([after.status, codeOf(after)], [409, 'already_signed_in']);
      assert.deepEqual(
        connectionsOf(after).map(({ id }) => id),
        [old],
      );
    }
    // The code is used up; what is left is asked again without it.
    if (!follow) assert.equal(codeOf(await step(second, answer.json().flow, { code })), 'flow_step_invalid');
  }
});

test('S8.2 V8 nobody logs out anybody else, another kind of session, or anything before the factors', async () => {
  const tenant = await house('not-yours');
  const bo = firefox(tenant);
  const ofBo = await enterWithTab(app, tenant, 'bo', bo);
  const phone = app.browser(tenant.slug);
  await phone.signIn('ana', goodPassword, { client: 'native' });
  const { id: ofPhone } = (await phone.get('/api/v1/session')).json<{ session: { id: string } }>().session;
  const first = firefox(tenant);
  await enterWithTab(app, tenant, 'ana', first);
  const second = chrome(tenant);
  const { flow } = await asked(second);
  for (const endSession of [ofBo, ofPhone, crypto.randomUUID()]) {
    const answer = await step(second, flow, { endSession });
    assert.equal(answer.json().next, 'connections', endSession);
  }
  assert.equal(codeOf(await step(second, flow, { endSession: 'nonsense' })), 'not_found');
  for (const browser of [bo, phone, first]) assert.equal(await isSignedIn(browser), true);
  await app.user(tenant, 'tess', { temporary: true });
  const temporary = chrome(tenant);
  const early = (await temporary.signIn('tess', goodPassword)).json().flow;
  assert.equal(codeOf(await step(temporary, early, { endSession: ofBo })), 'flow_step_invalid');
});

test('S8.2 where the other browser has gone meanwhile, whatever is pressed goes on', async () => {
  const tenant = await house('gone');
  const first = firefox(tenant);
  const old = await enterWithTab(app, tenant, 'ana', first);
  const [second, third] = [chrome(tenant), chrome(tenant)];
  const flows = [await asked(second), await asked(third)];
  await first.json('DELETE', '/api/v1/session');
  assert.equal((await step(second, flows[0]?.flow, { endSession: old })).json().next, 'done');
  await tabOf(app, tenant, (await second.get('/api/v1/session')).json<{ session: { id: never } }>().session.id);
  assert.equal((await step(third, flows[1]?.flow, { endSession: old })).json().next, 'connections');
});
