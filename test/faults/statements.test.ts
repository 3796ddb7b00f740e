// An exception at the n-th SQL statement of an act, for n = 1, 2, 3 … until the act runs untouched. Each failure must leave
// everything or nothing, tell the person plainly, and the next try must work.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { chooseEmailCode } from '../../server/factors/factors.ts';
import type { UserId } from '../../server/kernel/ids.ts';
import type { Tenant } from '../../server/tenants/tenants.ts';
import { goodPassword, type TestApp, testApp } from '../support/app.ts';
import type { Answer, Browser } from '../support/browser.ts';
import { until } from '../support/until.ts';

let app: TestApp;
let tenant: Tenant;
/** Statements until the fault; 0 = none. */
let countdown = 0;
let fired = false;
let fault: () => Error = () => new Error('out of luck in SELECT secret');

before(async () => {
  app = await testApp({
    onStatement: () => {
      if (countdown === 0) return;
      countdown -= 1;
      if (countdown > 0) return;
      fired = true;
      throw fault();
    },
  });
  // So many failures from one address would be limited, which is not what this is about.
  tenant = await app.organization('north', { officeNetworks: ['127.0.0.1'] });
  await app.user(tenant, 'nadia', { role: 'administrator' });
});
after(() => app?.close());

async function count(condition: string): Promise<number> {
  const { rows } = await app.app.house.database.withSystem((tx) =>
    sql<{ count: number }>`SELECT count(*)::integer AS count FROM ${sql.raw(condition)}`.execute(tx),
  );
  return rows[0]?.count ?? -1;
}

const liveSessions = (user: string): Promise<number> =>
  count(`sessions WHERE user_id = '${user}' AND ended_at IS NULL`);
const unrecorded = (): Promise<number> =>
  count(
    `sessions AS s WHERE NOT EXISTS (SELECT FROM audit_events AS a WHERE a.target_id = s.id AND a.action = 'session.start')`,
  );

function assertPlainFault(answer: Answer, what: string): void {
  assert.ok(answer.status === 500 || answer.status === 503, `${what}: ${answer.status}`);
  assert.match(answer.text, /[0-9a-f]{8}-[0-9a-f]{4}-/, `${what}: no reference`);
  assert.doesNotMatch(answer.text, /luck|secret|\n\s+at /i, what);
  if (answer.status === 503) assert.match(String(answer.headers['retry-after']), /^\d+$/, what);
}

interface Act {
  /** Everything the act needs, made afresh for each n. */
  prepare(n: number): Promise<void>;
  perform(): Promise<Answer>;
  done(answer: Answer): boolean;
  /** What must hold after a failure at statement n. */
  afterFault(answer: Answer, what: string): Promise<void>;
}

/** @returns how many statements the act has */
async function breakEach(act: Act): Promise<number> {
  for (let n = 1; n <= 200; n += 1) {
    await act.prepare(n);
    fired = false;
    countdown = n;
    const answer = await act.perform();
    countdown = 0;
    if (!fired) {
      assert.ok(act.done(answer), `untouched, but ${answer.status}: ${answer.text}`);
      return n - 1;
    }
    // A fault in what happens beside the act (a note of use, a better hash) may leave the act whole.
    if (!act.done(answer)) assertPlainFault(answer, `statement ${n}`);
    await act.afterFault(answer, `statement ${n}`);
    assert.equal(await unrecorded(), 0, `statement ${n}: a session without its entry in the audit log`);
    assert.equal((await app.browser('north').get('/sign-in')).status, 200);
  }
  throw new Error('The act never ran untouched.');
}

interface Visitor {
  readonly browser: Browser;
  readonly user: { readonly id: string; readonly username: string };
  readonly formToken: string;
}

async function signInAct(name: string, begin: (visitor: Visitor) => Promise<Answer>): Promise<number> {
  let visitor: Visitor;
  return breakEach({
    async prepare(n) {
      const browser = app.browser('north');
      const page = await browser.page('/sign-in');
      const formToken = /name="formToken" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
      visitor = { browser, user: await app.user(tenant, `${name}${n}`), formToken };
    },
    perform: () => begin(visitor),
    done: (answer) => answer.status === 200 || answer.status === 303,
    async afterFault(answer, what) {
      const { browser, user } = visitor;
      if (answer.status < 400) return;
      assert.equal(browser.cookies.has('usher_session'), false, `${what}: a session cookie`);
      assert.equal(await liveSessions(user.id), 0, `${what}: a live session`);
      const again = await begin(visitor);
      assert.ok(again.status < 400, `${what}: the next try gets ${again.status}`);
    },
  });
}

test('S8.8 a sign-in (JSON) broken at any statement leaves no session, and the next one works', async () => {
  const statements = await signInAct('agent', ({ browser, user }) => browser.signIn(user.username, goodPassword));
  assert.ok(statements >= 2, `only ${statements} statements were broken`);
});

test('S8.8 a sign-in on the page does so too, told on a page', async () => {
  const statements = await signInAct('visitor', ({ browser, user, formToken }) => {
    const body = new URLSearchParams({ formToken, identifier: user.username, password: goodPassword });
    const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' };
    return browser.send('POST', '/sign-in', body.toString(), headers);
  });
  assert.ok(statements >= 2, `only ${statements} statements were broken`);
});

test('F4 a recovery code given in a sign-in broken at any statement opens no session, and works in the next try', async () => {
  const { database, factors } = app.app.house;
  let visitor: Visitor;
  let code = '';
  const give = ({ browser }: Visitor): Promise<Answer> => {
    const flow = browser.cookies.get('usher_flow')?.split('.')[0] ?? '';
    return browser.json('POST', `/api/v1/sign-in/${flow}`, { code, method: 'recovery_code' });
  };
  const statements = await breakEach({
    async prepare(n) {
      const browser = app.browser('north');
      const user = await app.user(tenant, `lost${n}`);
      const owner = { tenant: tenant.id, user: user.id as UserId }; // the id of a user just made
      [code = ''] = await database.withTenant(tenant.id, (tx) => factors.replaceRecoveryCodes(tx, owner));
      // With an app, whatever its secret, no code is mailed beside.
      await database.withSystem((tx) =>
        sql`UPDATE user_factors SET totp_sealed = '\\x00', totp_confirmed_at = now() WHERE user_id = ${user.id}`.execute(
          tx,
        ),
      );
      assert.equal((await browser.signIn(user.username, goodPassword)).json().next, 'code');
      visitor = { browser, user, formToken: '' };
    },
    perform: () => give(visitor),
    done: (answer) => answer.status === 200,
    async afterFault(answer, what) {
      const { browser, user } = visitor;
      const used = `recovery_codes WHERE user_id = '${user.id}' AND used_at IS NOT NULL`;
      if (answer.status === 200) return assert.equal(await count(used), 1, what);
      assert.equal(browser.cookies.has('usher_session'), false, `${what}: a session cookie`);
      assert.equal(await liveSessions(user.id), 0, `${what}: a live session`);
      assert.equal(await count(used), 0, `${what}: a code used up`);
      assert.equal((await give(visitor)).status, 200, `${what}: the next try`);
    },
  });
  assert.ok(statements >= 10, `only ${statements} statements were broken`);
});

test('F2 a step that asks for a code broken at any statement mails none, and the next try does', async () => {
  const { database } = app.app.house;
  let username = '';
  const mails = (): Promise<number> =>
    count(`mails WHERE recipient = '${username}@north.example' AND template = 'code'`);
  const statements = await breakEach({
    async prepare(n) {
      username = `mailed${n}`;
      const { id } = await app.user(tenant, username, { email: `${username}@north.example` });
      await database.withTenant(tenant.id, (tx) => chooseEmailCode(tx, tenant.id, id as UserId, true));
    },
    perform: () => app.browser('north').signIn(username, goodPassword),
    done: (answer) => answer.status === 200,
    async afterFault(answer, what) {
      assert.equal(await mails(), answer.status === 200 ? 1 : 0, what);
      if (answer.status === 200) return;
      assert.equal((await app.browser('north').signIn(username, goodPassword)).json().next, 'code', what);
      assert.equal(await mails(), 1, what);
    },
  });
  assert.ok(statements >= 8, `only ${statements} statements were broken`);
});

test('P6 a change of password broken at any statement leaves the old one or the new one, never neither', async () => {
  const next = 'amber kettle 58 forest';
  let browser: Browser;
  let user: { id: string; username: string };
  const statements = await breakEach({
    async prepare(n) {
      user = await app.user(tenant, `changer${n}`);
      browser = app.browser('north');
      assert.equal((await browser.signIn(user.username, goodPassword)).status, 200);
    },
    perform: () =>
      browser.json('POST', '/api/v1/password/change', { currentPassword: goodPassword, newPassword: next }),
    done: (answer) => answer.status === 204,
    async afterFault(answer, what) {
      const works = answer.status === 204 ? next : goodPassword;
      const fails = answer.status === 204 ? goodPassword : next;
      assert.equal((await app.browser('north').signIn(user.username, works)).status, 200, `${what}: ${works}`);
      assert.equal((await app.browser('north').signIn(user.username, fails)).status, 401, `${what}: ${fails}`);
      assert.equal((await browser.get('/api/v1/session')).status, 200, `${what}: the session that changed it`);
      const entries = await count(`audit_events WHERE action = 'user.password.change' AND target_id = '${user.id}'`);
      assert.equal(entries, answer.status === 204 ? 1 : 0, what);
    },
  });
  assert.ok(statements >= 8);
});

test('M1 a creation of a user broken at any statement leaves the whole user or none', async () => {
  const nadia = app.browser('north');
  await nadia.signIn('nadia', goodPassword);
  let username = '';
  const statements = await breakEach({
    async prepare(n) {
      username = `created${n}`;
    },
    perform: () => nadia.json('POST', '/api/v1/users', { username, email: `${username}@north.example` }),
    done: (answer) => answer.status === 201,
    async afterFault(answer, what) {
      const expected = answer.status === 201 ? 1 : 0;
      assert.equal(await count(`users WHERE username = '${username}'`), expected, what);
      assert.equal(await count(`user_identifiers WHERE identifier = '${username}'`), expected, what);
      assert.equal(await count(`mails WHERE recipient LIKE '%${username}@%'`), expected, what);
      assert.equal(await count(`audit_events WHERE target_name = '${username}'`), expected, what);
      if (expected === 0)
        assert.equal((await nadia.json('POST', '/api/v1/users', { username })).status, 201, `${what}: the next try`);
    },
  });
  assert.ok(statements >= 8);
});

test('S6 a log-out broken at any statement is told as failed or has ended the session', async () => {
  const user = await app.user(tenant, 'leaver');
  let browser: Browser;
  const statements = await breakEach({
    async prepare() {
      browser = app.browser('north');
      assert.equal((await browser.signIn(user.username, goodPassword)).status, 200);
    },
    perform: () => browser.copy().json('DELETE', '/api/v1/session'),
    done: (answer) => answer.status === 204,
    async afterFault(answer, what) {
      const alive = (await browser.get('/api/v1/session')).status;
      assert.equal(alive, answer.status === 204 ? 401 : 200, what);
      if (alive === 200) assert.equal((await browser.json('DELETE', '/api/v1/session')).status, 204, what);
    },
  });
  assert.ok(statements >= 3);
});

test('S8.8 the reference number that is told is found in the audit log', async () => {
  await app.user(tenant, 'unlucky');
  countdown = 2;
  const answer = await app.browser('north').signIn('unlucky', goodPassword);
  countdown = 0;
  assert.equal(answer.status, 500);
  const nadia = app.browser('north');
  assert.equal((await nadia.signIn('nadia', goodPassword)).status, 200);
  const path = `/api/v1/audit?reference=${answer.json<{ reference: string }>().reference}`;
  await until(async () => (await nadia.get(path)).json<{ items: unknown[] }>().items.length === 1);
  const [entry] = (await nadia.get(path)).json<{ items: Record<string, unknown>[] }>().items;
  assert.deepEqual([entry?.action, entry?.outcome, entry?.reason], ['request.fail', 'failed', 'internal']);
});

test('S8.8 a statement that fails because the database is away is told as 503, to come back', async () => {
  await app.user(tenant, 'patient');
  fault = () => Object.assign(new Error('terminating connection due to administrator command'), { code: '57P01' });
  try {
    countdown = 2;
    const answer = await app.browser('north').signIn('patient', goodPassword);
    assert.equal(`${answer.status} ${answer.json().code}`, '503 unavailable');
    assert.equal(answer.headers['retry-after'], '2');
  } finally {
    countdown = 0;
  }
  assert.equal((await app.browser('north').signIn('patient', goodPassword)).status, 200);
});
