// Row M2: the same request at the same instant in two processes. Danger: each takes itself for the first, and both are done.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { goodPassword } from '../support/app.ts';
import { rows } from '../support/attack.ts';
import type { Answer } from '../support/browser.ts';
import { type TwoProcesses, twoProcesses } from '../support/two-processes.ts';

let both: TwoProcesses;
before(async () => {
  both = await twoProcesses();
});
after(() => both?.close());

const parallel = 16;

test('M2 sixteen at once in two processes: one is done, and all get its answer, the key that was made included', async () => {
  const tenant = await both.here.organization('race');
  await both.here.user(tenant, 'ada', { role: 'administrator' });
  const signedIn = both.browser('race', 0);
  assert.equal((await signedIn.signIn('ada', goodPassword)).status, 200);
  const browsers = [signedIn, both.browser('race', 1)];
  for (const [name, value] of signedIn.cookies) browsers[1]?.cookies.set(name, value);
  const make = (name: string, headers: Record<string, string>): Promise<Answer[]> =>
    Promise.all(
      Array.from({ length: parallel }, (_, turn) => {
        const browser = browsers[turn % 2];
        assert.ok(browser);
        return browser.json('POST', '/api/v1/api-keys', { name, permissions: [] }, headers);
      }),
    );
  const made = (name: string) => rows(both.here, sql`SELECT FROM api_keys WHERE name = ${name}`);
  for (let round = 0; round < 8; round += 1) {
    const name = `round ${round}`;
    const answers = await make(name, { 'idempotency-key': `key-${round}` });
    assert.deepEqual(
      new Set(answers.map(({ status }) => status)),
      new Set([201]),
      answers.map(({ text }) => text).join(),
    );
    assert.equal(new Set(answers.map(({ text }) => text)).size, 1);
    assert.equal(answers.filter(({ headers }) => headers['idempotency-replayed'] === 'true').length, parallel - 1);
    assert.equal((await made(name)).length, 1);
  }
  // The broken variant, without a key: each of them is done.
  await make('blind', {});
  assert.equal((await made('blind')).length, parallel);
});
