// Row S3: an answer to a CAPTCHA counts once, for five minutes, in its own organisation, and nonsense costs little.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { type TestApp, testApp } from '../../test/support/app.ts';
import { rows } from '../../test/support/attack.ts';
import { encode, type Solved, solve, solvedEarlier, waitBegun } from '../../test/support/captcha.ts';
import type { Tenant } from '../tenants/tenants.ts';
import type { CaptchaResult } from './captcha.ts';
import type { ProofOfWorkChallenge } from './proof-of-work.ts';

let app: TestApp;
let statements = 0;
let north: Tenant;
let south: Tenant;
before(async () => {
  app = await testApp({
    onStatement: () => {
      statements += 1;
    },
  });
  // Nobody is connected here and nothing is told to anybody; the beats and looks of those who would be are statements too.
  await Promise.all([app.app.house.connections.close(), app.app.house.webhooks.close()]);
  north = await app.organization('north', { signIn: { captcha: 'always' } });
  south = await app.organization('south', { signIn: { captcha: 'always' } });
});
after(() => app.close());

const origin = { address: '192.0.2.1', browser: 'test', reference: 'r' };

function check(answer: string | null, tenant = north, address = origin.address): Promise<CaptchaResult> {
  return app.app.house.captcha.check(tenant, answer === null ? [] : [answer], { ...origin, address });
}

async function verdictOf(answer: string | null, tenant = north): Promise<string> {
  return (await check(answer, tenant)).verdict;
}

async function fetchChallenge(): Promise<ProofOfWorkChallenge> {
  const answer = await app.browser('north').get('/api/v1/captcha');
  assert.equal(answer.status, 200, answer.text);
  return answer.json<ProofOfWorkChallenge & Record<string, unknown>>();
}

/** A solved challenge with one thing about it changed. */
async function altered(change: (solved: Solved) => unknown): Promise<string> {
  return encode(change(await solve(await fetchChallenge())));
}

test('S3 a solved challenge of this organisation passes', async () => {
  assert.equal(await verdictOf(encode(await solve(await fetchChallenge()))), 'passed');
});

test('S3 of 100 uses of one answer at once exactly one passes, however it is written', async () => {
  const solved = await solve(await fetchChallenge());
  const answers = Array.from({ length: 100 }, (_, time) =>
    encode({ ...solved, solution: { ...solved.solution, time } }),
  );
  const verdicts = await Promise.all(answers.map((answer) => verdictOf(answer)));
  assert.equal(verdicts.filter((verdict) => verdict === 'passed').length, 1);
  assert.equal(await verdictOf(encode(solved)), 'failed');
});

test('S3 an answer counts for five minutes, by the clock of the database', async () => {
  assert.equal(await verdictOf(await solvedEarlier(app.keyring, north.id, 290)), 'passed');
  assert.equal(await verdictOf(await solvedEarlier(app.keyring, north.id, 301)), 'failed');
});

test('O5 S3 the challenge of one organisation opens nothing at another', async () => {
  assert.equal(await verdictOf(await solvedEarlier(app.keyring, south.id, 0)), 'failed');
  assert.equal(await verdictOf(await solvedEarlier(app.keyring, south.id, 0), south), 'passed');
});

test('S3 whoever made the challenge cheaper, younger or signed it themselves is refused', async () => {
  const withParameters = (more: Record<string, unknown>) => (solved: Solved) => ({
    ...solved,
    challenge: { ...solved.challenge, parameters: { ...solved.challenge.parameters, ...more } },
  });
  const signed = (signature: string) => (solved: Solved) => ({
    ...solved,
    challenge: { ...solved.challenge, signature },
  });
  const key = (derive: (key: string, solved: Solved) => string) => (solved: Solved) => ({
    ...solved,
    solution: { ...solved.solution, derivedKey: derive(solved.solution.derivedKey, solved) },
  });
  const changes: Record<string, (solved: Solved) => unknown> = {
    cheaper: withParameters({ cost: 1 }),
    'a short prefix': withParameters({ keyPrefix: '00' }),
    'without the signature of the key': withParameters({ keySignature: undefined }),
    younger: withParameters({ data: { issuedAt: Math.floor(Date.now() / 1000) + 100 } }),
    'signed by nobody': signed('00'.repeat(32)),
    // What everybody knows of the number sought, and nothing more.
    'the prefix alone': key((_, { challenge }) => challenge.parameters.keyPrefix),
    'the prefix and a guess': key((_, { challenge }) => challenge.parameters.keyPrefix.padEnd(64, '0')),
    'almost right': key((whole) => `${whole.slice(0, -2)}${whole.endsWith('00') ? '01' : '00'}`),
  };
  for (const [name, change] of Object.entries(changes))
    assert.equal(await verdictOf(await altered(change)), 'failed', name);
});

test('S3 nonsense is refused before anything is computed or asked of the database', async () => {
  const deep = `${'{"a":'.repeat(400)}1${'}'.repeat(400)}`;
  const nonsense = [
    'x',
    'wait.',
    'wait.1.2.3',
    '\u0000',
    encode(null),
    encode([]),
    encode({ challenge: {}, solution: {} }),
    encode({ challenge: { parameters: { __proto__: null } }, solution: null }),
    Buffer.from(deep).toString('base64'),
    encode({ challenge: 'x'.repeat(30_000) }),
    'A'.repeat(32_000),
  ];
  const asked = statements;
  for (const answer of nonsense) assert.equal(await verdictOf(answer), 'failed', answer.slice(0, 40));
  assert.equal(statements, asked);
});

test('S1 S3 without JavaScript one waits: 20 seconds are enough, 19 are not, after 15 minutes it is too late', async () => {
  assert.deepEqual(await check(waitBegun(app.keyring, north.id, 20), north, '192.0.2.20'), { verdict: 'passed' });
  const early = await check(waitBegun(app.keyring, north.id, 12), north, '192.0.2.21');
  assert.ok(early.verdict === 'failed' && early.waitSeconds !== null);
  assert.ok(early.waitSeconds >= 7 && early.waitSeconds <= 8, `${early.waitSeconds} s`);
  const late = await check(waitBegun(app.keyring, north.id, 901), north, '192.0.2.22');
  assert.deepEqual(late, { verdict: 'failed', waitSeconds: null, unreachable: false });
});

test('S3 a wait that was too short may be sent again when it is over; one that was used may not', async () => {
  const token = waitBegun(app.keyring, north.id, 19);
  assert.equal(await verdictOf(token), 'failed');
  const again = waitBegun(app.keyring, north.id, 60);
  assert.equal((await check(again, north, '192.0.2.30')).verdict, 'passed');
  assert.deepEqual(await check(again, north, '192.0.2.31'), {
    verdict: 'failed',
    waitSeconds: null,
    unreachable: false,
  });
});

test('S3 of 100 uses of one wait at once exactly one passes', async () => {
  const token = waitBegun(app.keyring, north.id, 60);
  const results = await Promise.all(
    Array.from({ length: 100 }, (_, index) => check(token, north, `198.51.100.${index}`)),
  );
  assert.equal(results.filter(({ verdict }) => verdict === 'passed').length, 1);
});

test('S3 waiting is not the cheap way for programs: of 100 waits of one address few pass at once', async () => {
  const tokens = Array.from({ length: 100 }, () => waitBegun(app.keyring, north.id, 60));
  const results = await Promise.all(tokens.map((token) => check(token, north, '203.0.113.7')));
  const passed = results.filter(({ verdict }) => verdict === 'passed').length;
  // Two, when the clock of the database moves on to the next span meanwhile.
  assert.ok(passed === 1 || passed === 2, `${passed} passed`);
  for (const result of results)
    if (result.verdict === 'failed') assert.equal(result.waitSeconds, 5, 'the same wait will do in a moment');
});

test('O5 S3 a wait of one organisation opens nothing at another, nor one that was signed by nobody', async () => {
  assert.equal(await verdictOf(waitBegun(app.keyring, south.id, 60)), 'failed');
  const token = waitBegun(app.keyring, north.id, 0);
  const [, at = '', ...rest] = token.split('.');
  assert.equal(await verdictOf(['wait', String(Number(at) - 60), ...rest].join('.')), 'failed');
});

test('S3 where no CAPTCHA is asked for there is none to solve, and answers are not looked at', async () => {
  const calm = await app.organization('calm', { signIn: { captcha: 'off' } });
  const answer = await app.browser('calm').get('/api/v1/captcha');
  assert.deepEqual(answer.json(), { when: 'off', provider: 'altcha', siteKey: null });
  assert.equal(await verdictOf('x', calm), 'absent');
});

test('S3 only digests of answers are kept', async () => {
  const stored = await rows(app, sql`SELECT * FROM captcha_uses WHERE tenant_id = ${north.id}`);
  assert.ok(stored.length > 0);
  assert.deepEqual(Object.keys(stored[0] ?? {}).sort(), ['answer_hash', 'expires_at', 'tenant_id', 'wait_slot']);
});
