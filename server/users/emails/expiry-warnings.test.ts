// Row P4: a password that expires is announced a week and a day before, once each, to people who can do something about it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { type TestApp, testApp } from '../../../test/support/app.ts';
import { mailsTo, rows } from '../../../test/support/attack.ts';
import { commandLineCaller } from '../../kernel/caller.ts';
import type { Tenant } from '../../tenants/tenants.ts';
import { expiryTasks, warnOfExpiry } from './expiry-warnings.ts';

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app.close());

const maxAgeDays = 90;

function organization(slug: string, maxAge: number | null = maxAgeDays): Promise<Tenant> {
  return app.organization(slug, { passwordPolicy: { preset: 'custom', maxAgeDays: maxAge } });
}

async function person(tenant: Tenant, username: string, leftHours: number, maxAge = maxAgeDays): Promise<void> {
  await app.user(tenant, username, { email: `${username}@${tenant.slug}.example` });
  await leave(tenant, username, leftHours, maxAge);
}

/** Moves the day on which the password was chosen, so that this much of its life is left. */
async function leave(tenant: Tenant, username: string, leftHours: number, maxAge = maxAgeDays): Promise<void> {
  await rows(
    app,
    sql`UPDATE passwords p SET changed_at = now() - make_interval(days => ${maxAge}) + make_interval(hours => ${leftHours}),
        warned_at = warned_at - make_interval(days => 30)
      FROM users u WHERE u.tenant_id = p.tenant_id AND u.id = p.user_id AND u.tenant_id = ${tenant.id} AND u.username = ${username}`,
  );
}

async function warned(tenant: Tenant): Promise<string[]> {
  await warnOfExpiry(app.app.house, tenant);
  const found = await rows<{ recipient: string }>(
    app,
    sql`DELETE FROM mails WHERE tenant_id = ${tenant.id} AND template = 'expiry_warning' RETURNING recipient`,
  );
  return found.map(({ recipient }) => recipient.replace(/@.*/, '')).sort();
}

test('P4 people are told a week and a day before their password expires, once each', async () => {
  const tenant = await organization('aging');
  await person(tenant, 'fresh', 8 * 24 + 1);
  await person(tenant, 'week', 8 * 24 - 1);
  await person(tenant, 'missed', 4 * 24);
  await person(tenant, 'day', 25);
  await person(tenant, 'today', 3);
  await person(tenant, 'over', -1);
  assert.deepEqual(await warned(tenant), ['day', 'missed', 'today', 'week']);
  assert.deepEqual(await warned(tenant), [], 'once');
  await rows(
    app,
    sql`UPDATE passwords SET changed_at = changed_at - interval '4 days', warned_at = warned_at - interval '4 days' WHERE tenant_id = ${tenant.id}`,
  );
  assert.deepEqual(await warned(tenant), ['fresh'], 'a week before; the others have been told of it, or are over');
  await rows(
    app,
    sql`UPDATE passwords SET changed_at = changed_at - interval '3 days', warned_at = warned_at - interval '3 days' WHERE tenant_id = ${tenant.id}`,
  );
  assert.deepEqual(await warned(tenant), ['fresh', 'week'], 'a day before');
});

test('P4 the mail says how long, until when, and leads to the page that changes it', async () => {
  const tenant = await organization('aging-mail');
  await person(tenant, 'ana', 7 * 24 + 5);
  await warnOfExpiry(app.app.house, tenant);
  const [subject] = await mailsTo(app, 'ana@aging-mail.example', 1);
  assert.match(subject ?? '', /expires in 7 days/);
  const { captured } = app.app.house.mail;
  const header = (await captured?.list())?.find(({ to }) => to === 'ana@aging-mail.example');
  const { text = '' } = (await captured?.read(header?.id ?? '')) ?? {};
  assert.ok(text.includes(`${tenant.origin}/account/password`));
  assert.match(text, /Expires: \w{3},? \d+ \w{3}.* (WET|WEST|GMT)/);
});

test('P4 a new password is a new life: told again in its time, and not before', async () => {
  const tenant = await organization('aging-anew');
  await person(tenant, 'ana', 100);
  assert.deepEqual(await warned(tenant), ['ana']);
  const { id } = (await rows<{ id: string }>(app, sql`SELECT id FROM users WHERE tenant_id = ${tenant.id}`))[0] ?? {
    id: '',
  };
  const { users } = app.app.house;
  await users.setPassword(tenant, commandLineCaller(tenant.id), id, {
    password: 'entirely different 77 words',
    temporary: false,
  });
  assert.deepEqual(await warned(tenant), []);
  await rows(
    app,
    sql`UPDATE passwords SET changed_at = changed_at - make_interval(days => ${maxAgeDays - 5}) WHERE tenant_id = ${tenant.id}`,
  );
  assert.deepEqual(await warned(tenant), ['ana']);
});

test('P4 nobody is told who could do nothing, or where passwords do not age', async () => {
  const tenant = await organization('aging-not');
  for (const username of ['disabled', 'inactive', 'temporary', 'nowhere']) await person(tenant, username, 48);
  await rows(app, sql`UPDATE users SET disabled = true WHERE username = 'disabled'`);
  await rows(app, sql`UPDATE users SET status = 'inactive' WHERE username = 'inactive'`);
  await rows(app, sql`UPDATE users SET email = NULL WHERE username = 'nowhere'`);
  await rows(
    app,
    sql`UPDATE passwords p SET temporary = true FROM users u WHERE u.id = p.user_id AND u.username = 'temporary'`,
  );
  assert.deepEqual(await warned(tenant), []);
  const ageless = await organization('aging-never', null);
  await person(ageless, 'ana', 48);
  assert.deepEqual(await warned(ageless), []);
  const short = await organization('aging-short', 3);
  await person(short, 'ana', 60, 3);
  assert.deepEqual(await warned(short), [], 'a life of three days is announced on its last ones only');
  await person(short, 'eva', 30, 3);
  assert.deepEqual(await warned(short), ['eva']);
});

test('P4 sixteen at once tell each person once, in few statements however many they are', async () => {
  const tenant = await organization('aging-race');
  await person(tenant, 'first', 48);
  await rows(
    app,
    sql`WITH many AS (SELECT gen_random_uuid() AS id, n FROM generate_series(1, 700) AS n),
      people AS (INSERT INTO users (tenant_id, id, username, email, role_id)
        SELECT ${tenant.id}, many.id, 'p' || n, 'p' || n || '@race.example', u.role_id FROM many, users u
        WHERE u.tenant_id = ${tenant.id} AND u.username = 'first' RETURNING id)
      INSERT INTO passwords (tenant_id, user_id, sealed, changed_by, changed_at)
      SELECT ${tenant.id}, many.id, 'x', 'test', now() - interval '86 days' FROM many`,
  );
  const counts = await Promise.all(Array.from({ length: 16 }, () => warnOfExpiry(app.app.house, tenant)));
  assert.equal(
    counts.reduce((sum, count) => sum + count, 0),
    701,
  );
  const told = await rows<{ people: number; mails: number }>(
    app,
    sql`SELECT count(DISTINCT user_id)::integer AS people, count(*)::integer AS mails FROM mails
      WHERE tenant_id = ${tenant.id} AND template = 'expiry_warning'`,
  );
  assert.deepEqual(told, [{ people: 701, mails: 701 }]);
});

test('P4 it is done in the organisation’s own morning', async () => {
  const tenant = await organization('aging-morning');
  await person(tenant, 'ana', 48);
  const zone = async (name: string) => rows(app, sql`UPDATE tenants SET time_zone = ${name} WHERE id = ${tenant.id}`);
  const [clock] = await rows<{ hour: number }>(
    app,
    sql`SELECT extract(hour FROM now() AT TIME ZONE 'UTC')::integer AS hour`,
  );
  const hour = clock?.hour ?? 0;
  const run = async (at: number) => {
    const { 'users:expiry-warnings': task } = expiryTasks(app.app.house, at);
    const helpers = { attempt: 1, attemptsMax: 1, abortSignal: AbortSignal.abort(), exclusively: async () => true };
    await task({}, helpers);
    const [row] = await rows<{ count: number }>(
      app,
      sql`SELECT count(*)::integer AS count FROM mails WHERE tenant_id = ${tenant.id} AND template = 'expiry_warning'`,
    );
    return row?.count;
  };
  await zone('Asia/Tokyo');
  assert.equal(await run(hour), 0);
  assert.equal(await run((hour + 9) % 24), 1);
});
