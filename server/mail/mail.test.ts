import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import PostalMime, { type Email } from 'postal-mime';
import { canary, withHouse, withServer } from '../../test/support/mail-house.ts';
import type { MailServer } from '../../test/support/mail-server.ts';
import { until } from '../../test/support/until.ts';
import { newId } from '../kernel/ids.ts';

const parsed = (server: MailServer): Promise<Email> => PostalMime.parse(server.received[0]?.raw ?? '');

describe('what a mail says', () => {
  it('P1 a mail is delivered once, with both parts and the headers of an automatic mail', () =>
    withServer(undefined, async (server, { startWork, send, ended, jobCount }) => {
      startWork();
      startWork();
      const id = await send();
      const row = await ended(id);
      await until(async () => (await jobCount()) === 0);
      assert.equal(row.status, 'sent');
      assert.equal(row.sealed, null);
      assert.equal(row.attempts, 1);
      assert.ok(row.sent_at);
      assert.equal(server.received.length, 1);
      assert.deepEqual(server.received[0]?.to, ['ana@northwind.example']);
      const mail = await parsed(server);
      const header = (name: string) => mail.headers.find(({ key }) => key === name)?.value;
      assert.equal(mail.messageId, `<${id}@northwind.usher.example>`);
      assert.equal(mail.from?.address, 'no-reply@usher.example');
      assert.deepEqual(
        mail.to?.map(({ name, address }) => [name, address]),
        [['Ana Pérez', 'ana@northwind.example']],
      );
      assert.equal(mail.subject, 'Your account at Northwind');
      assert.equal(header('auto-submitted'), 'auto-generated');
      assert.equal(header('content-language'), 'en');
      for (const part of [mail.text ?? '', mail.html ?? '']) {
        for (const fact of [
          'ana.perez',
          canary,
          '22 November 2026, 09:00 CET',
          'https://northwind.usher.example/sign-in',
          'Hello Ana Pérez',
          'Why you got this',
          'Not expecting this?',
        ]) {
          assert.ok(part.includes(fact), fact);
        }
      }
      assert.match(mail.text ?? '', /^Your account at Northwind is ready\./);
      assert.doesNotMatch(mail.html ?? '', /<img|<script|src=|url\(/i);
    }));

  it('P1 markup, line breaks and direction overrides in names are inert', () =>
    withServer(undefined, async (server, { startWork, outgoing, send, ended }) => {
      startWork();
      const { tenant, user } = outgoing();
      const evil = '<img src=x onerror=alert(1)>"\'\r\nBcc: thief@evil.example\r\n\r\n<b>\u202egnp.exe';
      const id = await send({
        tenant: { ...tenant, name: `North${evil}` },
        user: { ...user, name: `Ana${evil}` },
        template: 'new_browser',
        parameters: { when: evil, browser: evil, address: evil },
      });
      assert.equal((await ended(id)).status, 'sent');
      assert.deepEqual(server.received[0]?.to, ['ana@northwind.example']);
      const mail = await parsed(server);
      assert.equal(mail.bcc, undefined);
      assert.equal(mail.headers.filter(({ key }) => key === 'bcc').length, 0);
      assert.equal(mail.to?.length, 1);
      assert.doesNotMatch(mail.html ?? '', /<img|<b>/);
      assert.match(mail.html ?? '', /&lt;img/);
      for (const text of [mail.subject ?? '', mail.text ?? '', mail.html ?? ''])
        assert.doesNotMatch(text, /\u202e|\n\s*Bcc:/);
    }));

  it('P1 an address that would be two is refused, not used', () =>
    withServer(undefined, async (server, { startWork, outgoing, send, ended }) => {
      startWork();
      for (const email of [
        'a@b.example,thief@evil.example',
        'a@b.example\r\nRCPT TO:<thief@evil.example>',
        'a <thief@evil.example>',
      ]) {
        const row = await ended(await send({ user: { ...outgoing().user, email } }));
        assert.equal(row.status, 'failed');
      }
      assert.equal(server.connections, 0);
    }));

  it('P1 contents are in clear in no table and no log, whether waiting, refused or sent', () =>
    withServer(
      async (_received, count) => (count === 1 ? 451 : count === 2 ? 550 : null),
      async (server, { startWork, send, ended, row, dump, log }) => {
        const id = await send();
        assert.ok(!(await dump()).includes(canary), 'waiting');
        startWork();
        await until(async () => (await row(id)).last_error !== null);
        // The server repeated it in its answer.
        assert.match((await row(id)).last_error ?? '', /451 refused, because it said …/);
        assert.equal((await ended(id)).status, 'failed');
        assert.equal((await ended(await send())).status, 'sent');
        assert.ok(server.received[0]?.raw.includes(canary), 'the canary is what was sent');
        assert.ok(!(await dump()).includes(canary), 'ended');
        assert.ok(log.length > 0);
        assert.ok(!log.join('\n').includes(canary), 'log');
      },
    ));

  it('M7 without a mail server mails are captured, sealed, and can be read', () =>
    withHouse(null, async ({ startWork, send, ended, dump, mail, tenant }) => {
      startWork();
      const first = await send();
      await ended(first);
      const second = await send({ template: 'locked', parameters: { when: 'now', address: '203.0.113.9' } });
      await ended(second);
      assert.ok(!(await dump()).includes(canary));
      const list = await mail.captured?.list();
      assert.deepEqual(
        list?.map(({ id, to, subject, tenant: of }) => [id, to, subject, of]),
        [
          [second, 'ana@northwind.example', 'Your account at Northwind is locked', tenant],
          [first, 'ana@northwind.example', 'Your account at Northwind', tenant],
        ],
      );
      const content = await mail.captured?.read(first);
      assert.ok(content?.text.includes(canary) && content.html.includes(canary));
      assert.equal(await mail.captured?.read(newId()), null);
      assert.equal(await mail.captured?.read("' OR 1=1"), null);
    }));
});
