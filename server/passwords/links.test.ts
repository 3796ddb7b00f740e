// Rows R2, R4: a link works once, for a while, by the database's clock, for one person of one organisation; the newest one only.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { goodPassword, type TestApp, testApp } from '../../test/support/app.ts';
import { rows } from '../../test/support/attack.ts';
import { commandLineCaller } from '../kernel/caller.ts';
import type { UserId } from '../kernel/ids.ts';
import { Refusal } from '../kernel/refusal.ts';
import type { Tenant } from '../tenants/tenants.ts';
import { endLinks, issueLink, type LinkPurpose, lookAtLink, pruneLinks, useLink } from './links.ts';
import type { Owner } from './passwords.ts';

let app: TestApp;
let tenant: Tenant;
before(async () => {
  app = await testApp();
  tenant = await app.organization('links');
});
after(() => app.close());

async function person(username: string): Promise<Owner> {
  const { id } = await app.user(tenant, username);
  return { tenant: tenant.id, user: id as UserId }; // the cast brands an id that the server made
}

function inTransaction<Result>(work: Parameters<typeof app.app.house.database.withTenant<Result>>[1]): Promise<Result> {
  return app.app.house.database.withTenant(tenant.id, work);
}

/** @returns the token; null when the person has had too many */
async function issued(
  owner: Owner,
  purpose: LinkPurpose = 'reset',
  perHourMax: number | null = null,
): Promise<string | null> {
  const link = await inTransaction((tx) => issueLink(tx, owner, { purpose, minutes: 60, perHourMax }));
  return link === null ? null : (new URL(link.path, 'http://x').searchParams.get('token') ?? '');
}

async function refused(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  return 'not refused';
}

const look = (token: string | null) => inTransaction((tx) => lookAtLink(tx, tenant.id, token ?? ''));
const use = (token: string | null) => inTransaction((tx) => useLink(tx, tenant.id, token ?? ''));

test('R2 a link has 256 random bits, of which only the SHA-256 is stored; looking at it as often as one likes uses nothing up', async () => {
  const ana = await person('ana');
  const token = await issued(ana);
  assert.match(token ?? '', /^[\w-]{43}$/);
  const [stored] = await rows<{ row: string; hash: Buffer }>(
    app,
    sql`SELECT t::text AS row, token_hash AS hash FROM password_links t WHERE user_id = ${ana.user}`,
  );
  assert.equal(stored?.hash.length, 32);
  assert.ok(!stored?.row.includes(token ?? '-'));
  for (let n = 0; n < 20; n += 1) assert.deepEqual(await look(token), { user: ana.user, purpose: 'reset' });
  assert.equal(await use(token), ana.user);
  assert.equal(await refused(look(token)), 'link_invalid');
  assert.equal(await refused(use(token)), 'link_invalid');
});

test('R2 a new link kills the old one, whatever either was for, and never those of others', async () => {
  const [bea, cem] = [await person('bea'), await person('cem')];
  const cems = await issued(cem);
  const activation = await issued(bea, 'activation');
  const first = await issued(bea);
  const second = await issued(bea);
  for (const dead of [activation, first]) assert.equal(await refused(use(dead)), 'link_invalid');
  assert.equal((await look(cems)).user, cem.user);
  assert.equal(await use(second), bea.user);
});

test('R4 the database decides when an hour is over: alive at 59:59, dead at 60:00', async () => {
  const dan = await person('dan');
  const token = await issued(dan);
  const shift = (seconds: number) =>
    rows(
      app,
      sql`UPDATE password_links SET expires_at = now() + make_interval(secs => ${seconds}) WHERE user_id = ${dan.user}`,
    );
  const [{ left } = { left: 0 }] = await rows<{ left: number }>(
    app,
    sql`SELECT extract(epoch FROM expires_at - created_at)::float8 AS left FROM password_links WHERE user_id = ${dan.user}`,
  );
  assert.equal(left, 3600);
  await shift(1);
  await look(token);
  await shift(0);
  assert.equal(await refused(look(token)), 'link_expired');
  assert.equal(await refused(use(token)), 'link_invalid');
});

test('R2 whatever sets the password ends the link, in the same transaction', async () => {
  const eva = await person('eva');
  const first = await issued(eva);
  await app.app.house.users.setPassword(tenant, commandLineCaller(tenant.id), eva.user, { generate: true });
  assert.equal(await refused(use(first)), 'link_invalid');
  const third = await issued(eva);
  await inTransaction((tx) => endLinks(tx, eva));
  assert.equal(await refused(use(third)), 'link_invalid');
});

test('O5 the link of one organisation is nothing in another', async () => {
  const other = await app.organization('links-other');
  const fay = await person('fay');
  const token = (await issued(fay)) ?? '';
  const elsewhere = (work: typeof lookAtLink | typeof useLink) =>
    app.app.house.database.withTenant(other.id, async (tx) => void (await work(tx, other.id, token)));
  assert.equal(await refused(elsewhere(lookAtLink)), 'link_invalid');
  assert.equal(await refused(elsewhere(useLink)), 'link_invalid');
  assert.equal(await use(token), fay.user);
});

test('R2 five an hour, also when 20 are asked for at once; then nothing until an hour has passed', async () => {
  const gus = await person('gus');
  const tokens = await Promise.all(Array.from({ length: 20 }, () => issued(gus, 'reset', 5)));
  const given = tokens.filter((token) => token !== null);
  assert.equal(given.length, 5);
  const alive = await Promise.all(given.map((token) => refused(look(token))));
  assert.equal(alive.filter((code) => code === 'not refused').length, 1);
  assert.equal(await issued(gus, 'reset', 5), null);
  await rows(
    app,
    sql`UPDATE password_links SET created_at = created_at - interval '1 hour' WHERE user_id = ${gus.user}`,
  );
  assert.notEqual(await issued(gus, 'reset', 5), null);
});

test('S9 setting a password unlocks, unless it is said that a lock stays; tries that led to none are forgotten either way', async () => {
  const { database, passwords } = app.app.house;
  const rule = { threshold: 3, timedMinutes: null };
  const how = { temporary: false, expiresHours: null, changedBy: 'x', history: 5, guarded: false };
  const left = async (owner: Owner) =>
    (
      await rows<{ bucket: string }>(
        app,
        sql`SELECT bucket FROM attempt_buckets WHERE subject = ${`user:${owner.user}`}`,
      )
    ).map(({ bucket }) => bucket.slice(0, 7));
  for (const [name, keepsLock, expected] of [
    ['hal', rule, ['elsewhe']],
    ['ida', undefined, []],
  ] as const) {
    const owner = await person(name);
    await rows(
      app,
      sql`INSERT INTO attempt_buckets (tenant_id, subject, bucket, tried, locked_at) VALUES
        (${tenant.id}, ${`user:${owner.user}`}, 'elsewhere', ARRAY['1','2','3']::bytea[], now()),
        (${tenant.id}, ${`user:${owner.user}`}, 'browser:' || gen_random_uuid(), ARRAY['1','2']::bytea[], NULL)`,
    );
    const prepared = await passwords.prepareGenerated(owner, `${goodPassword} ${name}`);
    const more = keepsLock === undefined ? {} : { keepsLock };
    await database.withTenant(tenant.id, (tx) => passwords.set(tx, owner, prepared, { ...how, ...more }));
    assert.deepEqual(await left(owner), expected, name);
  }
});

test('M6 links are forgotten a month after they expired', async () => {
  const jon = await person('jon');
  const token = await issued(jon);
  await rows(app, sql`UPDATE password_links SET expires_at = now() - interval '29 days' WHERE user_id = ${jon.user}`);
  await app.app.house.database.withSystem(pruneLinks);
  assert.equal(await refused(look(token)), 'link_expired');
  await rows(app, sql`UPDATE password_links SET expires_at = now() - interval '31 days' WHERE user_id = ${jon.user}`);
  await app.app.house.database.withSystem(pruneLinks);
  assert.equal(await refused(look(token)), 'link_invalid');
});
