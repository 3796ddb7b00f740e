import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { goodPassword, type TestApp, testApp } from '../../test/support/app.ts';

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app.close());

test('S1 S4 the right password opens a session that knows who it is, and lands on the home of the role', async () => {
  const tenant = await app.organization('s1');
  await app.user(tenant, 'ana', { firstName: 'Ana', lastName: 'Silva' });
  const browser = app.browser('s1');
  const answer = await browser.signIn('Ana', goodPassword);
  assert.equal(answer.status, 200, answer.text);
  assert.partialDeepStrictEqual(answer.json(), { next: 'done', home: '/home' });
  const session = await browser.get('/api/v1/session');
  assert.partialDeepStrictEqual(session.json(), {
    user: { username: 'ana', displayName: 'Ana Silva' },
    role: { key: 'agent' },
  });
});

test('S8.1 a wrong password and an unknown name get the same refusal', async () => {
  const tenant = await app.organization('s81');
  await app.user(tenant, 'ana');
  const [wrong, unknown] = await Promise.all([
    app.browser('s81').signIn('ana', 'wrong'),
    app.browser('s81').signIn('nobody', 'wrong'),
  ]);
  assert.equal(wrong.status, 401);
  assert.equal(wrong.json().code, 'incorrect_credentials');
  assert.equal(wrong.text, unknown.text);
});
