// Operators see the installation itself: versions, processes, the doctor's findings, jobs and mails; nobody else does.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { goodPassword, type TestApp, testApp } from '../../test/support/app.ts';
import { codeOf, rows, signedIn } from '../../test/support/attack.ts';
import type { Browser } from '../../test/support/browser.ts';
import { until } from '../../test/support/until.ts';
import type { InstallationState, Job, WaitingMail } from './installation.ts';

const path = '/api/v1/installation';
let app: TestApp;
let operator: Browser;

before(async () => {
  app = await testApp();
  await app.operator();
  operator = app.browser();
  assert.equal((await operator.signIn('olga', goodPassword)).status, 200);
});
after(() => app?.close());

test('O1 M7 an operator sees versions, processes, totals and what the doctor finds', async () => {
  const tenant = await app.organization('totals');
  await signedIn(app, tenant, 'ana', 'agent');
  // The process says for the first time that it is there a moment after its start.
  let state: InstallationState | null = null;
  await until(async () => {
    state = (await operator.get(path)).json<InstallationState>();
    return state.processes.length === 1;
  });
  const { version, totals, findings } = state as unknown as InstallationState;
  assert.match(version, /^\d+\.\d+\.\d+/);
  assert.equal(totals.organizations, 1);
  assert.deepEqual([totals.users, totals.seatsInUse, totals.seats], [2, 1, 10_000]);
  assert.ok(findings.some(({ check, ok }) => check === 'database' && ok));
});

test('M7 a job that failed for good is shown without its payload, and tried again at once', async () => {
  await rows(
    app,
    sql`SELECT graphile_worker.add_job('nobody:knows', json_build_object('secret', 'canary'), run_at => now() + interval '1 hour', max_attempts => 1)`,
  );
  await rows(
    app,
    sql`UPDATE graphile_worker._private_jobs j SET attempts = 1, last_error = '550 <ana.sousa@example.test>: no such user' FROM graphile_worker._private_tasks t
      WHERE t.id = j.task_id AND t.identifier = 'nobody:knows'`,
  );
  const answer = await operator.get(`${path}/jobs?state=failed`);
  assert.ok(!answer.text.includes('canary'));
  const { items } = answer.json<{ items: Job[] }>();
  const [job] = items;
  assert.deepEqual(
    items.map(({ task, state, lastError }) => ({ task, state, lastError })),
    [{ task: 'nobody:knows', state: 'failed', lastError: '550 <a***@example.test>: no such user' }],
  );
  assert.equal((await operator.json('POST', `${path}/jobs/${job?.id}/retry`, {})).status, 204);
  const [again] = await rows<{ attempts: number; due: boolean }>(
    app,
    sql`SELECT attempts, run_at <= now() AS due FROM graphile_worker.jobs WHERE task_identifier = 'nobody:knows'`,
  );
  assert.deepEqual(again, { attempts: 0, due: true });
  const audited = sql`SELECT FROM audit_events WHERE action = 'installation.job.retry' AND target_name = 'nobody:knows'`;
  assert.equal((await rows(app, audited)).length, 1);
  for (const id of ['999999999', 'x', '-1', '99999999999999999999'])
    assert.equal((await operator.json('POST', `${path}/jobs/${id}/retry`, {})).status, 404, id);
});

test('M7 O5 mails that were refused are told with their organisation and a masked address, never what is in them', async () => {
  const tenant = await app.organization('mails');
  await app.user(tenant, 'ana', { email: 'ana.sousa@example.test' });
  await rows(
    app,
    sql`INSERT INTO mails (tenant_id, id, template, recipient, status, last_error) SELECT ${tenant.id}, gen_random_uuid(), 'welcome', 'ana.sousa@example.test', 'failed', '550 5.1.1 <ana.sousa@example.test>: no such user'`,
  );
  const answer = await operator.get(`${path}/mails?state=failed`);
  const { items } = answer.json<{ items: WaitingMail[] }>();
  assert.ok(!answer.text.includes('ana.sousa'));
  assert.deepEqual(
    items.map(({ organization, recipient, lastError }) => ({ organization, recipient, lastError })),
    [
      {
        organization: 'mails',
        recipient: 'a***@example.test',
        lastError: '550 5.1.1 <a***@example.test>: no such user',
      },
    ],
  );
});

test('M3 O5 nobody of an organisation sees the installation, on whichever host', async () => {
  const tenant = await app.organization('outside');
  const admin = await signedIn(app, tenant, 'bo', 'administrator');
  for (const page of ['', '/jobs', '/mails']) {
    assert.equal(codeOf(await admin.get(path + page)), 'not_permitted', page);
    assert.equal((await app.browser().get(path + page)).status, 401, page);
  }
  assert.equal(codeOf(await admin.json('POST', `${path}/jobs/1/retry`, {})), 'not_permitted');
  for (const wrong of ['jobs?cursor=x', 'mails?cursor=x', 'jobs?state=odd'])
    assert.equal(codeOf(await operator.get(`${path}/${wrong}`)), 'invalid_request', wrong);
});
