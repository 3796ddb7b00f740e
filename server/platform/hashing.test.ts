import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createHasher, defaultHashParameters, HashMalformed, type HashParameters, HashQueueFull } from './hashing.ts';

const cheap: HashParameters = { memoryCost: 64, timeCost: 1, parallelism: 1 };
/** Slow enough that everything submitted in the same tick finds the first ones still running. */
const slow: HashParameters = { memoryCost: 32_768, timeCost: 2, parallelism: 1 };

test('S9 a hash verifies with its password only, the empty one included', async () => {
  const hasher = createHasher({ parameters: cheap });
  for (const password of ['correct horse', '', 'пароль 漢字 🙂', 'x'.repeat(1024)]) {
    const phc = await hasher.hash(password);
    assert.equal(await hasher.verify(phc, password), true);
    assert.equal(await hasher.verify(phc, `${password}.`), false);
  }
});

test('ASVS 11.4.2 the default is Argon2id with 46 MiB, one pass, one lane, a 16-byte salt and 32 bytes of output', async () => {
  const hasher = createHasher();
  const phc = await hasher.hash('correct horse');
  assert.match(phc, /^\$argon2id\$v=19\$m=47104,t=1,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  assert.equal(hasher.needsRehash(phc), false);
  assert.notEqual(phc, await hasher.hash('correct horse'));
});

test('S9 a stored hash is verified at its own cost and asks for a rehash under other parameters', async () => {
  const phc = await createHasher({ parameters: cheap }).hash('correct horse');
  const raised = createHasher({ parameters: { ...cheap, timeCost: 2 } });
  assert.equal(await raised.verify(phc, 'correct horse'), true);
  assert.equal(raised.needsRehash(phc), true);
  assert.equal(createHasher({ parameters: { ...cheap, memoryCost: 128 } }).needsRehash(phc), true);
  assert.equal(createHasher({ parameters: { ...cheap, parallelism: 2, memoryCost: 64 } }).needsRehash(phc), true);
});

test('S9 what is not an Argon2id hash, or costs too much, throws and is never a wrong password', async () => {
  const hasher = createHasher({ parameters: cheap });
  const tail = '$c29tZXNhbHRzb21lc2FsdA$DmS2zB0YFQ0Pp1mB0vB3zQkF7sP0m3Hh5Vbb5H0aR3I';
  const malformed = [
    '',
    'correct horse',
    '$argon2id$v=19$m=64,t=1,p=1',
    `$argon2i$v=19$m=64,t=1,p=1${tail}`,
    `$argon2id$v=16$m=64,t=1,p=1${tail}`,
    `$argon2id$v=19$m=2097152,t=1,p=1${tail}`,
    `$argon2id$v=19$m=64,t=1000,p=1${tail}`,
    '$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy',
  ];
  for (const phc of malformed) {
    await assert.rejects(hasher.verify(phc, 'correct horse'), HashMalformed, phc);
    assert.throws(() => hasher.needsRehash(phc), HashMalformed, phc);
  }
  assert.equal(hasher.stats().calls, 0);
  assert.equal(await hasher.verify(`$argon2id$v=19$m=64,t=1,p=1${tail}`, 'correct horse'), false);
});

test('S9 an unknown user costs one evaluation under the current parameters, as a known one does', async () => {
  const hasher = createHasher({ parameters: cheap });
  const phc = await hasher.hash('correct horse');
  const before = hasher.stats().calls;
  assert.equal(await hasher.verify(phc, 'wrong'), false);
  const known = hasher.stats().calls - before;
  assert.equal(await hasher.verifyDummy('wrong'), false);
  const unknown = hasher.stats().calls - before - known;
  assert.equal(known, 1);
  assert.equal(unknown, known);
});

test('security: at most `concurrency` run, at most `queueMax` wait, the rest is turned away without an evaluation', async () => {
  let refused = 0;
  let most = 0;
  const hasher = createHasher({
    parameters: slow,
    concurrency: 2,
    queueMax: 3,
    hooks: { started: () => (most = Math.max(most, hasher.stats().running)), refused: () => (refused += 1) },
  });
  const outcomes = await Promise.allSettled(Array.from({ length: 9 }, () => hasher.verifyDummy('x')));
  assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 5);
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') assert.ok(outcome.reason instanceof HashQueueFull);
  }
  assert.equal(refused, 4);
  assert.equal(most, 2);
  assert.deepEqual(hasher.stats(), { running: 0, queued: 0, calls: 5 });
});

test('security: the default queue holds 200', async () => {
  const hasher = createHasher({ parameters: cheap, concurrency: 1 });
  const outcomes = await Promise.allSettled(Array.from({ length: 202 }, () => hasher.verifyDummy('x')));
  assert.equal(outcomes.filter(({ status }) => status === 'rejected').length, 1);
});

test('security: waiting evaluations are served first come, first served', async () => {
  const hasher = createHasher({ parameters: cheap, concurrency: 1 });
  const order: number[] = [];
  await Promise.all(Array.from({ length: 20 }, (_, index) => hasher.verifyDummy('x').then(() => order.push(index))));
  assert.deepEqual(
    order,
    Array.from({ length: 20 }, (_, index) => index),
  );
});

test('security: an evaluation that fails gives its place back', async () => {
  const hasher = createHasher({ parameters: cheap, concurrency: 1 });
  // A cast, because no string makes the library fail: this reaches it with what is not a string.
  await assert.rejects(hasher.hash(null as unknown as string));
  assert.equal(hasher.stats().calls, 1);
  assert.equal(await hasher.verifyDummy('x'), false);
  assert.equal(hasher.stats().running, 0);
});

test('O1 drain resolves once nothing runs or waits', async () => {
  const hasher = createHasher({ parameters: slow, concurrency: 1 });
  await hasher.drain();
  const pending = [hasher.verifyDummy('a'), hasher.verifyDummy('b'), hasher.verifyDummy('c')];
  assert.equal(hasher.stats().queued, 2);
  await hasher.drain();
  assert.deepEqual(hasher.stats(), { running: 0, queued: 0, calls: 3 });
  await Promise.all(pending);
});

test('security: parameters and limits that make no sense are refused at start', () => {
  assert.throws(() => createHasher({ concurrency: 0 }), RangeError);
  assert.throws(() => createHasher({ queueMax: -1 }), RangeError);
  assert.throws(() => createHasher({ parameters: { ...defaultHashParameters, timeCost: 11 } }), HashMalformed);
});
