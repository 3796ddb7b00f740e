// Rows F3 and F4: what a supervisor and an administrator can do for somebody whose second factor keeps them out.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { goodPassword, type TestApp, testApp } from '../../../test/support/app.ts';
import { codeOf, isSignedIn, mailsTo, rows } from '../../../test/support/attack.ts';
import type { Answer } from '../../../test/support/browser.ts';
import { mailedCode } from '../../../test/support/mailed-code.ts';
import { begun, go } from '../../../test/support/required-factor.ts';
import { addPasskey, ageAuthentication, authenticatorFor, setUpTotp } from '../../../test/support/second-factor.ts';
import { teamOf } from '../../../test/support/team.ts';
import { commandLineCaller } from '../../kernel/caller.ts';
import type { UserId } from '../../kernel/ids.ts';
import type { Credentials } from '../../users/acts.ts';

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
    sql`SELECT FROM audit_events WHERE tenant_id = ${tenant.id} AND action = 'user.email.assign' AND outcome = 'done' AND target_id = ${ids.ana}`,
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
  const shown = { required: false, methods: ['email_code', 'totp', 'passkey'] };
  const seen = await adam.get(`${path}/credentials`);
  const { passkeyList, ...has } = seen.json<Credentials>().secondFactor;
  assert.deepEqual(
    passkeyList.map(({ name, lastUsedAt }) => [name, lastUsedAt]),
    [['Laptop', null]],
  );
  assert.deepEqual(has, {
    ...shown,
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
  const none = { totp: false, passkeys: 0, recoveryCodes: 0, emailCode: false, trustedBrowsers: 0, passkeyList: [] };
  assert.deepEqual(left, { ...shown, ...none });
  assert.equal((await begun(app, 'f4-reset')).asked.next, 'done');
  assert.equal(await isSignedIn(owner), true, 'a session that the password opened goes on');
  const subjects = await mailsTo(app, 'ana@f4-reset.example', 3);
  assert.ok(subjects.length >= 3);
  const [entry] = await rows<{ details: object }>(
    app,
    sql`SELECT details FROM audit_events WHERE tenant_id = ${tenant.id} AND action = 'user.second_factor.reset' AND outcome = 'done'`,
  );
  assert.deepEqual(entry?.details, {
    had: { totp: true, passkeys: 1, recoveryCodes: 10, emailCode: false, trustedBrowsers: 0 },
  });
});

test('F3 F4 where an agent has a factor of their own, a supervisor cannot put a mailbox in its place', async () => {
  const { tenant, ids } = await teamOf(app, 'f3-instead');
  const secondFactor = { methods: ['email_code' as const, 'totp' as const], required: 'nobody' as const };
  const { tenants } = app.app.house;
  await tenants.changeSettings(commandLineCaller(tenant.id), { secondFactor }, null);
  const owner = app.browser('f3-instead');
  await owner.signIn('ana', goodPassword);
  await setUpTotp(owner);
  await tenants.changeSettings(commandLineCaller(tenant.id), { secondFactor: { required: ['agent'] } }, null);
  const sue = app.browser('f3-instead');
  await sue.signIn('sue', goodPassword);
  const answer = await sue.json('PATCH', `/api/v1/users/${ids.ana}`, { email: 'sue@f3.example' });
  assert.equal(codeOf(answer), 'not_permitted');
  const { asked } = await begun(app, 'f3-instead');
  assert.deepEqual(asked.methods, ['totp', 'recovery_code']);
});

test('F4 V7.5.1 an administrator’s stolen session is no way to keep the account: not by the doors for others either', async () => {
  const tenant = await app.organization('f4-self');
  const { id } = await app.user(tenant, 'adam', { role: 'administrator', email: 'adam@f4-self.example' });
  const { id: other } = await app.user(tenant, 'ana');
  const adam = app.browser('f4-self');
  await adam.signIn('adam', goodPassword);
  await setUpTotp(adam);
  await ageAuthentication(app, tenant);
  const acts = (user: string): Promise<Answer>[] => [
    adam.json('PATCH', `/api/v1/users/${user}`, { email: `${user}@f4-self.example` }),
    adam.json('PATCH', `/api/v1/users/${user}`, { username: `renamed-${user.slice(-4)}` }),
    adam.json('POST', `/api/v1/users/${user}/second-factor/reset`, {}),
    adam.json('PUT', `/api/v1/users/${user}/password`, { password: 'an altogether other 55 lake', temporary: false }),
  ];
  for (const answer of await Promise.all(acts(id))) assert.equal(codeOf(answer), 'recent_authentication_required');
  for (const answer of await Promise.all(acts(other))) assert.ok(answer.status < 300, answer.text);
  assert.equal((await adam.json('PATCH', `/api/v1/users/${id}`, { firstName: 'Adam' })).status, 200);
  await adam.json('POST', '/api/v1/session/authentication', { password: goodPassword });
  const password = { password: 'an altogether other 55 lake', temporary: false };
  assert.equal((await adam.json('PUT', `/api/v1/users/${id}/password`, password)).status, 200);
  // Told of the app, and of the password although it was their own act: a thief would have done the same.
  assert.equal((await mailsTo(app, 'adam@f4-self.example', 2)).length, 2);
});
