// kill −9 of the real server process in a storm of sign-ins, again and again on the same data directory: what was
// acknowledged holds, nothing is half done, and the next process is ready soon.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { attachEmbedded } from '../../server/platform/embedded/embedded.ts';
import type { Browser } from '../support/browser.ts';
import { query } from '../support/embedded.ts';
import { type ServerProcess, startServer } from '../support/server-process.ts';
import { until } from '../support/until.ts';

const kills = Number(process.env.USHER_TEST_KILLS ?? 3);
const clients = 8;
/** Ready again within this time, or on a busy machine within what an undisturbed first start took. */
const readyMaxMs = 5_000;
let firstStartMs = 0;
const password = 'purple lantern 44 river';
let directory: string;
let server: ServerProcess;

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'k-'));
  const started = performance.now();
  server = await startServer({ USHER_DATA: directory });
  firstStartMs = performance.now() - started;
  await until(() => server.output().includes('/setup?token='));
  const link = /http:\/\/localhost:\d+(\/setup\?token=[\w-]+)/.exec(server.output())?.[1] ?? '';
  const base = server.browser();
  const made = { username: 'olga', newPassword: password, repeatPassword: password };
  const token = link.split('=')[1] ?? '';
  assert.equal((await base.form(link, { token, ...made })).status, 303);
  assert.equal((await base.signIn('olga', password)).status, 200);
  const organization = { slug: 'north', name: 'North', seats: 10, administrator: { username: 'nadia' } };
  const created = await base.json('POST', '/api/v1/organizations', organization);
  assert.equal(created.status, 201, created.text);
  const { administrator } = created.json<{ administrator: { temporaryPassword: string } }>();
  const nadia = server.browser('north');
  const step = await nadia.signIn('nadia', administrator.temporaryPassword);
  await nadia.json('POST', `/api/v1/sign-in/${step.json().flow}`, { newPassword: password });
  // Each sign-in of the storm comes from a new browser, and none is to end the one before.
  const many = await nadia.json('PATCH', '/api/v1/settings', { connections: { browsers: 100 } });
  assert.equal(many.status, 200, many.text);
  for (let n = 0; n < clients; n += 1) {
    const agent = { username: `agent${n}`, password, temporary: false };
    assert.equal((await nadia.json('POST', '/api/v1/users', agent)).status, 201);
  }
});
after(async () => {
  await server?.stop();
  await rm(directory, { recursive: true, force: true });
});

/** Signs in over and over until the process is gone; keeps every browser that was told it is signed in. */
async function storm(acknowledged: Browser[]): Promise<void> {
  await Promise.all(
    Array.from({ length: clients }, async (_, n) => {
      for (;;) {
        const browser = server.browser('north');
        const answer = await browser.signIn(`agent${n}`, password).catch(() => null);
        if (answer === null) return;
        assert.equal(answer.status, 200, answer.text);
        acknowledged.push(browser);
      }
    }),
  );
}

async function facts(): Promise<Record<string, unknown>> {
  const database = await attachEmbedded({ directory });
  const rows = await query(
    database?.ownerUrl ?? '',
    `SELECT (SELECT count(*)::integer FROM sessions AS s WHERE NOT EXISTS (
        SELECT FROM audit_events AS a WHERE a.action = 'session.start' AND a.target_id = s.id)) AS unrecorded,
      (SELECT count(*)::integer FROM audit_events AS a WHERE a.action = 'session.start' AND a.outcome = 'done'
        AND NOT EXISTS (SELECT FROM sessions AS s WHERE s.id = a.target_id)) AS imagined,
      (SELECT count(*)::integer FROM sessions) AS sessions`,
  );
  return rows[0] ?? {};
}

async function reservations(): Promise<number> {
  const database = await attachEmbedded({ directory });
  const counting = `SELECT count(*)::integer AS count FROM attempt_buckets WHERE subject LIKE 'unknown:%'`;
  return Number((await query(database?.ownerUrl ?? '', counting))[0]?.count);
}

test(`S8.8 ${kills} kills in a storm of sign-ins lose nothing acknowledged and leave nothing half done`, async (context) => {
  const acknowledged: Browser[] = [];
  for (let kill = 0; kill < kills; kill += 1) {
    const already = acknowledged.length;
    const storming = storm(acknowledged);
    await until(() => acknowledged.length >= already + 20 + 7 * kill);
    await server.stop('SIGKILL');
    await storming;
    const started = performance.now();
    server = await startServer({ USHER_DATA: directory });
    const readyMs = performance.now() - started;
    context.diagnostic(`ready after ${Math.round(readyMs)} ms, the first start took ${Math.round(firstStartMs)} ms`);
    assert.ok(readyMs <= Math.max(readyMaxMs, 2 * firstStartMs), `ready after ${Math.round(readyMs)} ms`);
    const { unrecorded, imagined, sessions } = await facts();
    assert.deepEqual({ unrecorded, imagined }, { unrecorded: 0, imagined: 0 });
    assert.ok(Number(sessions) >= acknowledged.length);
    // The last of this round were the nearest to the kill.
    for (const browser of acknowledged.slice(-30)) {
      const again = server.browser('north');
      for (const [name, value] of browser.cookies) again.cookies.set(name, value);
      assert.equal((await again.get('/api/v1/session')).status, 200);
    }
    assert.equal((await server.browser('north').signIn('agent0', password)).status, 200);
  }
});

test('S9 a reservation outlives kill −9 of the process that made it: what was being judged counts afterwards', async () => {
  // So many at once that most are still being judged when the first answer is here.
  const storming = Array.from({ length: 60 }, (_, n) =>
    server
      .browser('north')
      .signIn(`ghost${n}`, 'guess')
      .catch(() => null),
  );
  await Promise.race(storming);
  const before = await reservations();
  await server.stop('SIGKILL');
  const answered = (await Promise.all(storming)).filter((answer) => answer !== null).length;
  server = await startServer({ USHER_DATA: directory });
  const after = await reservations();
  assert.ok(before > answered, `only ${before} were reserved, ${answered} answered`);
  assert.ok(after >= before, `${before} were reserved before, ${after} afterwards`);
});
