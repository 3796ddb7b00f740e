// The yardstick's "Storage": what is kept of a password, what it is bound to, what unusable input costs, and the rehash.
import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { goodPassword, type TestApp, testApp } from '../../test/support/app.ts';
import { isSignedIn, rows, signedIn } from '../../test/support/attack.ts';
import { until } from '../../test/support/until.ts';
import { newId, type UserId } from '../kernel/ids.ts';
import type { Tenant } from '../tenants/tenants.ts';

let app: TestApp;
const log: string[] = [];
before(async () => {
  app = await testApp({ onLog: (line) => void log.push(line) });
});
after(() => app.close());

interface Stored {
  readonly sealed: Buffer;
  readonly revision: number;
}

async function stored(tenant: Tenant, username: string): Promise<Stored> {
  const [row] = await rows<Stored>(
    app,
    sql`SELECT p.sealed, p.revision FROM passwords p JOIN users u ON u.tenant_id = p.tenant_id AND u.id = p.user_id
      WHERE p.tenant_id = ${tenant.id} AND u.username = ${username}`,
  );
  assert.ok(row);
  return row;
}

function opened(tenant: Tenant, user: string, sealed: Buffer): string {
  return app.app.house.sealer.unseal(sealed, [tenant.id, user, 'password']).toString('utf8');
}

test('V11.4.2 what is kept is Argon2id in PHC form, encrypted, with a salt of its own', async () => {
  const tenant = await app.organization('kept');
  const [ana, bea] = [await app.user(tenant, 'ana'), await app.user(tenant, 'bea')];
  const [anas, beas] = [await stored(tenant, 'ana'), await stored(tenant, 'bea')];
  assert.equal(anas.sealed.includes('argon2'), false, 'a stolen dump cannot be ground without the key');
  assert.match(
    opened(tenant, ana.id, anas.sealed),
    /^\$argon2id\$v=19\$m=1024,t=1,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/,
  );
  assert.notEqual(opened(tenant, ana.id, anas.sealed), opened(tenant, bea.id, beas.sealed));
});

test('V11.3 a row swapped to another user or organisation opens nothing: one’s own password does not become theirs', async () => {
  const tenant = await app.organization('swap');
  const other = await app.organization('swap-other');
  await app.user(tenant, 'victim');
  await app.user(tenant, 'mallory', { password: 'the thief knows 66 this' });
  await app.user(other, 'victim', { password: 'the thief knows 66 this' });
  for (const [from, owner] of [
    [tenant, 'mallory'],
    [other, 'victim'],
  ] as const) {
    const { sealed } = await stored(from, owner);
    await rows(
      app,
      sql`UPDATE passwords SET sealed = ${sealed} WHERE tenant_id = ${tenant.id}
        AND user_id = (SELECT id FROM users WHERE tenant_id = ${tenant.id} AND username = 'victim')`,
    );
    const answer = await app.browser('swap').signIn('victim', 'the thief knows 66 this');
    assert.equal(answer.status, 500, 'a fault, never a session');
  }
  assert.deepEqual(await rows(app, sql`SELECT 1 FROM sessions WHERE tenant_id = ${tenant.id}`), []);
});

test('V6.2.8 nothing is cut or trimmed; forms of the same characters are one password', async () => {
  const tenant = await app.organization('exact');
  const long = `${'long enough 77 sentence, '.repeat(40)}end`;
  await app.user(tenant, 'long', { password: long });
  await app.user(tenant, 'blank', { password: ` ${goodPassword} ` });
  await app.user(tenant, 'accent', { password: 'caf\u00e9 sobre la mesa 42' });
  const status = async (name: string, password: string): Promise<number> =>
    (await app.browser('exact').signIn(name, password)).status;
  assert.equal(await status('long', long), 200);
  assert.equal(await status('long', `${long.slice(0, -1)}D`), 401, 'the last character counts');
  assert.equal(await status('long', `${long}.`), 401);
  assert.equal(await status('blank', ` ${goodPassword} `), 200);
  assert.equal(await status('blank', goodPassword), 401);
  assert.equal(await status('accent', 'cafe\u0301 sobre la mesa 42'), 200, 'NFKC');
  assert.equal(await status('accent', 'cafe sobre la mesa 42'), 401);
});

test('V6.2.8 a password of 1,024 bytes is fine and one of 1,025 is refused, whatever characters it is made of', async () => {
  const tenant = await app.organization('bytes');
  const browser = await signedIn(app, tenant, 'ana', 'agent');
  const change = (newPassword: string) =>
    browser.json('POST', '/api/v1/password/change', { currentPassword: goodPassword, newPassword });
  const words = 'silent copper 12 meadow ';
  const exactly = words.repeat(50).slice(0, 1024);
  for (const password of [`${exactly}x`, 'é'.repeat(513), '\u{1f600}'.repeat(257)]) {
    const answer = await change(password);
    assert.equal(answer.status, 422);
    assert.ok(answer.json<{ violations: string[] }>().violations.includes('too_long'), answer.text);
  }
  for (const password of [`${words}\u0000`, `${words}\ud800`])
    assert.ok((await change(password)).json<{ violations: string[] }>().violations.includes('unusable_characters'));
  assert.equal((await change(exactly)).status, 204);
  assert.equal((await app.browser('bytes').signIn('ana', exactly)).status, 200);
});

test('V6.3.8 no password, an unusable one and a wrong one cost one evaluation each, at the current parameters', async () => {
  const { passwords, hasher } = app.app.house;
  const tenant = await app.organization('cost');
  const { id } = await app.user(tenant, 'ana');
  const owner = { tenant: tenant.id, user: id as UserId }; // the id of a user made above
  const { sealed } = await stored(tenant, 'ana');
  for (const [kept, password, right] of [
    [sealed, goodPassword, true],
    [sealed, 'wrong', false],
    [sealed, '', false],
    [sealed, 'x'.repeat(2000), false],
    [sealed, 'a\u0000b', false],
    [null, goodPassword, false],
    [null, '', false],
  ] as const) {
    const { calls } = hasher.stats();
    assert.equal(await passwords.verify(owner, kept, password), right);
    assert.equal(hasher.stats().calls - calls, 1);
  }
});

test('V11.4.2 when the parameters rise the next sign-in rehashes; revision, history and sessions stay', async () => {
  const tenant = await app.organization('rise');
  const { id } = await app.user(tenant, 'ana');
  const browser = app.browser('rise');
  await browser.signIn('ana', goodPassword);
  const before = await stored(tenant, 'ana');
  const stronger = await testApp({ ownerUrl: app.ownerUrl, keyring: app.keyring, hashMemoryKib: 2048 });
  try {
    assert.equal((await stronger.browser('rise').signIn('ana', goodPassword)).status, 200);
    await until(async () => opened(tenant, id, (await stored(tenant, 'ana')).sealed).includes('m=2048'));
  } finally {
    await stronger.close();
  }
  assert.equal((await stored(tenant, 'ana')).revision, before.revision);
  assert.equal(await isSignedIn(browser), true);
  assert.deepEqual(await rows(app, sql`SELECT 1 FROM password_history WHERE tenant_id = ${tenant.id}`), []);
  assert.equal((await app.browser('rise').signIn('ana', goodPassword)).status, 200, 'the older process reads it too');
});

test('V11.4.2 a rehash that was overtaken by a change changes nothing: the old password does not come back', async () => {
  const tenant = await app.organization('overtaken');
  const { id } = await app.user(tenant, 'ana');
  const owner = { tenant: tenant.id, user: id as UserId }; // the id of a user made above
  const old = await stored(tenant, 'ana');
  const browser = app.browser('overtaken');
  await browser.signIn('ana', goodPassword);
  const body = { currentPassword: goodPassword, newPassword: 'my very own 33 sentence' };
  assert.equal((await browser.json('POST', '/api/v1/password/change', body)).status, 204);
  const changed = await stored(tenant, 'ana');
  const stronger = await testApp({ ownerUrl: app.ownerUrl, keyring: app.keyring, hashMemoryKib: 2048 });
  try {
    await stronger.app.house.passwords.refresh(owner, old.sealed, old.revision, goodPassword);
  } finally {
    await stronger.close();
  }
  assert.deepEqual(await stored(tenant, 'ana'), changed);
});

test('V11.1.1 after a rotation the next sign-in seals the hash under the newest key; then the old key can go', async () => {
  const tenant = await app.organization('rotated');
  const { id } = await app.user(tenant, 'ana');
  const before = await stored(tenant, 'ana');
  const keys = new Map([...app.keyring.keys, ['newest', randomBytes(32)]]);
  const rotated = await testApp({ ownerUrl: app.ownerUrl, keyring: { current: 'newest', keys } });
  try {
    assert.equal((await rotated.browser('rotated').signIn('ana', goodPassword)).status, 200);
    const { sealer, passwords } = rotated.app.house;
    await until(async () => !sealer.needsReseal((await stored(tenant, 'ana')).sealed));
    const after = await stored(tenant, 'ana');
    assert.equal(after.revision, before.revision);
    assert.deepEqual(
      sealer.unseal(after.sealed, [tenant.id, id, 'password']),
      Buffer.from(opened(tenant, id, before.sealed)),
    );
    // Whoever saw the old one comes too late.
    const owner = { tenant: tenant.id, user: id as UserId }; // the id of a user made above
    await passwords.refresh(owner, before.sealed, before.revision, goodPassword);
    assert.deepEqual(await stored(tenant, 'ana'), after);
  } finally {
    await rotated.close();
  }
});

test('V11 what the lock-out remembers of a wrong password is keyed: nobody grinds it from a dump', async () => {
  const tenant = await app.organization('keyed');
  await app.user(tenant, 'ana');
  await app.browser('keyed').signIn('ana', 'nearly-right-1');
  await app.browser('keyed').signIn('nobody-here', 'nearly-right-1');
  const buckets = await rows<{ subject: string; tried: Buffer[] }>(
    app,
    sql`SELECT subject, tried FROM attempt_buckets WHERE tenant_id = ${tenant.id} ORDER BY subject`,
  );
  assert.equal(buckets.length, 2);
  assert.match(buckets[0]?.subject ?? '', /^unknown:[0-9a-f]{64}$/);
  assert.notDeepEqual(buckets[0]?.tried, buckets[1]?.tried, 'the same password for two people looks different');
  for (const { subject, tried } of buckets) {
    // Whoever has the dump knows everything in it, but not the key.
    for (const key of ['', tenant.id, subject]) {
      const guessed = createHmac('sha256', key).update('nearly-right-1').digest();
      assert.equal(
        tried.some((mac) => mac.equals(guessed)),
        false,
      );
    }
    assert.ok(tried.every((mac) => mac.length === 32));
  }
});

test('V16.2.5 a canary password used everywhere stands in no log line and no table', async () => {
  const tenant = await app.organization('canary');
  const canary = 'Canary-9rK2 velvet harbour';
  await app.user(tenant, 'ana', { password: canary });
  const browser = app.browser('canary');
  await browser.signIn('ana', canary);
  await browser.signIn('ana', `${canary} wrong`);
  await browser.signIn(canary, canary);
  await browser.json('POST', '/api/v1/password/check', { password: canary });
  await browser.json('POST', '/api/v1/password/change', { currentPassword: canary, newPassword: `${canary} two` });
  await browser.form('/sign-in', { identifier: 'ana', password: `${canary} two` });
  const token = browser.cookies.get('usher_session') ?? '';
  assert.equal(token.length, 43);
  const tables = await rows<{ name: string }>(
    app,
    sql`SELECT schemaname || '.' || tablename AS name FROM pg_tables WHERE schemaname IN ('public', 'graphile_worker')`,
  );
  assert.ok(tables.length > 15);
  assert.ok(log.length > 0, 'there is a log to look at');
  for (const secret of [canary, canary.toLowerCase(), token]) {
    assert.equal(
      log.some((line) => line.includes(secret)),
      false,
    );
    for (const { name } of tables) {
      const hex = Buffer.from(secret).toString('hex');
      const found = await rows(
        app,
        sql`SELECT 1 FROM ${sql.table(name)} AS t WHERE strpos(t::text, ${secret}) > 0 OR strpos(t::text, ${hex}) > 0`,
      );
      assert.deepEqual(found, [], name);
    }
  }
});

test('V6.3.1 a full queue is told as 503 with Retry-After, before anything is reserved or hashed', async () => {
  const { passwords } = app.app.house;
  const tenant = await app.organization('queue');
  const owner = { tenant: tenant.id, user: newId<UserId>() };
  const busy: Promise<boolean>[] = [];
  while (!passwords.isFull()) busy.push(passwords.verify(owner, null, 'x'));
  await assert.rejects(passwords.verify(owner, null, 'one too many'), { code: 'unavailable' });
  assert.deepEqual(
    await Promise.all(busy),
    busy.map(() => false),
  );
});
