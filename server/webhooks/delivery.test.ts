// What happened is told: once it is committed, signed, again until it arrived, and to nobody else.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { Webhook } from 'standardwebhooks';
import { type TestApp, testApp } from '../../test/support/app.ts';
import { rows } from '../../test/support/attack.ts';
import { type MailServer, mailServer } from '../../test/support/mail-server.ts';
import { until } from '../../test/support/until.ts';
import { closeReceivers, verified, webhookReceiver } from '../../test/support/webhook-receiver.ts';
import { addWebhook, administered, deliveries, delivery, webhookAt } from '../../test/support/webhooks.ts';
import { newId, type TenantId, type WebhookDeliveryId, type WebhookId } from '../kernel/ids.ts';
import { tenantsAtRisk } from './notice.ts';
import type { Outcome } from './store-sending.ts';

let app: TestApp;
let mails: MailServer;
before(async () => {
  mails = await mailServer();
  app = await testApp({ config: { smtpUrl: mails.url } });
});
after(async () => {
  await app?.close();
  await mails?.close();
  await closeReceivers();
});

/** Waiting attempts are due now: nobody waits hours for a test. */
function hurry(): Promise<unknown> {
  return rows(
    app,
    sql`WITH due AS (UPDATE webhook_deliveries SET due_at = now() WHERE state = 'waiting' AND claimed_until IS NULL RETURNING 1)
      SELECT pg_notify('usher_changes', '{"kind":"webhooks"}') FROM due LIMIT 1`,
  );
}

/** The mails to people of this domain that a webhook was disabled, by address, once there are so many. */
async function noticesTo(domain: string, count: number): Promise<Map<string, string>> {
  const notices = () =>
    mails.received
      .map(({ to: [to = ''], raw }) => [to, raw.replaceAll('=\r\n', '')] as const)
      .filter(([to, text]) => to.endsWith(`@${domain}`) && text.includes('/console/settings/webhooks/'));
  await until(() => notices().length >= count);
  assert.equal(notices().length, count);
  return new Map(notices());
}

test('M4 what an administrator does is told to an endpoint, signed as Standard Webhooks says', async () => {
  const receiver = await webhookReceiver();
  const { nadia } = await administered(app, 'told');
  const { secret, path } = await addWebhook(nadia, receiver.url, ['user.*']);
  assert.match(secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
  const created = await nadia.json('POST', '/api/v1/users', { username: 'ana', email: 'ana@told.example' });
  assert.equal(created.status, 201);
  await until(() => receiver.received.length === 1);
  const [webhook] = receiver.received;
  assert.ok(webhook);
  const event = verified(secret, webhook);
  assert.equal(event.type, 'user.create');
  const target = event.data.target as Record<string, unknown>;
  assert.deepEqual([target.kind, target.name], ['user', 'ana']);
  assert.equal(event.data.id, webhook.id);
  assert.equal((event.data.actor as Record<string, unknown>).name, 'nadia');
  assert.ok(Math.abs(Date.parse(event.timestamp) - Date.now()) < 60_000);
  assert.equal(webhook.headers['content-type'], 'application/json');
  assert.throws(() => verified(secret, { ...webhook, body: webhook.body.replace('ana', 'eve') }));
  assert.throws(() => verified('whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=', webhook));
  const entry = (await nadia.get('/api/v1/audit?action=user.create')).json<{ items: { id: string }[] }>();
  assert.equal(entry.items[0]?.id, webhook.id);
  await until(async () => (await delivery(nadia, path, webhook.id)).state === 'delivered');
  const log = await delivery(nadia, path, webhook.id);
  assert.equal(log.body, webhook.body);
  assert.deepEqual(
    log.attemptLog.map(({ number, status, error }) => ({ number, status, error })),
    [{ number: 1, status: 204, error: null }],
  );
  assert.equal((await webhookAt(nadia, path)).failingSince, null);
});

test('M4 a sign-in and a refused one are events; what was not asked for is not sent; what is rolled back never was', async () => {
  const receiver = await webhookReceiver();
  const { tenant, nadia } = await administered(app, 'signs');
  const { secret } = await addWebhook(nadia, receiver.url, ['session.start']);
  await app.user(tenant, 'ned');
  assert.equal((await app.browser('signs').signIn('ned', 'wrong password here')).status, 401);
  assert.equal((await app.browser('signs').signIn('ned', 'purple lantern 44 river')).status, 200);
  const { database } = app.app.house;
  await assert.rejects(
    database.withTenant(tenant.id, async (tx) => {
      await sql`INSERT INTO audit_events (tenant_id, id, action, outcome, actor_kind)
        VALUES (${tenant.id}, gen_random_uuid(), 'session.start', 'done', 'system')`.execute(tx);
      throw new Error('rolled back');
    }),
  );
  await until(() => receiver.received.length === 2);
  const outcomes = receiver.received.map((one) => verified(secret, one).data.outcome);
  assert.deepEqual(outcomes.toSorted(), ['done', 'refused']);
  const { length } = await rows(app, sql`SELECT FROM webhook_deliveries WHERE tenant_id = ${tenant.id}`);
  assert.equal(length, 2);
});

test('M4 an endpoint that is down gets everything when it is up again, under the same webhook-id', async () => {
  let up = false;
  const receiver = await webhookReceiver((_webhook, response) => {
    if (up) return 200;
    response.writeHead(503).end('maintenance until noon\u0000');
    return null;
  });
  const { nadia } = await administered(app, 'down');
  const { secret, path } = await addWebhook(nadia, receiver.url, ['team.create']);
  const names = ['Morning', 'Noon', 'Night'];
  for (const name of names) assert.equal((await nadia.json('POST', '/api/v1/teams', { name })).status, 201);
  await until(() => receiver.received.length >= names.length);
  await until(async () => (await deliveries(nadia, path)).every(({ lastStatus }) => lastStatus === 503));
  const [waiting] = await deliveries(nadia, path, '?state=waiting');
  assert.ok(waiting?.nextAttemptAt);
  assert.equal((await delivery(nadia, path, waiting.id)).attemptLog[0]?.answer, 'maintenance until noon\ufffd');
  assert.notEqual((await webhookAt(nadia, path)).failingSince, null);
  up = true;
  await until(async () => {
    await hurry();
    return (await deliveries(nadia, path, '?state=delivered')).length === names.length;
  });
  assert.equal(new Set(receiver.received.map(({ id }) => id)).size, names.length);
  const told = receiver.received.map((one) => (verified(secret, one).data.target as { name: string }).name);
  assert.deepEqual(new Set(told), new Set(names));
  assert.equal((await webhookAt(nadia, path)).failingSince, null);
});

test('M4 pauses grow as the specification recommends, and after the last attempt it is over', async () => {
  const { tenant, nadia } = await administered(app, 'pauses');
  // Nobody listens there.
  const { path } = await addWebhook(nadia, 'http://127.0.0.1:1/', ['team.create']);
  await nadia.json('POST', '/api/v1/teams', { name: 'Morning' });
  const pauses: number[] = [];
  for (let attempt = 1; attempt <= 10; attempt += 1) {
    await until(async () => (await deliveries(nadia, path))[0]?.attempts === attempt);
    await until(async () => {
      const [id] = await deliveries(nadia, path);
      return id !== undefined && (await delivery(nadia, path, id.id)).attemptLog.length === attempt;
    });
    const [row] = await rows<{ pause: number; state: string }>(
      app,
      sql`SELECT extract(epoch FROM due_at - now())::float8 AS pause, state FROM webhook_deliveries WHERE tenant_id = ${tenant.id}`,
    );
    if (row?.state === 'waiting') pauses.push(row.pause);
    await hurry();
  }
  const expected = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
  assert.equal(pauses.length, expected.length);
  expected.forEach((seconds, at) => {
    const pause = pauses[at] ?? 0;
    assert.ok(pause > seconds * 0.99 - 5 && pause <= seconds * 1.11, `${pause} s, not about ${seconds} s`);
  });
  const [ended] = await deliveries(nadia, path);
  assert.deepEqual([ended?.state, ended?.lastError, ended?.nextAttemptAt], ['failed', 'connection_failed', null]);
});

test('M4 an endpoint that answers 410 is disabled, and the audit log says so; enabled again, it is told of what follows', async () => {
  let status = 410;
  const receiver = await webhookReceiver(() => status);
  const { tenant, nadia } = await administered(app, 'gone');
  await rows(app, sql`UPDATE users SET email = 'nadia@gone.example' WHERE tenant_id = ${tenant.id}`);
  await app.user(tenant, 'bruno', { role: 'administrator', email: 'bruno@gone.example', locale: 'es' });
  // None of these may manage webhooks, or can come in.
  await app.user(tenant, 'sue', { role: 'supervisor', email: 'sue@gone.example' });
  const off = await app.user(tenant, 'off', { role: 'administrator', email: 'off@gone.example' });
  assert.equal((await nadia.json('POST', `/api/v1/users/${off.id}/disable`, {})).status, 204);
  const { path, webhook } = await addWebhook(nadia, `${receiver.url}?key=4f1`, ['team.create']);
  await nadia.json('POST', '/api/v1/teams', { name: 'Morning' });
  await until(async () => !(await webhookAt(nadia, path)).enabled);
  assert.equal((await webhookAt(nadia, path)).disabledReason, 'gone');
  const audit = await nadia.get('/api/v1/audit?action=webhook.disable');
  assert.deepEqual(
    audit
      .json<{ items: { details: unknown; actor: { kind: string } }[] }>()
      .items.map(({ details, actor }) => [details, actor.kind]),
    [[{ reason: 'gone' }, 'system']],
  );
  const notices = await noticesTo('gone.example', 2);
  assert.deepEqual([...notices.keys()].sort(), ['bruno@gone.example', 'nadia@gone.example']);
  const told = notices.get('nadia@gone.example') ?? '';
  for (const part of [
    'A webhook of gone Ltd was disabled',
    'Payroll',
    '(410)',
    `/console/settings/webhooks/${webhook.id}`,
  ])
    assert.ok(told.includes(part), part);
  assert.ok(!told.includes('4f1'), 'but for the host, its address may be a secret');
  assert.match(notices.get('bruno@gone.example') ?? '', /Se_desactiv=C3=B3_un_webhook/);
  // Nobody is told of what happens meanwhile.
  await nadia.json('POST', '/api/v1/teams', { name: 'Noon' });
  status = 200;
  assert.equal((await nadia.json('PATCH', path, { enabled: true })).status, 200);
  await nadia.json('POST', '/api/v1/teams', { name: 'Night' });
  await until(async () => (await deliveries(nadia, path, '?state=delivered')).length === 1);
  assert.equal(receiver.received.length, 2);
  assert.match(receiver.received[1]?.body ?? '', /Night/);
});

test('M4 after five days of nothing but failures an endpoint is disabled', async () => {
  const { tenant, nadia } = await administered(app, 'failing');
  await rows(app, sql`UPDATE users SET email = 'nadia@failing.example' WHERE tenant_id = ${tenant.id}`);
  const { path } = await addWebhook(nadia, 'http://127.0.0.1:1/', ['team.create']);
  await nadia.json('POST', '/api/v1/teams', { name: 'Morning' });
  await until(async () => (await webhookAt(nadia, path)).failingSince !== null);
  await rows(
    app,
    sql`UPDATE webhooks SET failing_since = now() - interval '4 days 23 hours' WHERE tenant_id = ${tenant.id}`,
  );
  await hurry();
  await until(async () => (await deliveries(nadia, path))[0]?.attempts === 2);
  assert.equal((await webhookAt(nadia, path)).enabled, true);
  await rows(
    app,
    sql`UPDATE webhooks SET failing_since = now() - interval '5 days 1 second' WHERE tenant_id = ${tenant.id}`,
  );
  await until(async () => {
    await hurry();
    return (await webhookAt(nadia, path)).disabledReason === 'failing';
  });
  const audit = (await nadia.get('/api/v1/audit?action=webhook.disable')).json<{ items: unknown[] }>();
  assert.equal(audit.items.length, 1);
  // Whoever tries it by hand disables nothing a second time, and nobody is told twice.
  assert.equal((await nadia.json('POST', `${path}/test`, {})).status, 200);
  const [notice = ''] = (await noticesTo('failing.example', 1)).values();
  assert.match(notice, /for five days/);
});

test('M4 what becomes of a delivery of an organisation that is deleted meanwhile keeps no other waiting', async () => {
  const { tenant } = await administered(app, 'stays');
  const attempt = { number: 1, at: '', durationMs: 1, status: 500, error: null, answer: null };
  const outcomeOf = (id: TenantId): Outcome => ({
    tenant: id,
    webhook: newId<WebhookId>(),
    delivery: newId<WebhookDeliveryId>(),
    result: 'retry',
    pauseSeconds: 5,
    attempt,
  });
  const found = await tenantsAtRisk(app.app.house, [outcomeOf(newId<TenantId>()), outcomeOf(tenant.id)]);
  assert.deepEqual([...found.keys()], [tenant.id]);
});

test('M4 a redirect is not followed, a long answer not read, and both say what came', async () => {
  const elsewhere = await webhookReceiver();
  const receiver = await webhookReceiver(({ body }, response) => {
    if (body.includes('Morning')) response.writeHead(302, { location: elsewhere.url }).end();
    else response.writeHead(200).end('x'.repeat(5_000_000));
    return null;
  });
  const { nadia } = await administered(app, 'redirects');
  const { path } = await addWebhook(nadia, receiver.url, ['team.create']);
  await nadia.json('POST', '/api/v1/teams', { name: 'Morning' });
  await until(async () => (await deliveries(nadia, path))[0]?.lastStatus === 302);
  assert.equal((await deliveries(nadia, path))[0]?.state, 'waiting');
  await nadia.json('POST', '/api/v1/teams', { name: 'Noon' });
  await until(async () => (await deliveries(nadia, path, '?state=delivered')).length === 1);
  const [arrived] = await deliveries(nadia, path, '?state=delivered');
  assert.equal((await delivery(nadia, path, arrived?.id ?? '')).attemptLog[0]?.answer, 'x'.repeat(1_024));
  assert.equal(elsewhere.received.length, 0);
});

test('M4 a new secret signs at once, and the one before signs beside it for a day', async () => {
  const receiver = await webhookReceiver();
  const { tenant, nadia } = await administered(app, 'rotates');
  const { secret, path } = await addWebhook(nadia, receiver.url, ['team.create']);
  const changed = await nadia.json('POST', `${path}/secret`, {});
  const { secret: next, webhook } = changed.json<{ secret: string; webhook: { previousSecretUntil: string } }>();
  assert.notEqual(next, secret);
  const hours = (Date.parse(webhook.previousSecretUntil) - Date.now()) / 3_600_000;
  assert.ok(hours > 23.9 && hours <= 24.01, `${hours} h`);
  await nadia.json('POST', '/api/v1/teams', { name: 'Morning' });
  await until(() => receiver.received.length === 1);
  for (const one of [secret, next])
    assert.equal(verified(one, receiver.received[0] ?? assert.fail()).type, 'team.create');
  await rows(app, sql`UPDATE webhooks SET previous_secret_until = now() WHERE tenant_id = ${tenant.id}`);
  await nadia.json('POST', '/api/v1/teams', { name: 'Noon' });
  await until(() => receiver.received.length === 2);
  const [, late] = receiver.received;
  assert.ok(late);
  assert.equal(verified(next, late).type, 'team.create');
  assert.throws(() => new Webhook(secret).verify(late.body, late.headers as Record<string, string>));
});
