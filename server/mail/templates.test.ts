import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import PostalMime from 'postal-mime';
import { withServer } from '../../test/support/mail-house.ts';
import { factorChanges, sampleMails } from '../../test/support/mail-samples.ts';
import { newId, type TenantId } from '../kernel/ids.ts';
import { languages } from '../texts/texts.ts';
import type { OutgoingMail } from './mail.ts';
import { type RenderedMail, renderMail } from './render.ts';
import { linkOf } from './templates.ts';

function rendered({ tenant, user, template, parameters }: OutgoingMail): RenderedMail {
  const facts = Object.entries(parameters).map(([name, value]) => [name, String(value)]);
  return renderMail(template, { tenant, user, parameters: Object.fromEntries(facts) });
}

const samples = languages.flatMap((language) => sampleMails(newId<TenantId>(), language));

describe('every mail, in every language', () => {
  it('P1 F2 R2 names the organisation, all its facts and at most one link, and loads nothing', () => {
    for (const sample of samples) {
      const { subject, text, html } = rendered(sample);
      assert.ok(subject.includes('Northwind'), subject);
      assert.ok(text.includes(`(${sample.tenant.origin})`), 'why you got this');
      assert.doesNotMatch(subject + text + html, /\{\w+\}|undefined|null|NaN/);
      const links = html.match(/<a /g) ?? [];
      assert.equal(links.length, sample.template === 'code' ? 0 : 1, sample.template);
      assert.doesNotMatch(html, /<img|<script|<link|src=|url\(|@import|http-equiv/i);
      const shown = { ...sample.parameters, minutes: '', hours: '', days: '', change: '', reason: '' };
      for (const [name, value] of Object.entries<string>(shown))
        assert.ok(text.includes(value) && html.includes(value), `${sample.template} ${name}`);
    }
  });

  it('P1 F2 R2 begins with the whole matter, which is what a list of mails shows', () => {
    for (const sample of samples) {
      const { text, html } = rendered(sample);
      const lead = text.split('\n', 1)[0] ?? '';
      assert.ok(lead.includes('Northwind') && lead.length > 40, lead);
      // Nothing to read stands before it in the HTML part either.
      const body = html.slice(html.indexOf('<body'));
      assert.equal(/>([^<>\n]+)</.exec(body)?.[1], lead.replaceAll("'", '&#39;'), sample.template);
    }
  });

  it('F2 the code stands in the preview and is shown largest, and the subject does not tell it', () => {
    for (const sample of samples.filter(({ template }) => template === 'code')) {
      const { subject, text, html } = rendered(sample);
      assert.match(text, /^482913 /);
      assert.match(html, /font-size:32px[^>]*>482913</);
      assert.ok(!subject.includes('482913'));
      assert.ok(!html.includes('href'));
    }
  });

  it('F4 R2 every change of a factor, and every other case, is told in words of its own', () => {
    const leads = samples.map((sample) => [sample.user.language, rendered(sample).text.split('\n', 1)[0]].join(' '));
    assert.equal(new Set(leads).size, leads.length);
    assert.equal(samples.filter(({ template }) => template === 'factor_changed').length % factorChanges.length, 0);
  });

  it('F2 R2 P4 times are counted as the language does', () => {
    const [one] = sampleMails(newId<TenantId>()).filter(({ template }) => template === 'code');
    const lead = (minutes: number, language: OutgoingMail['user']['language']) =>
      one?.template === 'code'
        ? rendered({ ...one, user: { ...one.user, language }, parameters: { ...one.parameters, minutes } }).text
        : '';
    assert.match(lead(5, 'en'), /within 5 minutes,/);
    assert.match(lead(1, 'en'), /within 1 minute,/);
  });
});

test('R2 a link leads to the organisation’s own host or is refused before it is queued', () =>
  withServer(undefined, async (server, { send, startWork, ended }) => {
    const origin = 'https://northwind.usher.example';
    assert.equal(linkOf('/reset-password#t', origin), `${origin}/reset-password#t`);
    for (const link of [
      'https://evil.example/',
      '//evil.example/x',
      '\\\\evil.example',
      'javascript:alert(1)',
      `${origin}.evil.example/`,
    ]) {
      assert.equal(linkOf(link, origin), null, link);
      const parameters = { link, minutes: 60, when: 'now', address: '203.0.113.9' };
      await assert.rejects(send({ template: 'reset_link', parameters }), /its own organisation/);
    }
    startWork();
    const parameters = { link: '/reset-password#a&b', minutes: 60, when: 'now', address: '203.0.113.9' };
    assert.equal((await ended(await send({ template: 'reset_link', parameters }))).status, 'sent');
    const { html = '', text = '' } = await PostalMime.parse(server.received[0]?.raw ?? '');
    assert.ok(
      html.includes(`href="${origin}/reset-password#a&amp;b"`) && text.includes(`${origin}/reset-password#a&b`),
    );
  }));

test('P1 line breaks in any field of any mail begin no header and no part of their own', () =>
  withServer(undefined, async (server, { startWork, send, ended, tenant }) => {
    startWork();
    const evil = 'x\r\nBcc: thief@evil.example\r\n\r\nInjected: 1\n\u2028Y\u0000';
    for (const sample of sampleMails(tenant)) {
      const fields = Object.entries(sample.parameters).filter(([, value]) => typeof value === 'string');
      const parameters = { ...sample.parameters, ...Object.fromEntries(fields.map(([name]) => [name, evil])) };
      const forged = {
        ...sample,
        tenant: { ...sample.tenant, name: `North${evil}` },
        user: { ...sample.user, name: `Ana${evil}` },
        // A link with a line break in it is a mistake that URL mends; anything else may stand in a path.
        parameters: { ...parameters, ...('link' in parameters ? { link: `/reset\r\nBcc: thief@evil.example` } : {}) },
      } as OutgoingMail; // the same fields as before, all of them strings still
      assert.equal((await ended(await send(forged))).status, 'sent', sample.template);
    }
    assert.equal(server.received.length, sampleMails(tenant).length);
    for (const { raw, to } of server.received) {
      assert.deepEqual(to, ['ana@northwind.example']);
      const mail = await PostalMime.parse(raw);
      assert.deepEqual(
        mail.headers.map(({ key }) => key).filter((key) => /bcc|injected/.test(key)),
        [],
      );
      assert.equal(mail.to?.length, 1);
      assert.equal(mail.attachments.length, 0);
      assert.doesNotMatch(`${mail.subject}\n${mail.text}\n${mail.html}`, /^\s*(Bcc|Injected):/m);
    }
  }));
