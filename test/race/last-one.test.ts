// Races for the last and for the first: the last administrator cannot be removed by two at once, and of 20 who use the set-up
// link at once one becomes the operator.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { createSetupLink } from '../../server/organizations/setup.ts';
import { operatorsTenantId } from '../../server/tenants/tenants.ts';
import { goodPassword } from '../support/app.ts';
import { codeOf, rows, signedIn } from '../support/attack.ts';
import type { Browser } from '../support/browser.ts';
import { twoServers } from '../support/two-servers.ts';

const { one, two } = await twoServers();

async function ownId(browser: Browser): Promise<string> {
  return (await browser.get('/api/v1/session')).json<{ user: { id: string } }>().user.id;
}

test('M3 two administrators who disable, retire, demote or delete each other at once: one of them stays', async () => {
  const ways = [
    (browser: Browser, id: string) => browser.json('POST', `/api/v1/users/${id}/disable`, {}),
    (browser: Browser, id: string) => browser.json('PATCH', `/api/v1/users/${id}`, { status: 'inactive' }),
    (browser: Browser, id: string) => browser.json('PATCH', `/api/v1/users/${id}`, { role: 'agent' }),
    (browser: Browser, id: string) => browser.send('DELETE', `/api/v1/users/${id}`, null),
  ];
  for (let round = 0; round < 16; round += 1) {
    const tenant = await one.organization(`last-${round}`);
    const ada = await signedIn(one, tenant, 'ada', 'administrator');
    const ben = await signedIn(two, tenant, 'ben', 'administrator');
    const [adasId, bensId] = [await ownId(ada), await ownId(ben)];
    const first = ways[round % 4];
    const second = ways[Math.floor(round / 4)];
    assert.ok(first && second);
    const answers = await Promise.all([first(ada, bensId), second(ben, adasId)]);
    assert.equal(
      answers.filter((answer) => answer.status < 300).length,
      1,
      answers.map((answer) => answer.text).join(),
    );
    const refused = answers.find((answer) => answer.status >= 300);
    assert.ok(refused);
    // The slower one either is told so, or is no administrator any more when the request arrives.
    assert.ok(['last_administrator', 'not_signed_in', 'not_permitted'].includes(codeOf(refused)), refused.text);
    const left = await rows(
      one,
      sql`SELECT 1 FROM users u JOIN roles r ON r.tenant_id = u.tenant_id AND r.id = u.role_id
        WHERE u.tenant_id = ${tenant.id} AND r.key = 'administrator' AND NOT u.disabled AND u.status = 'active'`,
    );
    assert.equal(left.length, 1, `round ${round}`);
  }
});

test('M3 an administrator alone cannot be disabled, retired or demoted', async () => {
  const tenant = await one.organization('alone');
  const ada = await signedIn(one, tenant, 'ada', 'administrator');
  const id = await ownId(ada);
  assert.equal(codeOf(await ada.json('POST', `/api/v1/users/${id}/disable`, {})), 'last_administrator');
  assert.equal(codeOf(await ada.json('PATCH', `/api/v1/users/${id}`, { status: 'inactive' })), 'last_administrator');
  assert.equal(codeOf(await ada.json('PATCH', `/api/v1/users/${id}`, { role: 'agent' })), 'last_administrator');
});

test('M3 no program takes the last administrator away either, whatever its key may do', async () => {
  const tenant = await one.organization('program');
  const ada = await signedIn(one, tenant, 'ada', 'administrator');
  const id = await ownId(ada);
  const permissions = ['users:read', 'users:update', 'users:disable', 'users:delete'];
  const made = await ada.json('POST', '/api/v1/api-keys', {
    name: 'x',
    permissions: ['api_keys:manage', ...permissions],
  });
  const { key } = made.json<{ key: string }>();
  const program = one.browser('program', { authorization: `Bearer ${key}` });
  const refused = new Set([
    codeOf(await program.json('POST', `/api/v1/users/${id}/disable`, {})),
    codeOf(await program.json('PATCH', `/api/v1/users/${id}`, { status: 'inactive' })),
    codeOf(await program.json('PATCH', `/api/v1/users/${id}`, { role: 'agent' })),
    codeOf(await program.send('DELETE', `/api/v1/users/${id}`, null)),
  ]);
  // It may less than the administrator; a key that may as much is told why not.
  assert.deepEqual(refused, new Set(['not_permitted']));
  const session = (await ada.get('/api/v1/session')).json<{ role: { permissions: string[] } }>();
  const all = await ada.json('POST', '/api/v1/api-keys', { name: 'y', permissions: session.role.permissions });
  const strong = one.browser('program', { authorization: `Bearer ${all.json<{ key: string }>().key}` });
  assert.equal(codeOf(await strong.send('DELETE', `/api/v1/users/${id}`, null)), 'last_administrator');
  assert.equal(codeOf(await strong.json('PATCH', `/api/v1/users/${id}`, { role: 'agent' })), 'last_administrator');
});

test('O1 the set-up link, opened often and used by 20 at once, makes exactly one operator', async () => {
  const path = await createSetupLink(one.app.house.database);
  const token = new URL(path, 'http://x').searchParams.get('token') ?? '';
  // GET and HEAD consume nothing, so mail scanners and previews do no harm.
  for (let n = 0; n < 3; n += 1) assert.equal((await one.browser().page(path)).status, 200);
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      (index % 2 === 0 ? one : two).browser().form(path, {
        token,
        username: `operator${index}`,
        newPassword: goodPassword,
        repeatPassword: goodPassword,
      }),
    ),
  );
  assert.equal(
    answers.filter((answer) => answer.status === 303).length,
    1,
    answers.map((answer) => answer.status).join(),
  );
  const made = await rows(one, sql`SELECT 1 FROM users WHERE tenant_id = ${operatorsTenantId}`);
  assert.equal(made.length, 1);
  assert.equal((await one.browser().page(path)).status, 410);
});
