// Row P1: what the mail server refused for good is seen on the person, until a mail is taken or the address is another one.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { type TestApp, testApp } from '../../../test/support/app.ts';
import { rows, signedIn } from '../../../test/support/attack.ts';
import type { Browser } from '../../../test/support/browser.ts';
import { type MailServer, mailServer } from '../../../test/support/mail-server.ts';
import { until } from '../../../test/support/until.ts';
import { parseId, type UserId } from '../../kernel/ids.ts';
import type { Tenant } from '../../tenants/tenants.ts';
import { recipientOf } from './recipient.ts';

let app: TestApp;
let server: MailServer;
let tenant: Tenant;
let admin: Browser;
/** Addresses that the mail server refuses, with what. */
const refused = new Map<string, { readonly stage: 'RCPT TO' | 'DATA'; readonly code: number }>();

before(async () => {
  server = await mailServer(
    async ({ to }) => {
      const rule = refused.get(to[0] ?? '');
      return rule?.stage === 'DATA' ? rule.code : null;
    },
    0,
    (stage, address) => {
      const rule = refused.get(address);
      return rule?.stage === stage ? rule.code : null;
    },
  );
  app = await testApp({ config: { smtpUrl: server.url } });
  tenant = await app.organization('bounces');
  admin = await signedIn(app, tenant, 'admin', 'administrator');
});
after(async () => {
  await app.close();
  await server.close();
});

interface Person {
  readonly id: string;
  readonly email: string | null;
  readonly emailProblem: { readonly reason: string; readonly at: string } | null;
}

async function look(id: string): Promise<Person> {
  return (await admin.get(`/api/v1/users/${id}`)).json<Person>();
}

async function create(username: string): Promise<Person> {
  const answer = await admin.json('POST', '/api/v1/users', { username, email: `${username}@bounces.example` });
  assert.equal(answer.status, 201, answer.text);
  return answer.json<{ user: Person }>().user;
}

/** A notice to the address given, and what became of it. */
async function notify({ id }: Person, email: string): Promise<string> {
  const { database, mail } = app.app.house;
  const user = parseId<UserId>(id);
  assert.ok(user);
  const person = { id: user, username: 'x', first_name: '', last_name: '', email, locale: null };
  const sent = await database.withTenant(tenant.id, (tx) =>
    mail.send(tx, {
      ...recipientOf(tenant, person),
      template: 'password_set_by_administrator',
      parameters: { link: '/sign-in', address: tenant.origin },
    }),
  );
  let status = 'queued';
  await until(async () => {
    const [row] = await rows<{ status: string }>(app, sql`SELECT status FROM mails WHERE id = ${sent}`);
    status = row?.status ?? '';
    return status !== 'queued';
  });
  return status;
}

for (const stage of ['RCPT TO', 'DATA'] as const) {
  test(`P1 an address that is refused for good at ${stage} is marked, audited, and mended by the next mail it takes`, async () => {
    const username = stage === 'DATA' ? 'dora' : 'rita';
    const email = `${username}@bounces.example`;
    refused.set(email, { stage, code: 550 });
    const person = await create(username);
    assert.equal(person.emailProblem, null);
    await until(async () => (await look(person.id)).emailProblem !== null);
    const { emailProblem } = await look(person.id);
    assert.match(emailProblem?.reason ?? '', /^550 /);
    assert.ok(Math.abs(Date.parse(emailProblem?.at ?? '') - Date.now()) < 60_000);
    const listed = (await admin.get(`/api/v1/users?search=${username}`)).json<{ items: Person[] }>().items;
    assert.deepEqual(listed[0]?.emailProblem, emailProblem);
    const entries = await rows(
      app,
      sql`SELECT outcome, details->>'template' AS template, actor_kind FROM audit_events
        WHERE action = 'user.email.refuse' AND target_id = ${person.id}`,
    );
    assert.deepEqual(entries, [{ outcome: 'failed', template: 'welcome', actor_kind: 'system' }]);
    refused.delete(email);
    assert.equal(await notify(person, email), 'sent');
    await until(async () => (await look(person.id)).emailProblem === null);
  });
}

test('P1 a mail that is put off, or refused to the sender, says nothing about the address', async () => {
  const email = 'sara@bounces.example';
  refused.set(email, { stage: 'RCPT TO', code: 450 });
  const person = await create('sara');
  await until(async () => {
    const found = await rows<{ last_error: string | null }>(
      app,
      sql`SELECT last_error FROM mails WHERE recipient = ${email}`,
    );
    return found[0]?.last_error?.startsWith('450') === true;
  });
  assert.equal((await look(person.id)).emailProblem, null);
  refused.delete(email);
});

test('P1 another address starts without a mark, and what became of the old one says nothing about it', async () => {
  refused.set('nora@bounces.example', { stage: 'RCPT TO', code: 550 });
  const person = await create('nora');
  await until(async () => (await look(person.id)).emailProblem !== null);
  const same = await admin.json('PATCH', `/api/v1/users/${person.id}`, { email: 'nora@bounces.example' });
  assert.notEqual(same.json<Person>().emailProblem, null, 'the same address keeps its mark');
  const changed = await admin.json('PATCH', `/api/v1/users/${person.id}`, { email: 'nora@elsewhere.example' });
  assert.equal(changed.json<Person>().emailProblem, null);
  assert.equal(await notify(person, 'nora@bounces.example'), 'failed');
  assert.equal((await look(person.id)).emailProblem, null);
  refused.set('nora@elsewhere.example', { stage: 'RCPT TO', code: 550 });
  assert.equal(await notify(person, 'nora@elsewhere.example'), 'failed');
  refused.delete('nora@bounces.example');
  assert.equal(await notify(person, 'nora@bounces.example'), 'sent');
  assert.notEqual((await look(person.id)).emailProblem, null, 'a mail that the old address took mends nothing');
});
