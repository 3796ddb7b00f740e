// The yardstick's "Storage", row M1: people bring along the passwords they have elsewhere, and log in with them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { type TestApp, testApp } from '../../test/support/app.ts';
import { isSignedIn, rows } from '../../test/support/attack.ts';
import { foreignVectors } from '../../test/support/foreign-hashes.ts';
import { checked, imported, importHouse, importPath, linesOf, upload } from '../../test/support/imports.ts';
import { until } from '../../test/support/until.ts';
import type { UserId } from '../kernel/ids.ts';
import type { Tenant } from '../tenants/tenants.ts';

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app.close());

interface Row {
  readonly id: UserId;
  readonly sealed: Buffer;
  readonly revision: number;
  readonly temporary: boolean;
}

async function stored(tenant: Tenant, username: string): Promise<Row & { readonly hash: string }> {
  const [row] = await rows<Row>(
    app,
    sql`SELECT u.id, p.sealed, p.revision, p.temporary FROM passwords p
      JOIN users u ON u.tenant_id = p.tenant_id AND u.id = p.user_id
      WHERE p.tenant_id = ${tenant.id} AND u.username = ${username}`,
  );
  assert.ok(row);
  const hash = app.app.house.sealer.unseal(row.sealed, [tenant.id, row.id, 'password']).toString('utf8');
  return { ...row, hash };
}

const vectors = Object.entries(foreignVectors);

test('M1 V11.4.2 people sign in with the password they had elsewhere, whose hash ours replaces then', async () => {
  const { tenant, nadia } = await importHouse(app, 'brought');
  const lines = vectors.map(([name, { text }]) => `${name};"${text}"`);
  const { id, plan } = await upload(nadia, ['username;password hash', ...lines].join('\n'));
  assert.deepEqual(plan.columns, ['username', 'passwordHash']);
  assert.equal((await checked(nadia, id)).foreseen?.created, vectors.length);
  const done = await imported(nadia, id);
  assert.deepEqual([done.counts.created, done.passwords], [vectors.length, 0], 'nobody is given another one');
  for (const [name, { text, password }] of vectors) {
    const before = await stored(tenant, name);
    assert.equal(before.hash, `foreign:${text}`);
    assert.equal(before.sealed.includes(text.slice(-20)), false, 'a stolen dump cannot be ground without the key');
    const browser = app.browser('brought');
    assert.equal((await browser.signIn(name, `${password}.`)).status, 401, name);
    assert.equal((await stored(tenant, name)).hash, before.hash);
    assert.equal((await browser.signIn(name, password)).status, 200, name);
    await until(async () => /^\$argon2id\$v=19\$m=1024,t=1,p=1\$/.test((await stored(tenant, name)).hash));
    assert.equal((await stored(tenant, name)).revision, before.revision, 'the session opened with it stays');
    assert.equal((await app.browser('brought').signIn(name, password)).status, 200, name);
  }
});

test('V11.4.2 of two first sign-ins at once both come in, and one replaces the hash', async () => {
  const { tenant, nadia } = await importHouse(app, 'both');
  const { text, password } = foreignVectors.bcrypt;
  const { id } = await upload(nadia, `username,password hash\nana,${text}\n`);
  await checked(nadia, id);
  await imported(nadia, id);
  const before = await stored(tenant, 'ana');
  const answers = await Promise.all([1, 2].map(() => app.browser('both').signIn('ana', password)));
  assert.deepEqual(
    answers.map((answer) => answer.status),
    [200, 200],
  );
  await until(async () => (await stored(tenant, 'ana')).hash.startsWith('$argon2id$'));
  await app.app.house.hasher.drain();
  const once = await stored(tenant, 'ana');
  // The other one, however late it comes.
  const owner = { tenant: tenant.id, user: before.id };
  await app.app.house.passwords.refresh(owner, before.sealed, before.revision, password);
  assert.deepEqual((await stored(tenant, 'ana')).sealed, once.sealed);
});

test('M1 a hash beyond the bounds, of no known kind or cut off is refused with its line; no answer shows a hash', async () => {
  const { nadia } = await importHouse(app, 'bounds');
  const { text } = foreignVectors.bcrypt;
  const lines = [
    'username,hash,must change',
    `ana,${text},`,
    `bo,${text.replace('$05$', '$14$')},`,
    `cy,${text.slice(0, -1)},`,
    'di,5f4dcc3b5aa765d61d8327deb882cf99,',
    `ed,${text},perhaps`,
    // What is no hash may be the password itself.
    `flo,${'password1'.repeat(60)},`,
  ];
  const { id, preview } = await upload(nadia, lines.join('\n'));
  assert.deepEqual(preview[0], ['ana', '•••', '']);
  assert.deepEqual((await checked(nadia, id)).foreseen, { created: 1, updated: 0, skipped: 0, refused: 5 });
  const refused = await linesOf(nadia, id, 'refused');
  assert.deepEqual(
    refused.map(({ line, reasons }) => [line, reasons[0]?.code]),
    [
      [3, 'hash_too_costly'],
      [4, 'hash_malformed'],
      [5, 'hash_unknown'],
      [6, 'must_change_unknown'],
      [7, 'hash_malformed'],
    ],
  );
  await nadia.json('PATCH', '/api/v1/session', { locale: 'es' });
  const spanish = (await linesOf(nadia, id, 'refused'))[0]?.message;
  assert.equal(spanish, 'El hash de la contraseña costaría demasiado en cada inicio de sesión.');
  const report = await nadia.get(`${importPath}/${id}/report`);
  assert.match(report.text, /^3,bo,refused,invalid_request,El hash de la contraseña costaría/m);
  const answers = await Promise.all(
    [`/${id}`, `/${id}/lines?limit=200`, `/${id}/report`, ''].map((path) => nadia.get(importPath + path)),
  );
  for (const { text: told } of answers) assert.doesNotMatch(told, /E5YPO9kmyuRG|password1/);
});

test('M1 P3 whoever must change is asked to at the first sign-in, and nobody’s password is replaced by a file', async () => {
  const { tenant, nadia } = await importHouse(app, 'change');
  const { text, password } = foreignVectors.bcrypt;
  const content = `username,hash,must change\nana,${text},sí\nbo,${text},no\nnadia,${text},\n`;
  await app.user(tenant, 'eva');
  const { id } = await upload(nadia, `${content}eva,${text},\n`);
  await nadia.json('PATCH', `${importPath}/${id}`, { existing: 'update' });
  await checked(nadia, id);
  const done = await imported(nadia, id);
  assert.deepEqual(done.counts, { created: 2, updated: 1, skipped: 0, refused: 1 });
  assert.equal((await stored(tenant, 'ana')).temporary, true);
  const browser = app.browser('change');
  const answer = await browser.signIn('ana', password);
  assert.match(answer.text, /"new_password"/);
  assert.equal(await isSignedIn(browser), false);
  assert.equal((await app.browser('change').signIn('bo', password)).status, 200);
  assert.match((await stored(tenant, 'eva')).hash, /^\$argon2id\$/, 'eva keeps the one she has');
});
