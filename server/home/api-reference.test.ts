// Row M2: the reference of the API, as people read it: on every host, without script, under the pages' own policy.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestApp, testApp } from '../../test/support/app.ts';
import { readEndpoints } from '../../test/surface/endpoints.ts';

let app: TestApp;
before(async () => {
  app = await testApp();
  await app.organization('north');
});
after(() => app?.close());

test('M2 every call of the API stands in the reference, on an organisation’s host and on the operators’', async () => {
  for (const slug of ['', 'north']) {
    const answer = await app.browser(slug).page('/api/reference');
    assert.equal(answer.status, 200);
    assert.match(String(answer.headers['content-type']), /^text\/html/);
    for (const { name } of readEndpoints()) assert.ok(answer.text.includes(`<code>${name}</code>`), name);
  }
});

test('M2 the reference needs no script, and brings no style but its own', async () => {
  const { text, headers } = await app.browser('north').page('/api/reference');
  assert.doesNotMatch(text, /<script|style=|<link rel="stylesheet"/);
  assert.match(String(headers['content-security-policy']), /style-src 'self' 'nonce-/);
});

test('M2 a search finds calls by path, method and purpose; what is typed is shown, never run', async () => {
  const page = async (search: string) =>
    (await app.browser('north').page(`/api/reference?search=${encodeURIComponent(search)}`)).text;
  const roll = await page('post api-keys ROLL');
  assert.match(roll, /1 call\b/);
  assert.match(roll, /<details open><summary><code>POST \/api\/v1\/api-keys\/\{id\}\/roll<\/code>/);
  assert.match(roll, /keepHours/);
  assert.match(await page('no such thing'), /0 calls/);
  assert.doesNotMatch(await page('"><script>alert(1)</script>'), /<script>/);
  assert.equal((await app.browser('north').page(`/api/reference?search=${'a'.repeat(101)}`)).status, 400);
});
