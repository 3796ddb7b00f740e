import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import PostalMime from 'postal-mime';
import { goodPassword, type TestApp, testApp } from '../../test/support/app.ts';
import { type MailServer, mailServer } from '../../test/support/mail-server.ts';
import { until } from '../../test/support/until.ts';
import { commandLineCaller } from '../kernel/caller.ts';
import { operatorsTenantId, type Tenant } from './tenants.ts';

let app: TestApp;
let mails: MailServer;
/** Chose Spanish; and chose nothing. */
let spanish: Tenant;
let open: Tenant;

async function organization(slug: string, locale: string | null): Promise<Tenant> {
  const { organizations, tenants } = app.app.house;
  await organizations.create(commandLineCaller(operatorsTenantId), { slug, name: `${slug} Ltd`, seats: 10, locale });
  return tenants.bySlug(slug);
}

before(async () => {
  mails = await mailServer();
  app = await testApp({ config: { smtpUrl: mails.url } });
  spanish = await organization('madrid', 'es');
  open = await organization('open', null);
  await app.user(spanish, 'ana');
  await app.user(spanish, 'lula', { locale: 'pt' });
  await app.user(open, 'olive');
});
after(async () => {
  await app?.close();
  await mails?.close();
});

const htmlLanguage = (text: string) => /<html lang="(\w+)"/.exec(text)?.[1];

test('S11 before sign-in a page is in the organisation’s language; where it chose none, in the browser’s', async () => {
  const at = async (slug: string, accept: string, path = '/sign-in') =>
    htmlLanguage((await app.browser(slug, { 'accept-language': accept }).page(path)).text);
  assert.equal(await at('madrid', 'en-GB,en;q=0.9'), 'es');
  assert.equal(await at('open', 'pt-BR,en;q=0.5'), 'pt');
  assert.equal(await at('open', 'fr'), 'en');
  assert.equal(await at('', 'pt-BR', '/'), 'pt');
  assert.equal(await at('', 'es', '/operator/sign-in'), 'es');
  const { text } = await app.browser('madrid').page('/sign-in');
  assert.match(text, />Nombre de usuario</);
  assert.match(text, />Contraseña</);
  assert.match(text, />Iniciar sesión</);
  assert.match(text, />¿Olvidó su contraseña\?</);
});

test('S11 the links on the page change the language, without script, and the browser remembers', async () => {
  const browser = app.browser('madrid', { 'accept-language': 'es' });
  const { text } = await browser.page('/sign-in?return_to=%2Faccount%2Fsecurity');
  const [, href = ''] = /lang="pt" hreflang="pt" href="([^"]+)"/.exec(text) ?? [];
  assert.equal(href.replaceAll('&amp;', '&'), '/sign-in?return_to=%2Faccount%2Fsecurity&lang=pt');
  const changed = await browser.page(href.replaceAll('&amp;', '&'));
  assert.equal(htmlLanguage(changed.text), 'pt');
  assert.match(changed.text, /name="returnTo" value="\/account\/security"/);
  assert.equal(htmlLanguage((await browser.page('/help')).text), 'pt');
  const refused = await browser.form('/sign-in', { identifier: 'nobody', password: 'wrong' });
  assert.match(refused.text, /Usuário ou senha incorretos\./);
  assert.equal((await browser.signIn('nobody', 'wrong')).json().title, 'Usuário ou senha incorretos.');
});

test('S11 a language that is asked for by name must be one of ours', async () => {
  const browser = app.browser('madrid');
  for (const strange of ['xx', 'es%0d%0aSet-Cookie:x=y', '../en']) {
    const { text, headers } = await browser.page(`/sign-in?lang=${strange}`);
    assert.equal(htmlLanguage(text) ?? 'es', 'es');
    assert.doesNotMatch(String(headers['set-cookie'] ?? ''), /language/);
  }
});

test('S8 S11 a program is refused in the language that it names', async () => {
  const title = async (accept: string) => {
    const answer = await app.browser('open', { 'accept-language': accept }).signIn('nobody', 'wrong');
    return answer.json().title;
  };
  assert.equal(await title('es-AR'), 'Usuario o contraseña incorrectos.');
  assert.equal(await title('pt'), 'Usuário ou senha incorretos.');
  assert.equal(await title('en'), 'Incorrect username or password.');
});

test('S11 a person’s own choice wins everywhere, at once, and can be taken back', async () => {
  const ana = app.browser('madrid', { 'accept-language': 'en' });
  await ana.signIn('ana', goodPassword);
  assert.equal(htmlLanguage((await ana.page('/home')).text), 'es');
  assert.equal((await ana.json('PATCH', '/api/v1/session', { locale: 'pt' })).status, 204);
  await until(async () => htmlLanguage((await ana.page('/home')).text) === 'pt');
  assert.equal((await ana.get('/api/v1/session')).json<{ user: { locale: string } }>().user.locale, 'pt');
  assert.equal((await ana.get('/api/v1/users/nobody')).json().title, 'Você não tem permissão para fazer isto');
  assert.equal((await ana.json('PATCH', '/api/v1/session', { locale: null })).status, 204);
  await until(async () => htmlLanguage((await ana.page('/home')).text) === 'es');
  for (const locale of ['fr', 'EN', '', 7, undefined])
    assert.equal((await ana.json('PATCH', '/api/v1/session', { locale })).status, 400, String(locale));
});

test('S11 nobody chooses another’s language, and a stranger none', async () => {
  assert.equal((await app.browser('madrid').json('PATCH', '/api/v1/session', { locale: 'pt' })).status, 401);
  const ana = app.browser('madrid');
  await ana.signIn('ana', goodPassword);
  const answer = await ana.json('PATCH', '/api/v1/session', { locale: 'pt', userId: 'lula' });
  assert.equal(answer.status, 400);
});

test('S11 a mail is in the language of whom it goes to, whoever caused it', async () => {
  const { users } = app.app.house;
  const create = (username: string, locale: string | null, tenant = spanish) =>
    users.create(tenant, commandLineCaller(tenant.id), {
      username,
      email: `${username}@example.com`,
      firstName: 'Eva',
      lastName: 'Ruiz',
      role: 'agent',
      locale,
    });
  await create('eva', null);
  await create('luis', 'pt');
  await create('otto', null, open);
  const found = async (username: string) => {
    await until(async () => mails.received.some(({ to }) => to.includes(`${username}@example.com`)));
    const raw = mails.received.find(({ to }) => to.includes(`${username}@example.com`))?.raw ?? '';
    return { raw, ...(await PostalMime.parse(raw)) };
  };
  const eva = await found('eva');
  assert.equal(eva.subject, 'Su cuenta en madrid Ltd');
  assert.match(eva.text ?? '', /Hola, Eva Ruiz:/);
  assert.match(eva.text ?? '', /Contraseña temporal/);
  assert.match(eva.html ?? '', /<html lang="es"/);
  assert.match(eva.raw, /^content-language: es\r?$/im);
  assert.doesNotMatch(`${eva.text}${eva.html}`, /Log in|password|Username|Hello/);
  assert.equal((await found('luis')).subject, 'Sua conta em madrid Ltd');
  assert.equal((await found('otto')).subject, 'Your account at open Ltd');
});
