// The yardstick's "Storage": hashes of other systems, as their own makers published them, with bounds on what each may cost.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foreignVectors } from '../../test/support/foreign-hashes.ts';
import { givesForeignHash, looksLikeHash, readForeignHash } from './foreign-hash.ts';
import { createHasher, HashMalformed, HashQueueFull } from './hashing.ts';

const cheap = { memoryCost: 64, timeCost: 1, parallelism: 1 };

async function gives(text: string, password: string): Promise<boolean> {
  const read = readForeignHash(text);
  if (typeof read === 'string') throw new Error(`${read}: ${text}`);
  return givesForeignHash(read, password);
}

test('M1 each published hash is given by its password, and by no other', async () => {
  for (const [name, { text, password }] of Object.entries(foreignVectors)) {
    assert.equal(await gives(text, password), true, name);
    assert.equal(await gives(text, `${password}.`), false, name);
    assert.equal(await gives(text, ''), false, name);
    assert.equal(looksLikeHash(text), true, name);
  }
});

test('V6.2.8 bcrypt would cut a password after 72 bytes or at NUL: such a one is never the right one', async () => {
  // OpenBSD's own vector has 72 bytes; crypt_blowfish gives the same hash for whatever stands after them.
  const { text, password } = foreignVectors.bcryptLong;
  assert.equal(Buffer.byteLength(password), 72);
  assert.equal(await gives(text, password), true);
  assert.equal(await gives(text, `${password}chars after 72 are ignored`), false);
  const { text: short, password: word } = foreignVectors.bcrypt;
  assert.equal(await gives(short, `${word}\0more`), false);
});

test('security: what costs more than the bounds is refused before anything is evaluated', () => {
  const salt = 'aM15713r3Xsvxbi31lqr1Q';
  const output = 'nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E';
  for (const text of [
    '$2b$14$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy',
    '$2b$31$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy',
    `$pbkdf2-sha256$2000001$${salt}$${output}`,
    `$pbkdf2-sha512$1000001$${salt}$${output}`,
    // Two blocks of output cost twice as much as one.
    `$pbkdf2-sha256$1000001$${salt}$${'A'.repeat(86)}`,
    `pbkdf2_sha256$999999999$seasalt$${output}=`,
    `$scrypt$ln=18,r=8,p=1$${salt}$${output}`,
    `$scrypt$ln=17,r=8,p=2$${salt}$${output}`,
    `$scrypt$ln=20,r=1024,p=1$${salt}$${output}`,
    `$argon2id$v=19$m=262145,t=1,p=1$${salt}$${output}`,
    `$argon2id$v=19$m=65536,t=9,p=1$${salt}$${output}`,
    `$argon2i$v=19$m=64,t=4294967295,p=1$${salt}$${output}`,
    `$argon2id$v=19$m=65536,t=1,p=17$${salt}$${output}`,
  ])
    assert.equal(readForeignHash(text), 'too_costly', text);
});

test('security: what is within the bounds can be judged, however its cost is made up', async () => {
  const salt = 'aM15713r3Xsvxbi31lqr1Q';
  const output = 'nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E';
  assert.equal(await gives(`$scrypt$ln=1,r=52,p=9999$${salt}$${output}`, 'wrong'), false);
  assert.equal(await gives(`$scrypt$ln=17,r=8,p=1$${salt}$${output}`, 'wrong'), false);
});

test('security: malformed hashes, and ones so short that many passwords give them, are refused', () => {
  const salt = 'aM15713r3Xsvxbi31lqr1Q';
  const output = 'nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E';
  for (const text of [
    '$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhW',
    '$2b$03$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy',
    // What the faulty crypt_blowfish made; other characters come out of it.
    '$2x$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy',
    '$2b$+4$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy',
    `$pbkdf2-sha256$0$${salt}$${output}`,
    `$pbkdf2-sha1$1000$${salt}$${output}`,
    `$pbkdf2-sha256$1000$$${output}`,
    `$pbkdf2-sha256$1000$${salt}$`,
    `$pbkdf2-sha256$1000$${salt}$QUJD`,
    `$pbkdf2-sha256$1000$${salt}$${output}$`,
    `$pbkdf2-sha256$1000$${salt}$${output}!`,
    `$scrypt$ln=0,r=8,p=1$${salt}$${output}`,
    `$scrypt$ln=16,r=0,p=1$${salt}$${output}`,
    `$scrypt$ln=16,r=1,p=1$${salt}$${output}`,
    `$scrypt$ln=16,r=8$${salt}$${output}`,
    `$argon2id$v=19$m=64,t=1,p=1$${salt}$QUJD`,
    `$argon2id$v=19$m=64,t=1,p=1$${salt}`,
    `$argon2x$v=19$m=64,t=1,p=1$${salt}$${output}`,
    `$argon2id$v=19$m=64,t=1,p=1$${salt}$${'A'.repeat(600)}`,
  ])
    assert.equal(readForeignHash(text), 'malformed', text);
  for (const text of ['', 'secret', '5f4dcc3b5aa765d61d8327deb882cf99', '$1$salt$qJH7.N4xYta3aEG/dfqo/0', '{SSHA}x'])
    assert.equal(readForeignHash(text), 'unknown', text);
});

test('security: judging one takes one place of the pool, and costs ours besides; a malformed one costs nothing', async () => {
  const hasher = createHasher({ parameters: cheap, concurrency: 1 });
  const { text, password } = foreignVectors.bcrypt;
  const both = [hasher.verifyForeign(text, password), hasher.verifyForeign(text, 'wrong')];
  assert.deepEqual(hasher.stats(), { running: 1, queued: 1, calls: 1 });
  assert.deepEqual(await Promise.all(both), [true, false]);
  assert.equal(hasher.stats().calls, 2);
  await assert.rejects(hasher.verifyForeign('$2b$10$short', password), HashMalformed);
  assert.equal(hasher.stats().calls, 2);
});

test('security: of foreign hashes that take much memory so many are judged at once as 512 MiB hold, whatever the cores', async () => {
  let most = 0;
  const hooks = { started: () => (most = Math.max(most, hasher.stats().running)) };
  const hasher = createHasher({ parameters: cheap, concurrency: 8, queueMax: 4, hooks });
  const heavy = '$argon2id$v=19$m=262144,t=1,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E';
  const judged = Array.from({ length: 6 }, () => hasher.verifyForeign(heavy, 'wrong'));
  await assert.rejects(hasher.verifyForeign(heavy, 'wrong'), HashQueueFull, 'two run, four wait');
  // Who needs none of it waits for none of them.
  const { text, password } = foreignVectors.bcrypt;
  assert.equal(await hasher.verifyForeign(text, password), true);
  assert.deepEqual(await Promise.all(judged), Array(6).fill(false));
  assert.ok(most <= 3, `${most} at once`);
});
