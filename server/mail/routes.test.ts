import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bareHttp, memoryLog } from '../../test/support/bare-http.ts';
import { canary, withHouse } from '../../test/support/mail-house.ts';
import { newId } from '../kernel/ids.ts';
import { refuse } from '../kernel/refusal.ts';
import { devMailRoutes } from './routes.ts';

describe('/dev/mail', () => {
  it('M7 lists and shows captured mails, the HTML part under a policy that runs and loads nothing', () =>
    withHouse(null, async ({ mail, startWork, send, ended, outgoing }) => {
      startWork();
      const name = '<script>alert(1)</script>';
      const id = await send({ user: { ...outgoing().user, name } });
      await ended(id);
      const http = await bareHttp(memoryLog().log);
      devMailRoutes(http, mail, () => undefined);
      const get = (url: string) => http.inject({ url, headers: { accept: 'text/html' } });
      const list = await get('/dev/mail');
      assert.equal(list.statusCode, 200);
      assert.ok(list.body.includes(`href="/dev/mail/${id}"`));
      const one = await get(`/dev/mail/${id}`);
      assert.ok(one.body.includes(canary) && one.body.includes('ana@northwind.example'));
      const part = await get(`/dev/mail/${id}/html`);
      assert.match(String(part.headers['content-security-policy']), /^sandbox; default-src 'none'/);
      assert.ok(part.body.includes(canary));
      for (const { body, headers } of [list, one, part]) {
        assert.ok(!body.includes(name));
        assert.match(String(headers['content-type']), /^text\/html/);
      }
      for (const url of [`/dev/mail/${newId()}`, '/dev/mail/x', `/dev/mail/${newId()}/html`])
        assert.equal((await get(url)).statusCode, 404);
      await http.close();
    }));

  it('M7 whoever the guard refuses reads nothing', () =>
    withHouse(null, async ({ mail, startWork, send, ended }) => {
      startWork();
      const id = await send();
      await ended(id);
      const http = await bareHttp(memoryLog().log);
      devMailRoutes(http, mail, async () => {
        throw refuse('not_found');
      });
      for (const url of ['/dev/mail', `/dev/mail/${id}`, `/dev/mail/${id}/html`]) {
        const { statusCode, body } = await http.inject({ url });
        assert.equal(statusCode, 404);
        assert.ok(!body.includes('northwind'));
      }
      await http.close();
    }));

  it('M7 with a mail server configured there is no such address', () =>
    withHouse('smtp://127.0.0.1:9', async ({ mail }) => {
      const http = await bareHttp(memoryLog().log);
      devMailRoutes(http, mail, () => undefined);
      assert.equal((await http.inject({ url: '/dev/mail' })).statusCode, 404);
      await http.close();
    }));
});
