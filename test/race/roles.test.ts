// Row M3: two administrators change, give and delete the same role at once.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestApp, testApp } from '../support/app.ts';
import { codeOf, signedIn } from '../support/attack.ts';
import { administered, roleChange, roleMade } from '../support/roles.ts';

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app?.close());

test('M3 two administrators at once: one change of a revision wins, the other is told', async () => {
  const { tenant, admin } = await administered(app, 'race');
  const other = await signedIn(app, tenant, 'other', 'administrator');
  const role = await roleMade(admin, { key: 'extra', name: 'Extra' });
  const tag = String((await admin.get(`/api/v1/roles/${role.id}`)).headers.etag);
  const answers = await Promise.all(
    Array.from({ length: 16 }, (_, n) =>
      roleChange(n % 2 ? admin : other, role, { name: `Name ${n}` }, { 'if-match': tag }),
    ),
  );
  const won = answers.filter((answer) => answer.status === 200);
  assert.deepEqual([won.length, answers.filter((answer) => codeOf(answer) === 'precondition_failed').length], [1, 15]);
  assert.equal((await admin.get(`/api/v1/roles/${role.id}`)).json().name, won[0]?.json().name);
  // The broken variant, without the revision: every one of them overwrites what another administrator has just written.
  const blind = await Promise.all(Array.from({ length: 4 }, (_, n) => roleChange(admin, role, { name: `Blind ${n}` })));
  assert.deepEqual(new Set(blind.map((answer) => answer.status)), new Set([200]));
});

test('M3 a role that is given and deleted at once is one of the two, never a person without a role', async () => {
  const { tenant, admin } = await administered(app, 'race-delete');
  const { id } = await app.user(tenant, 'ana');
  for (let round = 0; round < 8; round += 1) {
    const role = await roleMade(admin, { key: `extra${round}`, name: 'Extra' });
    const [given, deleted] = await Promise.all([
      admin.json('PATCH', `/api/v1/users/${id}`, { role: role.key }),
      admin.send('DELETE', `/api/v1/roles/${role.id}`, null),
    ]);
    const outcome = `${given.status} ${deleted.status}`;
    assert.ok(['200 409', '400 204'].includes(outcome), `${outcome} ${given.text}`);
  }
});
