// Row R1 and core.md "Same answers": whoever is asked for, a forgotten password is answered the same, by status, headers, body,
// SQL statements and what is left in the queue; and by a mail server that takes its time. (Times are the campaign's business.)
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { type TestApp, testApp } from '../../test/support/app.ts';
import { comparable, firstDifference, guess, rows } from '../../test/support/attack.ts';
import type { Answer, Browser } from '../../test/support/browser.ts';
import { idle } from '../../test/support/links.ts';
import { type MailServer, mailServer } from '../../test/support/mail-server.ts';
import { until } from '../../test/support/until.ts';
import { commandLineCaller } from '../kernel/caller.ts';

const tries = 40;

/** All of one length, so that not even the length of an answer could differ by what was typed. */
const people = {
  known: 'zk001',
  unknown: 'zu001',
  disabled: 'zd001',
  inactive: 'zi001',
  'without an address': 'zw001',
  'of another organisation': 'zo001',
  locked: 'zl001',
  'with a temporary password': 'zt001',
} as const;

interface Seen {
  readonly answer: string;
  readonly statements: readonly string[];
  readonly evaluations: number;
  readonly jobs: readonly string[];
}

let app: TestApp;
let mails: MailServer;
let statements: string[] = [];
const { promise: released, resolve: release } = Promise.withResolvers<null>();

before(async () => {
  mails = await mailServer(() => released);
  app = await testApp({
    config: { smtpUrl: mails.url },
    onStatement: (statement) => {
      statements.push(statement);
    },
  });
  // Nobody is connected here and nothing is told to anybody; the beats and looks of those who would be are statements too.
  await Promise.all([app.app.house.connections.close(), app.app.house.webhooks.close()]);
  const tenant = await app.organization('same', { officeNetworks: ['127.0.0.1'] });
  const other = await app.organization('other');
  const { users } = app.app.house;
  const caller = commandLineCaller(tenant.id);
  const ids: Record<string, string> = {};
  for (const name of ['zk001', 'zd001', 'zi001', 'zl001'])
    ids[name] = (await app.user(tenant, name, { email: `${name}@same.example` })).id;
  await app.user(tenant, 'zw001');
  await app.user(tenant, 'zt001', { temporary: true });
  await app.user(other, 'zo001', { email: 'zo001@same.example' });
  await users.setDisabled(tenant, caller, ids.zd001 ?? '', true);
  await users.update(tenant, caller, ids.zi001 ?? '', { status: 'inactive' }, null);
  await guess(app.browser('same'), 'zl001', 5);
});
after(async () => {
  release(null);
  await app?.close();
  await mails?.close();
});

async function ask(browser: Browser, token: string, identifier: string, round: number): Promise<Answer> {
  if (round % 2 === 0) return browser.json('POST', '/api/v1/password/forgot', { identifier });
  const form = new URLSearchParams({ formToken: token, identifier }).toString();
  return browser.send('POST', '/forgot-password', form, {
    'content-type': 'application/x-www-form-urlencoded',
    accept: 'text/html',
  });
}

/** Jobs wait while requests are watched, so that theirs are the only statements. */
async function jobsWait(wait: boolean): Promise<void> {
  if (wait) {
    await rows(
      app,
      sql`CREATE OR REPLACE FUNCTION later() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.run_at := now() + interval ''1 hour''; RETURN NEW; END'`,
    );
    await rows(
      app,
      sql`CREATE TRIGGER later BEFORE INSERT ON graphile_worker._private_jobs FOR EACH ROW EXECUTE FUNCTION later()`,
    );
    return;
  }
  await rows(app, sql`DROP TRIGGER later ON graphile_worker._private_jobs`);
}

/** The jobs as anybody could compare them: task, options, and the payload but for what is encrypted. */
async function jobs(): Promise<string[]> {
  const found = await rows<{ job: string }>(
    app,
    sql`SELECT t.identifier || ' ' || j.priority || ' ' || j.max_attempts || ' ' || coalesce(j.key, '-') || ' ' ||
        (j.payload::jsonb - 'sealed')::text || ' ' || length(j.payload ->> 'sealed') AS job
      FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id`,
  );
  await rows(app, sql`DELETE FROM graphile_worker._private_jobs`);
  return found.map(({ job }) => job);
}

async function observe(browser: Browser, token: string, identifier: string, round: number): Promise<Seen> {
  const evaluations = app.app.house.hasher.stats().calls;
  statements = [];
  const answer = await ask(browser, token, identifier, round);
  const seen = { statements, evaluations: app.app.house.hasher.stats().calls - evaluations };
  return { ...seen, answer: comparable(answer, identifier), jobs: await jobs() };
}

test('R1 V6.3.8 known, unknown, disabled, inactive, without an address, of another organisation, locked: one answer', async () => {
  await jobsWait(true);
  await rows(app, sql`DELETE FROM graphile_worker._private_jobs`);
  const browser = app.browser('same');
  const page = await browser.page('/forgot-password');
  const token = /name="formToken" value="([^"]*)"/.exec(page.text)?.[1] ?? '';
  await browser.get('/api/v1/session');
  for (let round = 0; round < tries; round += 1) {
    const seen: [string, Seen][] = [];
    for (const [name, identifier] of Object.entries(people))
      seen.push([name, await observe(browser, token, identifier, round)]);
    const [first] = seen;
    assert.ok(first);
    const expected = first[1];
    assert.match(expected.answer, round % 2 === 0 ? /^202/ : /^200/);
    assert.equal(expected.evaluations, 0);
    assert.equal(expected.jobs.length, 1);
    for (const [name, one] of seen) {
      assert.ok(one.answer === expected.answer, `${name}: ${firstDifference(one.answer, expected.answer)}`);
      assert.deepEqual({ ...one, answer: '' }, { ...expected, answer: '' }, name);
    }
  }
  await jobsWait(false);
});

test('R1 the answer does not wait for the mail server, whoever is meant: all are answered while it holds the first mail', async () => {
  const browser = app.browser('same');
  for (let round = 0; round < 3; round += 1) {
    for (const identifier of Object.values(people)) {
      const answer = await browser.json('POST', '/api/v1/password/forgot', { identifier });
      assert.equal(answer.status, 202);
    }
  }
  await until(() => mails.connections > 0);
  assert.deepEqual(mails.received, [], 'the mail server has answered nothing yet');
  release(null);
  await until(() => mails.received.some((mail) => mail.to.includes('zk001@same.example')));
});

test('R1 what was typed stands nowhere in the queue in clear', async () => {
  await idle(app);
  await jobsWait(true);
  await app.browser('same').json('POST', '/api/v1/password/forgot', { identifier: 'canary 5521 secret' });
  const [found] = await rows<{ jobs: string; count: number }>(
    app,
    sql`SELECT count(*)::integer AS count, string_agg(j::text, ' ') AS jobs FROM graphile_worker._private_jobs j
      JOIN graphile_worker._private_tasks t ON t.id = j.task_id WHERE t.identifier = 'recovery:link'`,
  );
  await jobsWait(false);
  assert.equal(found?.count, 1);
  for (const form of ['canary', Buffer.from('canary').toString('base64'), Buffer.from('canary').toString('hex')])
    assert.ok(!found?.jobs.includes(form), form);
});
