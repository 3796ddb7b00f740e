// Rows F3 and F4: what a supervisor and an administrator can do for somebody whose second factor keeps them out.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { goodPassword, type TestApp, testApp } from '../../test/support/app.ts';
import { codeOf, isSignedIn, mailsTo, rows } from '../../test/support/attack.ts';
import { mailedCode } from '../../test/support/mailed-code.ts';
import { begun, go } from '../../test/support/required-factor.ts';
import { addPasskey, authenticatorFor, setUpTotp } from '../../test/support/second-factor.ts';
import { teamOf } from '../../test/support/team.ts';
import type { UserId } from '../kernel/ids.ts';

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app?.close());

test('F3 a supervisor fills the empty address of an agent, who then signs in with a code', async () => {
  const { tenant, ids } = await teamOf(app, 'f3-assign');
  assert.equal(codeOf(await app.browser('f3-assign').signIn('ana', goodPassword)), 'no_email_for_code');
  const sue = app.browser('f3-assign');
  await sue.signIn('sue', goodPassword);
  const assign = (username: string, body: object) => sue.json('PATCH', `/api/v1/users/${ids[username]}`, body);
  const filled = await assign('ana', { email: 'ana@f3.example' });
  assert.equal(filled.status, 200, filled.text);
  assert.equal(filled.json().email, 'ana@f3.example');
  const { browser, asked } = await begun(app, 'f3-assign');
  assert.equal(asked.next, 'code');
  assert.equal((await go(browser, asked.flow, { code: await mailedCode(app, 'ana@f3.example') })).json().next, 'done');
  // Not change one, not take one away, nothing else with it, nobody above or outside the team.
  const others: [string, object, number][] = [
    ['ana', { email: 'sue-reads@f3.example' }, 403],
    ['ana', { email: null }, 403],
    ['ana', { lastName: 'Other' }, 403],
    ['bo', { email: 'bo@f3.example' }, 403],
    ['sue', { email: 'sue@f3.example' }, 403],
    ['cy', { email: 'cy@f3.example' }, 404],
  ];
  for (const [username, body, status] of others)
    assert.equal((await assign(username, body)).status, status, `${username} ${JSON.stringify(body)}`);
  assert.equal((await browser.json('PATCH', `/api/v1/users/${ids.cy}`, { email: 'x@f3.example' })).status, 403);
  const audited = await rows(
    app,
    sql`SELECT FROM audit_events WHERE tenant_id = ${tenant.id} AND action = 'user.email.assign' AND target_id = ${ids.ana}`,
  );
  assert.equal(audited.length, 1);
});

test('F3 of two who fill an empty address at once one is told', async () => {
  const { ids } = await teamOf(app, 'f3-two');
  const sue = app.browser('f3-two');
  await sue.signIn('sue', goodPassword);
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, n) => sue.json('PATCH', `/api/v1/users/${ids.ana}`, { email: `ana${n}@f3.example` })),
  );
  assert.equal(answers.filter((answer) => answer.status === 200).length, 1);
  assert.equal(answers.filter((answer) => [403, 412].includes(answer.status)).length, 7);
});

test('F4 an administrator sees what is enrolled, never a secret, and takes it away; the owner is told', async () => {
  const tenant = await app.organization('f4-reset');
  const ana = (await app.user(tenant, 'ana', { email: 'ana@f4-reset.example' })).id as UserId; // the id of a user just made
  await app.user(tenant, 'adam', { role: 'administrator' });
  const owner = app.browser('f4-reset');
  await owner.signIn('ana', goodPassword);
  const key = await setUpTotp(owner);
  await addPasskey(owner, authenticatorFor(tenant));
  const opened = app.browser('f4-reset');
  const { asked } = await begun(app, 'f4-reset', opened);
  assert.equal(asked.next, 'code');
  const adam = app.browser('f4-reset');
  await adam.signIn('adam', goodPassword);
  const path = `/api/v1/users/${ana}`;
  const seen = await adam.get(`${path}/credentials`);
  assert.deepEqual(seen.json().secondFactor, {
    totp: true,
    passkeys: 1,
    recoveryCodes: 10,
    emailCode: false,
    trustedBrowsers: 0,
  });
  assert.equal(seen.text.includes(key.replaceAll(' ', '')), false);
  assert.equal((await owner.json('POST', `${path}/second-factor/reset`, {})).status, 403, 'not the owner this way');
  assert.equal((await adam.json('POST', `${path}/second-factor/reset`, {})).status, 204);
  const left = (await adam.get(`${path}/credentials`)).json().secondFactor;
  assert.deepEqual(left, { totp: false, passkeys: 0, recoveryCodes: 0, emailCode: false, trustedBrowsers: 0 });
  assert.equal((await begun(app, 'f4-reset')).asked.next, 'done');
  assert.equal(await isSignedIn(owner), true, 'a session that the password opened goes on');
  const subjects = await mailsTo(app, 'ana@f4-reset.example', 3);
  assert.ok(subjects.length >= 3);
  const [entry] = await rows<{ details: object }>(
    app,
    sql`SELECT details FROM audit_events WHERE tenant_id = ${tenant.id} AND action = 'user.second_factor.reset'`,
  );
  assert.deepEqual(entry?.details, {
    had: { totp: true, passkeys: 1, recoveryCodes: 10, emailCode: false, trustedBrowsers: 0 },
  });
});
