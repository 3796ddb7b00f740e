import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { goodPassword, type TestApp, testApp } from '../../test/support/app.ts';
import { rows, signedIn } from '../../test/support/attack.ts';
import { connectTab } from '../../test/support/tab.ts';
import { until } from '../../test/support/until.ts';

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app?.close());

const firefox = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' };

test('S6 S8.2 a tab that slept while its session ended is told why when it comes back; a stranger is told nothing', async () => {
  const tenant = await app.organization('slept', { connections: { browsers: 1 } });
  const laptop = await signedIn(app, tenant, 'ana', 'agent');
  const tab = await connectTab(laptop);
  await tab.event('connected');
  tab.close();
  await until(async () => (await rows(app, sql`SELECT FROM connections WHERE tenant_id = ${tenant.id}`)).length === 0);
  await rows(
    app,
    sql`UPDATE sessions SET disconnected_at = now() - interval '1 minute' WHERE tenant_id = ${tenant.id}`,
  );
  const entered = await app.browser('slept', firefox).signIn('ana', goodPassword);
  assert.equal(entered.json().next, 'done', entered.text);

  const { status, refusal } = await connectTab(laptop);
  assert.deepEqual([status, refusal?.code], [401, 'not_signed_in']);
  // The cast is the protocol's: an object that tells it.
  const { at, ...ended } = (refusal?.ended ?? {}) as Record<string, unknown>;
  assert.deepEqual(ended, { reason: 'replaced', browser: 'Firefox on Linux' });
  assert.match(String(at), /^\d{4}-/);

  const stranger = app.browser('slept');
  for (const token of [null, 'A'.repeat(43)]) {
    if (token !== null) stranger.cookies.set('usher_session', token);
    const answer = await connectTab(stranger);
    assert.deepEqual([answer.status, answer.refusal?.ended], [401, undefined]);
  }
});
