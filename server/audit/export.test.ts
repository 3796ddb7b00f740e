import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { after, before, test } from 'node:test';
import { parse } from 'csv-parse/sync';
import { sql } from 'kysely';
import { type TestApp, testApp } from '../../test/support/app.ts';
import { rows, signedIn } from '../../test/support/attack.ts';
import { pastEntries } from '../../test/support/audit.ts';
import type { Browser } from '../../test/support/browser.ts';
import { startServer } from '../../test/support/server-process.ts';
import { until } from '../../test/support/until.ts';
import { commandLineCaller } from '../kernel/caller.ts';
import { record } from './audit.ts';
import type { AuditEvent } from './list.ts';

type Tenant = Awaited<ReturnType<TestApp['organization']>>;

let app: TestApp;
let tenant: Tenant;
let admin: Browser;
before(async () => {
  app = await testApp();
  tenant = await app.organization('north');
  admin = await signedIn(app, tenant, 'admin', 'administrator');
});
after(() => app?.close());

/** Entries about exports, oldest first. */
const exportsOf = (of: Tenant) =>
  rows<{ outcome: string; reason: string | null; completes: string | null; details: Record<string, unknown> }>(
    app,
    sql`SELECT outcome, reason, completes, details FROM audit_events WHERE tenant_id = ${of.id} AND action = 'audit.export' ORDER BY id`,
  );

test('M4 NDJSON holds each entry as the list shows it, newest first, and the log says who took how many', async () => {
  const listed = (await admin.get('/api/v1/audit?action=user.')).json<{ items: AuditEvent[] }>().items;
  const answer = await admin.get('/api/v1/audit/export?format=ndjson&action=user.');
  assert.equal(answer.status, 200);
  assert.equal(answer.headers['content-type'], 'application/x-ndjson');
  assert.equal(answer.headers['content-disposition'], 'attachment; filename="audit.ndjson"');
  assert.equal(answer.headers['cache-control'], 'no-store');
  const lines = answer.text.trimEnd().split('\n');
  assert.deepEqual(
    lines.map((line) => JSON.parse(line)),
    listed,
  );
  const [begun, done] = await exportsOf(tenant);
  assert.equal(begun?.outcome, 'begun');
  assert.deepEqual(begun?.details, { format: 'ndjson', filter: { action: 'user.' } });
  assert.equal(done?.outcome, 'done');
  assert.deepEqual(done?.details, { ...begun?.details, entries: listed.length });
});

test('M4 CSV is RFC 4180 that Excel reads as UTF-8, and no cell is run as a formula', async () => {
  const names = ['=HYPERLINK("http://evil")', '+1', '-1', '@SUM(1)', '\tx', '\rx', 'José "Pepe", 2\nlines', '<script>'];
  await app.app.house.database.withTenant(tenant.id, async (tx) => {
    for (const name of names) {
      const caller = { ...commandLineCaller(tenant.id), name };
      await record(tx, caller, { action: 'team.create', target: { kind: 'team', id: null, name }, details: { name } });
    }
  });
  const { text, headers } = await admin.get('/api/v1/audit/export?action=team.create');
  assert.equal(headers['content-type'], 'text/csv; charset=utf-8');
  assert.ok(text.startsWith('\uFEFFid,at,action,outcome,reason,actorKind,'));
  const records: Record<string, string>[] = parse(text, { columns: true, bom: true, record_delimiter: '\r\n' });
  const expected = names.map((name) => (/^[=+\-@\t\r]/.test(name) ? `'${name}` : name)).sort();
  assert.deepEqual(records.map((one) => one.actorName).sort(), expected);
  assert.deepEqual(records.map((one) => JSON.parse(one.details ?? '').name).sort(), names.toSorted());
  for (const one of records) for (const cell of Object.values(one)) assert.doesNotMatch(cell, /^[=+\-@\t\r]/);
});

test('M4 a big log leaves in pages, whole, in the memory of a few of them', async () => {
  const big = await app.organization('big');
  const boss = await signedIn(app, big, 'boss', 'administrator');
  const count = 60_000;
  await pastEntries(app, big, count, ['ana', 'luis', 'zoe']);
  const { promise, resolve, reject } = Promise.withResolvers<{ lines: number; peak: number }>();
  const cookie = [...boss.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const headers = { host: `${boss.host}:${boss.port}`, cookie };
  const path = '/api/v1/audit/export?format=ndjson&action=session.start';
  const before = process.memoryUsage().rss;
  let peak = 0;
  let lines = 0;
  request({ host: '127.0.0.1', port: boss.port, path, headers }, (incoming) => {
    incoming.on('data', (chunk: Buffer) => {
      for (const byte of chunk) if (byte === 10) lines += 1;
      peak = Math.max(peak, process.memoryUsage().rss - before);
    });
    incoming.on('end', () => resolve({ lines, peak }));
    incoming.on('error', reject);
  }).end();
  const got = await promise;
  // One more: the sign-in of who exports.
  assert.equal(got.lines, count + 1);
  assert.ok(got.peak < 150 * 1024 * 1024, `${Math.round(got.peak / 1024 / 1024)} MB more`);
});

test('M4 a reader who goes away leaves an export that failed; a process that is killed, one that is not completed', async () => {
  const far = await app.organization('far');
  const boss = await signedIn(app, far, 'boss', 'administrator');
  await pastEntries(app, far, 60_000);
  const other = await startServer({ DATABASE_URL: app.ownerUrl, USHER_SMTP_URL: 'smtp://127.0.0.1:9' });
  try {
    const cookie = [...boss.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const stalled = async (port: number) => {
      const headers = { host: `far.localhost:${port}`, cookie };
      const outgoing = request({ host: '127.0.0.1', port, path: '/api/v1/audit/export', headers });
      outgoing.end();
      const [incoming] = await once(outgoing, 'response');
      assert.equal(incoming.statusCode, 200);
      outgoing.on('error', () => undefined);
      incoming.on('error', () => undefined);
      return outgoing;
    };
    (await stalled(app.port)).destroy();
    await until(async () => (await exportsOf(far)).length === 2);
    await stalled(other.port);
    await other.stop('SIGKILL');
    const entries = await exportsOf(far);
    assert.deepEqual(
      entries.map(({ outcome, reason }) => [outcome, reason]),
      [
        ['begun', null],
        ['failed', 'internal'],
        ['begun', null],
      ],
    );
    const left = (await boss.get('/api/v1/audit?outcome=unfinished')).json<{ items: AuditEvent[] }>().items;
    assert.deepEqual(
      left.map(({ action, completedBy }) => [action, completedBy]),
      [['audit.export', null]],
    );
  } finally {
    await other.stop('SIGKILL').catch(() => undefined);
  }
});
