// security.md: the owner is told of a new e-mail address at the old and at the new one; what waits in the old mailbox is dead.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { type TestApp, testApp } from '../../../test/support/app.ts';
import { codeOf, mailsTo, rows, signedIn } from '../../../test/support/attack.ts';
import { forgot, idle, linksTo, reset, withAna } from '../../../test/support/links.ts';
import { until } from '../../../test/support/until.ts';
import { parseId, type UserId } from '../../kernel/ids.ts';
import { issueLink, lookAtLink } from '../../passwords/links.ts';
import { maskedAddress } from './masked-address.ts';

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app.close());

async function textTo(address: string): Promise<string> {
  const { captured } = app.app.house.mail;
  const header = (await captured?.list())?.find((mail) => mail.to === address);
  return (await captured?.read(header?.id ?? ''))?.text ?? '';
}

test('P1 V6.3.7 a new address is told to the old and the new one, masked, and audited', async () => {
  const tenant = await app.organization('moved');
  const admin = await signedIn(app, tenant, 'admin', 'administrator');
  const { id } = await app.user(tenant, 'ana', { email: 'ana@old.example', locale: 'es' });
  const change = (email: string | null) => admin.json('PATCH', `/api/v1/users/${id}`, { email });
  assert.equal((await change('ana.perez@new.example')).status, 200);
  for (const address of ['ana@old.example', 'ana.perez@new.example']) {
    const [subject = ''] = await mailsTo(app, address, 1);
    assert.match(subject, /correo/);
    const text = await textTo(address);
    assert.match(text, /a\*\*\*@new\.example/);
    assert.doesNotMatch(text, /ana\.perez@new/);
  }
  const entries = await rows(
    app,
    sql`SELECT details FROM audit_events WHERE action = 'user.update' AND target_id = ${id}`,
  );
  const audited = { change: { email: 'ana.perez@new.example' }, before: { email: 'ana@old.example' } };
  assert.deepEqual(entries, [{ details: audited }]);

  // The same address again, and other changes, are no news.
  assert.equal((await change('ana.perez@new.example')).status, 200);
  assert.equal((await admin.json('PATCH', `/api/v1/users/${id}`, { firstName: 'Ana' })).status, 200);
  assert.equal((await change(null)).status, 200);
  await mailsTo(app, 'ana.perez@new.example', 2);
  const told = await rows<{ count: number }>(
    app,
    sql`SELECT count(*)::integer AS count FROM mails WHERE template = 'email_changed' AND tenant_id = ${tenant.id}`,
  );
  assert.equal(told[0]?.count, 3);
});

test('R2 P1 a link that was sent to the old address is dead once the address has changed', async () => {
  const tenant = await app.organization('moved-link');
  const admin = await signedIn(app, tenant, 'admin', 'administrator');
  const { id } = await app.user(tenant, 'ana', { email: 'ana@old.example' });
  const user = parseId<UserId>(id);
  assert.ok(user);
  const { database } = app.app.house;
  const link = await database.withTenant(tenant.id, (tx) =>
    issueLink(tx, { tenant: tenant.id, user }, { purpose: 'reset', minutes: 60, perHourMax: null }),
  );
  const token = link?.path.split('token=')[1] ?? '';
  const state = () => database.withTenant(tenant.id, (tx) => lookAtLink(tx, tenant.id, token));
  assert.equal((await state()).user, user);
  assert.equal((await admin.json('PATCH', `/api/v1/users/${id}`, { lastName: 'Pérez' })).status, 200);
  assert.equal((await state()).user, user);
  assert.equal((await admin.json('PATCH', `/api/v1/users/${id}`, { email: 'ana@new.example' })).status, 200);
  await assert.rejects(state(), { code: 'link_invalid' });
});

/** The address changes while the link is about to be written. */
async function changeMeanwhile(slug: string, changedFirst: boolean): Promise<void> {
  const { tenant, ana, email } = await withAna(app, slug);
  const admin = await signedIn(app, tenant, 'admin', 'administrator');
  const { database } = app.app.house;
  const { promise: released, resolve: release } = Promise.withResolvers<null>();
  const held = Promise.withResolvers<null>();
  // Whoever looked the person up waits here, before a link is written.
  const holding = database.withSystem(async (tx) => {
    await sql`LOCK TABLE password_links IN SHARE MODE`.execute(tx);
    held.resolve(null);
    await released;
  });
  await held.promise;
  const change = () => admin.json('PATCH', `/api/v1/users/${ana}`, { email: `ana@${slug}-new.example` });
  const ask = () => forgot(app.browser(slug), 'ana');
  const answers = [];
  for (const act of changedFirst ? [change, ask] : [ask, change]) {
    answers.push(act());
    await until(async () => (await waiting()) === answers.length);
  }
  release(null);
  await holding;
  assert.deepEqual((await Promise.all(answers)).map(({ status }) => status).sort(), [200, 202]);
  await idle(app);
  for (const { token } of await linksTo(app, email))
    assert.equal(codeOf(await reset(app.browser(slug), token)), 'link_invalid');
  if (changedFirst) assert.equal((await linksTo(app, `ana@${slug}-new.example`)).length, 1);
}

test('R2 P1 an address that changes while a link is on its way leaves no link that works in the old mailbox', () =>
  changeMeanwhile('moved-after', false));

test('R2 P1 a link that waits for the change of the address goes to the new one', () =>
  changeMeanwhile('moved-before', true));

async function waiting(): Promise<number> {
  const [found] = await rows<{ count: number }>(
    app,
    sql`SELECT count(DISTINCT pid)::integer AS count FROM pg_locks WHERE NOT granted`,
  );
  return found?.count ?? 0;
}

test('F2 a masked address shows one letter and the domain', () => {
  assert.equal(maskedAddress('ana@example.com'), 'a***@example.com');
  assert.equal(maskedAddress('a@b.example'), 'a***@b.example');
});
