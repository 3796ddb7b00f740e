// What administrators do with endpoints, and how a backlog leaves; who else may call this, test/surface shows.
import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { type TestApp, testApp } from '../../test/support/app.ts';
import { rows } from '../../test/support/attack.ts';
import { until } from '../../test/support/until.ts';
import { closeReceivers, verified, webhookReceiver } from '../../test/support/webhook-receiver.ts';
import { addWebhook, administered, deliveries, delivery, webhookAt } from '../../test/support/webhooks.ts';
import { commandLineCaller } from '../kernel/caller.ts';
import { operatorsTenantId, type Tenant } from '../tenants/tenants.ts';
import { pruneWebhooks } from './upkeep.ts';
import type { DeliveryDetails } from './webhook.ts';

let app: TestApp;
const log: string[] = [];
before(async () => {
  app = await testApp({ onLog: (line) => log.push(line) });
});
after(async () => {
  await app?.close();
  await closeReceivers();
});

test('M4 an endpoint is changed on what was read, or not at all', async () => {
  const { nadia } = await administered(app, 'changes');
  const { path } = await addWebhook(nadia, 'https://example.com/hooks?token=4f7a', ['user.*', 'user.*']);
  const read = await nadia.get(path);
  assert.deepEqual(read.json<{ events: string[] }>().events, ['user.*']);
  const tag = String(read.headers.etag);
  const changed = await nadia.json('PATCH', path, { name: 'Wages' }, { 'if-match': tag });
  assert.equal(changed.status, 200);
  assert.equal((await nadia.json('PATCH', path, { name: 'Pay' }, { 'if-match': tag })).status, 412);
  assert.equal((await nadia.send('DELETE', path, null, { 'if-match': tag })).status, 412);
  // Saved as it is: nothing is written down.
  assert.equal((await nadia.json('PATCH', path, { name: 'Wages' })).headers.etag, changed.headers.etag);
  assert.equal(
    (await nadia.json('PATCH', path, { enabled: false })).json<{ disabledReason: string }>().disabledReason,
    'administrator',
  );
  const audit = (await nadia.get('/api/v1/audit?action=webhook.update&outcome=done')).text;
  assert.equal(JSON.parse(audit).items.length, 2);
  assert.doesNotMatch((await nadia.get('/api/v1/audit')).text, /4f7a/, 'a token in the address is not told');
  assert.equal((await nadia.send('DELETE', path, null)).status, 204);
  assert.equal((await nadia.get(path)).status, 404);
});

test('M4 events that do not exist are refused, each with its place', async () => {
  const { nadia } = await administered(app, 'unknown');
  const events = ['user.create', 'user.creat', 'users.*', 'user.*'];
  const answer = await nadia.json('POST', '/api/v1/webhooks', { name: 'x', url: 'https://example.com/', events });
  assert.equal(answer.status, 400);
  const { violations } = answer.json<{ violations: { path: string }[] }>();
  assert.deepEqual(
    violations.map(({ path }) => path),
    ['/events/1', '/events/2'],
  );
});

test('M4 an organisation has at most fifty', async () => {
  const { tenant, nadia } = await administered(app, 'many');
  const body = { name: 'x', url: 'https://example.com/', events: ['*'] };
  const made = await Promise.all(Array.from({ length: 60 }, () => nadia.json('POST', '/api/v1/webhooks', body)));
  assert.equal(made.filter(({ status }) => status === 201).length, 50);
  const { length } = await rows(app, sql`SELECT FROM webhooks WHERE tenant_id = ${tenant.id}`);
  assert.equal(length, 50);
});

test('M4 a test is sent while somebody looks, of a disabled endpoint too, and not again', async () => {
  let status = 200;
  const receiver = await webhookReceiver(() => status);
  const { nadia } = await administered(app, 'tests');
  const { path, secret } = await addWebhook(nadia, receiver.url, ['user.*']);
  await nadia.json('PATCH', path, { enabled: false });
  const passed = (await nadia.json('POST', `${path}/test`, {})).json<DeliveryDetails>();
  assert.deepEqual([passed.state, passed.lastStatus, passed.attemptLog.length], ['delivered', 200, 1]);
  assert.equal(verified(secret, receiver.received[0] ?? assert.fail()).type, 'usher.test');
  status = 500;
  const failed = (await nadia.json('POST', `${path}/test`, {})).json<DeliveryDetails>();
  assert.deepEqual([failed.state, failed.lastStatus, failed.nextAttemptAt], ['failed', 500, null]);
  const answers = await Promise.all(Array.from({ length: 12 }, () => nadia.json('POST', `${path}/test`, {})));
  assert.ok(
    answers.some((answer) => answer.status === 429),
    'this server is nobody’s hammer',
  );
});

test('M4 what arrived, and what did not, is sent once more under its webhook-id', async () => {
  const receiver = await webhookReceiver();
  const { nadia } = await administered(app, 'replays');
  const { path, secret } = await addWebhook(nadia, receiver.url, ['team.create']);
  await nadia.json('POST', '/api/v1/teams', { name: 'Morning' });
  await until(async () => (await deliveries(nadia, path, '?state=delivered')).length === 1);
  const [first] = await deliveries(nadia, path);
  const id = first?.id ?? assert.fail();
  assert.equal((await nadia.json('POST', `${path}/deliveries/${id}/replay`, {})).status, 202);
  await until(async () => (await delivery(nadia, path, id)).attemptLog.length === 2);
  assert.deepEqual(
    receiver.received.map((one) => one.id),
    [id, id],
  );
  assert.equal(receiver.received[0]?.body, receiver.received[1]?.body);
  assert.equal(verified(secret, receiver.received[1] ?? assert.fail()).type, 'team.create');
});

test('M4 deliveries come in pages, newest first, and by state', async () => {
  const { tenant, nadia } = await administered(app, 'pages');
  const { path, webhook } = await addWebhook(nadia, 'http://127.0.0.1:1/', ['team.create']);
  await rows(
    app,
    sql`INSERT INTO webhook_deliveries (tenant_id, webhook_id, id, type, at, data, state, ended_at)
      SELECT ${tenant.id}, ${webhook.id}, lpad(to_hex(n), 32, '0')::uuid, 'team.create', now(), '{}', CASE WHEN n % 10 = 0 THEN 'failed' ELSE 'delivered' END, now()
      FROM generate_series(1, 125) AS n`,
  );
  const seen: string[] = [];
  let next: string | null = null;
  do {
    const answer = await nadia.get(`${path}/deliveries?limit=50${next === null ? '' : `&cursor=${next}`}`);
    const page: { items: { id: string }[]; next: string | null } = answer.json();
    seen.push(...page.items.map(({ id }) => id));
    next = page.next;
  } while (next !== null);
  assert.deepEqual(seen, seen.toSorted().reverse());
  assert.equal(new Set(seen).size, 125);
  assert.equal((await deliveries(nadia, path, '?state=failed&limit=200')).length, 12);
});

test('M4 deliveries about deliveries do not go on for ever: sending is no event', async () => {
  const receiver = await webhookReceiver();
  const { nadia } = await administered(app, 'loops');
  const { path } = await addWebhook(nadia, receiver.url, ['*']);
  await nadia.json('POST', `${path}/test`, {});
  // Its own making, the test, and that somebody tested.
  await until(async () => (await deliveries(nadia, path, '?state=waiting')).length === 0);
  const types = (await deliveries(nadia, path)).map(({ type }) => type).toSorted();
  assert.deepEqual(types, ['usher.test', 'webhook.create', 'webhook.test']);
  assert.equal((await webhookAt(nadia, path)).waiting, 0);
  assert.equal(receiver.received.length, 3);
});

test('M4 a secret stands in no answer but the first, in no log, no export and no entry, and sealed in the database', async () => {
  const receiver = await webhookReceiver();
  const { nadia } = await administered(app, 'secrets');
  const { path, secret } = await addWebhook(nadia, receiver.url, ['*']);
  const next = (await nadia.json('POST', `${path}/secret`, {})).json<{ secret: string }>().secret;
  await nadia.json('POST', `${path}/test`, {});
  await nadia.json('PATCH', path, { name: 'Wages' });
  const [one] = await deliveries(nadia, path);
  const said = [
    (await nadia.get('/api/v1/webhooks')).text,
    (await nadia.get(path)).text,
    (await nadia.get(`${path}/deliveries`)).text,
    (await nadia.get(`${path}/deliveries/${one?.id}`)).text,
    (await nadia.get('/api/v1/audit?limit=200')).text,
    log.join('\n'),
    JSON.stringify(receiver.received.map(({ headers, body }) => [headers, body])),
  ];
  const exported: Buffer[] = [];
  const output = new Writable({
    write(chunk: Buffer, _encoding, done) {
      exported.push(chunk);
      done();
    },
  });
  await app.app.house.organizations.exportTo(commandLineCaller(operatorsTenantId), 'secrets', output);
  said.push(Buffer.concat(exported).toString());
  assert.match(said.at(-1) ?? '', /"kind":"webhooks"/);
  const stored = await rows<{ row: string }>(app, sql`SELECT w::text AS row FROM webhooks w`);
  said.push(stored.map(({ row }) => row).join('\n'));
  for (const key of [secret, next]) {
    const raw = Buffer.from(key.slice('whsec_'.length), 'base64');
    for (const form of [key, key.slice('whsec_'.length), raw.toString('hex'), Buffer.from(key).toString('hex')])
      assert.deepEqual(
        said.flatMap((text, at) => (text.includes(form) ? [at] : [])),
        [],
      );
  }
});

test('M4 after thirty days deliveries are forgotten, and those of an endpoint that is gone at once', async () => {
  const { tenant, nadia } = await administered(app, 'forgets');
  const { path, webhook } = await addWebhook(nadia, 'http://127.0.0.1:1/', ['team.create']);
  const { database } = app.app.house;
  const insert = (age: string) =>
    rows(
      app,
      sql`INSERT INTO webhook_deliveries (tenant_id, webhook_id, id, type, at, data, state, created_at, ended_at)
        SELECT ${tenant.id}, ${webhook.id}, (lpad(to_hex((extract(epoch FROM now() - ${age}::interval) * 1000)::bigint), 12, '0') || lpad(to_hex(n), 20, '0'))::uuid,
          'team.create', now(), '{}', 'delivered', now() - ${age}::interval, now() FROM generate_series(1, 3) AS n`,
    );
  await insert('30 days 1 hour');
  await insert('29 days 23 hours');
  while ((await database.withSystem(pruneWebhooks)) > 0);
  assert.equal((await deliveries(nadia, path)).length, 3);
  await nadia.send('DELETE', path, null);
  while ((await database.withSystem(pruneWebhooks)) > 0);
  assert.equal((await rows(app, sql`SELECT FROM webhook_deliveries WHERE tenant_id = ${tenant.id}`)).length, 0);
});

test('M4 a suspended organisation is told nothing until it is resumed, and then everything', async () => {
  const receiver = await webhookReceiver();
  const { tenant, nadia } = await administered(app, 'suspended');
  const { webhook } = await addWebhook(nadia, receiver.url, ['team.create']);
  const { organizations } = app.app.house;
  const operator = commandLineCaller(operatorsTenantId);
  await organizations.setSuspended(operator, 'suspended', true);
  await rows(
    app,
    sql`INSERT INTO webhook_deliveries (tenant_id, webhook_id, id, type, at, data)
      VALUES (${tenant.id}, ${webhook.id}, gen_random_uuid(), 'team.create', now(), '{}')`,
  );
  const looked = await app.organization('awake');
  assert.ok(looked);
  const [waiting] = await rows<{ attempts: number }>(
    app,
    sql`SELECT attempts FROM webhook_deliveries WHERE tenant_id = ${tenant.id}`,
  );
  assert.equal(waiting?.attempts, 0);
  await organizations.setSuspended(operator, 'suspended', false);
  await until(() => receiver.received.length === 1);
});

test('M4 a backlog leaves over a few connections, and the first failure ends what was taken on beyond it', async () => {
  const answered = 400;
  const sockets = new Set<unknown>();
  const receiver = await webhookReceiver((_webhook, response) => {
    sockets.add(response.socket);
    return receiver.received.length > answered ? 500 : 204;
  });
  const { tenant, nadia } = await administered(app, 'backlog');
  const { path } = await addWebhook(nadia, receiver.url, ['team.create']);
  await rows(
    app,
    sql`INSERT INTO audit_events (tenant_id, id, action, outcome, actor_kind)
      SELECT ${tenant.id}, uuidv7(), 'team.create', 'done', 'system' FROM generate_series(1, 1000)`,
  );
  await until(async () => (await webhookAt(nadia, path)).failingSince !== null);
  const counted = sql<{ attempts: number; state: string; count: number }>`
    SELECT attempts, state, count(*)::integer AS count FROM webhook_deliveries WHERE tenant_id = ${tenant.id} GROUP BY 1, 2`;
  await until(async () => {
    const found = await rows<{ attempts: number; count: number }>(app, counted);
    const begun = found.reduce((sum, { attempts, count }) => sum + attempts * count, 0);
    return begun === receiver.received.length;
  });
  // Each of the eight places stops at its first failure; as many may have begun anew before all of them were put down.
  assert.ok(receiver.received.length <= answered + 3 * 8, `${receiver.received.length} were sent`);
  assert.ok(sockets.size <= 3 * 8, `${sockets.size} connections`);
  const ids = new Set(receiver.received.map(({ id }) => id));
  assert.equal(ids.size, receiver.received.length, 'none came twice');
});

/** Mails that were written for this organisation, sent or not. */
async function noticesWritten(tenant: Tenant): Promise<number> {
  const [row] = await rows<{ count: number }>(
    app,
    sql`SELECT count(*)::integer AS count FROM mails WHERE tenant_id = ${tenant.id} AND template = 'webhook_disabled'`,
  );
  return row?.count ?? 0;
}

test('M4 an endpoint that is enabled and disabled again and again is told of by one mail a day, and each time by the console', async () => {
  const receiver = await webhookReceiver(() => 410);
  const { tenant, nadia } = await administered(app, 'again-and-again');
  await rows(app, sql`UPDATE users SET email = 'nadia@again.example' WHERE tenant_id = ${tenant.id}`);
  const { path } = await addWebhook(nadia, receiver.url, ['team.create']);
  const disabledAgain = async (team: string): Promise<void> => {
    assert.equal((await nadia.json('PATCH', path, { enabled: true })).status, 200);
    assert.equal((await nadia.json('POST', '/api/v1/teams', { name: team })).status, 201);
    // The mail is written with it.
    await until(async () => (await webhookAt(nadia, path)).disabledReason === 'gone');
  };
  await disabledAgain('Morning');
  assert.equal(await noticesWritten(tenant), 1);
  for (const team of ['Noon', 'Night']) await disabledAgain(team);
  assert.equal(await noticesWritten(tenant), 1);
  const audit = (await nadia.get('/api/v1/audit?action=webhook.disable')).json<{ items: unknown[] }>();
  assert.equal(audit.items.length, 3);
  await rows(app, sql`UPDATE webhooks SET noticed_at = noticed_at - interval '1 day' WHERE tenant_id = ${tenant.id}`);
  await disabledAgain('Late');
  assert.equal(await noticesWritten(tenant), 2);
});
