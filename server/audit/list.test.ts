import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { type TestApp, testApp } from '../../test/support/app.ts';
import { codeOf, rows, signedIn } from '../../test/support/attack.ts';
import { pastEntries } from '../../test/support/audit.ts';
import type { Browser } from '../../test/support/browser.ts';
import { commandLineCaller } from '../kernel/caller.ts';
import { newId, type UserId } from '../kernel/ids.ts';
import { beginning, completing, record } from './audit.ts';
import type { AuditEvent, AuditEventPage } from './list.ts';

type Tenant = Awaited<ReturnType<TestApp['organization']>>;

let app: TestApp;
let tenant: Tenant;
let admin: Browser;
before(async () => {
  app = await testApp();
  tenant = await app.organization('north');
  admin = await signedIn(app, tenant, 'admin', 'administrator');
});
after(() => app?.close());

async function page(browser: Browser, query: string): Promise<AuditEventPage> {
  const answer = await browser.get(`/api/v1/audit?${query}`);
  assert.equal(answer.status, 200, answer.text);
  return answer.json<AuditEventPage>();
}

const found = async (query: string): Promise<AuditEvent[]> => (await page(admin, query)).items;

test('M4 each filter finds what it names and nothing else', async () => {
  const caller = { ...commandLineCaller(tenant.id), kind: 'user', id: newId<UserId>(), name: 'Boss_1%' } as const;
  const origin = { address: '203.0.113.77', browser: 'Firefox', reference: '7d9f0000-0000-4000-8000-000000000001' };
  const other = newId<UserId>();
  await app.app.house.database.withTenant(tenant.id, async (tx) => {
    const target = { kind: 'user', id: other, name: 'luis' };
    await record(tx, { ...caller, origin }, { action: 'user.unlock', target });
    await record(tx, { ...caller, id: other, name: 'luis' }, { action: 'session.end', reason: 'logged_out' });
    await record(tx, caller, { action: 'team.delete', outcome: 'refused', reason: 'not_permitted' });
  });
  const actions = async (query: string) => (await found(query)).map(({ action }) => action);
  assert.deepEqual(await actions(`actor=${caller.id}`), ['team.delete', 'user.unlock']);
  assert.deepEqual(await actions(`target=${other}`), ['user.unlock']);
  assert.deepEqual(await actions(`user=${other}`), ['session.end', 'user.unlock']);
  assert.deepEqual(await actions(`user=${other}&action=user.`), ['user.unlock']);
  assert.deepEqual(await actions('action=team.delete'), ['team.delete']);
  assert.deepEqual(await actions('action=team.'), ['team.delete']);
  assert.deepEqual(await actions('reason=logged_out'), ['session.end']);
  assert.deepEqual(await actions('outcome=refused'), ['team.delete']);
  assert.deepEqual(await actions('area=administration&outcome=refused'), ['team.delete']);
  assert.deepEqual(await actions('area=system'), []);
  assert.deepEqual(await actions('area=system&action=team.delete'), []);
  assert.deepEqual(await actions('action=no.such'), []);
  assert.deepEqual(await actions('address=203.0.113.77'), ['user.unlock']);
  assert.deepEqual(await actions(`reference=${origin.reference}`), ['user.unlock']);
  // `_` and `%` are letters like any other.
  assert.deepEqual(await actions(`search=${encodeURIComponent('SS_1%')}`), ['team.delete', 'user.unlock']);
  assert.deepEqual(await actions(`search=${encodeURIComponent('Bo_s')}`), []);
});

test('M4 a part of a name is found in either case, in letters with and without marks, as the actor’s name or the target’s', async () => {
  const marked = await app.organization('marked');
  const boss = await signedIn(app, marked, 'boss', 'administrator');
  const caller = { ...commandLineCaller(marked.id), name: 'José Ñúñez' };
  await app.app.house.database.withTenant(marked.id, async (tx) => {
    await record(tx, caller, { action: 'user.unlock', target: { kind: 'user', id: null, name: 'Ana' } });
    await record(tx, caller, { action: 'user.enable', target: { kind: 'user', id: null, name: 'José Ñúñez' } });
    await record(
      tx,
      { ...caller, name: null },
      { action: 'user.disable', target: { kind: 'user', id: null, name: 'ÑÚÑEZ' } },
    );
  });
  const actions = async (search: string) =>
    (await page(boss, `search=${encodeURIComponent(search)}`)).items.map(({ action }) => action);
  assert.deepEqual(await actions('ñúñ'), ['user.disable', 'user.enable', 'user.unlock']);
  assert.deepEqual(await actions('JOS'), ['user.enable', 'user.unlock']);
  assert.deepEqual(await actions('ANA'), ['user.unlock']);
  assert.deepEqual(await actions('zoë'), []);
});

test('M4 what happened between two times, to the moment, whichever process clock made the ids', async () => {
  const east = await app.organization('east');
  const boss = await signedIn(app, east, 'boss', 'administrator');
  await rows(app, sql`DELETE FROM audit_events WHERE tenant_id = ${east.id}`);
  // Ids of a process whose clock is three minutes ahead.
  await rows(
    app,
    sql`INSERT INTO audit_events (tenant_id, id, at, action, outcome, actor_kind)
      SELECT ${east.id}, (lpad(to_hex((extract(epoch FROM at + interval '3 minutes') * 1000)::bigint), 12, '0') || '70000000000000000000')::uuid,
        at, 'user.create', 'done', 'system'
      FROM unnest(ARRAY['2026-03-02T08:59:59.999Z', '2026-03-02T09:00:00Z', '2026-03-02T09:59:59Z', '2026-03-02T10:00:00Z']::timestamptz[]) AS at`,
  );
  const { items } = await page(boss, 'from=2026-03-02T10:00:00%2B01:00&to=2026-03-02T10:00:00Z');
  assert.deepEqual(
    items.map(({ at }) => at),
    ['2026-03-02T09:59:59.000Z', '2026-03-02T09:00:00.000Z'],
  );
});

test('M4 pages lead on and back, each entry once', async () => {
  const west = await app.organization('west');
  const boss = await signedIn(app, west, 'boss', 'administrator');
  await pastEntries(app, west, 95, ['ana', 'luis']);
  const query = 'search=ana&limit=10';
  const seen: string[][] = [];
  let at = await page(boss, query);
  assert.equal(at.previous, null);
  for (;;) {
    seen.push(at.items.map(({ id }) => id));
    if (at.next === null) break;
    at = await page(boss, `${query}&cursor=${at.next}`);
  }
  const all = seen.flat();
  assert.equal(all.length, 47);
  assert.equal(new Set(all).size, 47);
  assert.deepEqual(all, all.toSorted().reverse());
  for (const ids of seen.slice(0, -1).reverse()) {
    assert.ok(at.previous);
    at = await page(boss, `${query}&cursor=${at.previous}&direction=newer`);
    assert.deepEqual(
      at.items.map(({ id }) => id),
      ids,
    );
  }
  assert.equal(at.previous, null);
});

test('M4 a search that looked through as many entries as it may says how far it came, and goes on from there', async () => {
  const south = await app.organization('south');
  const boss = await signedIn(app, south, 'boss', 'administrator');
  await pastEntries(app, south, 100_100, ['ana']);
  const id = newId<UserId>();
  await rows(
    app,
    sql`UPDATE audit_events SET actor_name = 'zoe', target_id = ${id} WHERE tenant_id = ${south.id}
      AND id = (SELECT id FROM audit_events WHERE tenant_id = ${south.id} ORDER BY id LIMIT 1)`,
  );
  const first = await page(boss, 'search=zoe');
  assert.deepEqual(first.items, []);
  assert.ok(first.next !== null && first.searchedTo !== null);
  const second = await page(boss, `search=zoe&cursor=${first.next}`);
  assert.equal(second.items.length, 1);
  assert.equal(second.searchedTo, null);
  assert.equal(second.next, null);
  assert.equal((await page(boss, `search=zoe&user=${id}`)).items.length, 1);
});

test('M4 an act that is begun hides behind its end, and stays in sight as not completed without one', async () => {
  const { database } = app.app.house;
  const caller = commandLineCaller(tenant.id);
  const whole = await beginning(database, caller, { action: 'audit.export', details: { format: 'csv' } });
  const broken = await beginning(database, caller, { action: 'audit.export' });
  const end = (outcome: 'done' | 'failed') =>
    database.withTenant(tenant.id, (tx) => completing(tx, whole, { outcome, details: { entries: 3 } }));
  await end('done');
  await assert.rejects(end('failed'), /audit_completed_once/);
  const shown = await found('action=audit.export');
  assert.deepEqual(
    shown.map(({ outcome, completes, completedBy }) => [outcome, completes, completedBy]),
    [
      ['done', whole.id, null],
      ['begun', null, null],
    ],
  );
  assert.deepEqual(shown[0]?.details, { format: 'csv', entries: 3 });
  assert.deepEqual(
    (await found('outcome=unfinished')).map(({ id }) => id),
    [broken.id],
  );
  const begun = await found('outcome=begun');
  assert.deepEqual(
    begun.map(({ id, completedBy }) => [id, completedBy]),
    [
      [broken.id, null],
      [whole.id, shown[0]?.id],
    ],
  );
});

test('M4 agents and supervisors read nothing, and nobody reads another organisation', async () => {
  for (const role of ['agent', 'supervisor']) {
    const browser = await signedIn(app, tenant, `the-${role}`, role);
    for (const path of ['/api/v1/audit', '/api/v1/audit/export']) {
      const answer = await browser.get(path);
      assert.equal(answer.status, 403);
      assert.equal(codeOf(answer), 'not_permitted');
    }
  }
  const other = await app.organization('other');
  const theirs = await signedIn(app, other, 'boss', 'administrator');
  const [mine] = await found('limit=1');
  const { items } = await page(theirs, `cursor=${mine?.id}&direction=newer`);
  for (const { id } of items)
    assert.deepEqual(
      await rows(app, sql`SELECT 1 FROM audit_events WHERE id = ${id} AND tenant_id <> ${other.id}`),
      [],
    );
  assert.doesNotMatch((await theirs.get('/api/v1/audit/export?format=ndjson')).text, /Boss_1|the-supervisor/);
});

test('M4 what is no id, time or cursor is refused with its place', async () => {
  for (const query of [
    'actor=------------------------------------',
    'from=yesterday',
    'to=1999-12-31T00:00:00Z',
    'cursor=x',
    'search=',
    'direction=up',
  ])
    assert.equal((await admin.get(`/api/v1/audit?${query}`)).status, 400, query);
});
