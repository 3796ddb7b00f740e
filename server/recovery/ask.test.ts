// Row R1 by the doors that people and programs use: who is mailed a link, how often, and what everybody else is told.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { goodPassword, type TestApp, testApp } from '../../test/support/app.ts';
import { codeOf, isSignedIn, mailsTo, rows, signInByPage } from '../../test/support/attack.ts';
import { asked, auditOf, chosen, forgot, idle, linksTo, linkTo, reset, withAna } from '../../test/support/links.ts';
import { until } from '../../test/support/until.ts';
import { commandLineCaller } from '../kernel/caller.ts';
import { pruneRecovery } from './upkeep.ts';

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app.close());

test('R1 R2 R3 asking by username or by address, in any case and whatever the sign-in page asks for, mails a link that works', async () => {
  for (const [slug, kind, identifier] of [
    ['by-1', 'username', 'ana'],
    ['by-2', 'username', 'ANA@by-2.EXAMPLE'],
    ['by-3', 'email', 'Ana'],
    ['by-4', 'either', ' ana@by-4.example '],
  ] as const) {
    const { tenant, email } = await withAna(app, slug, { signIn: { identifier: kind } });
    const link = await asked(app, slug, email, identifier);
    assert.equal(link.href, `${tenant.origin}${link.path}`, 'from the stored origin');
    assert.match(link.subject, /Choose a new password for/);
    assert.match(link.text, /60 minutes/);
    const browser = app.browser(slug);
    const answer = await reset(browser, link.token);
    assert.equal(answer.status, 204, answer.text);
    assert.equal(answer.text, '');
    const typed = kind === 'email' ? email : 'ana';
    assert.equal((await browser.signIn(typed, goodPassword)).status, 401);
    assert.equal((await browser.signIn(typed, chosen)).json().next, 'done');
  }
});

test('R1 R3 the same by the pages, without JavaScript', async () => {
  const { email } = await withAna(app, 'pages');
  const browser = app.browser('pages');
  const asking = await browser.page('/forgot-password');
  for (const part of [
    'Forgot your password?',
    '<label for="identifier">Username or e-mail address',
    '>Continue</button>',
  ])
    assert.ok(asking.text.includes(part), part);
  const sent = await browser.form('/forgot-password', { identifier: 'ana' });
  assert.equal(sent.status, 200);
  assert.match(sent.text, /is on its way, if the account exists and has an e-mail address/);
  assert.match(sent.text, /a Supervisor or Administrator/);
  const { path } = await linkTo(app, email);
  const page = await browser.page(path);
  assert.equal(page.status, 200);
  for (const part of [
    'Change your password</h1>',
    '<label for="newPassword">Password</label>',
    '<label for="repeatPassword">Re-enter password</label>',
    '>Reset password</button>',
  ])
    assert.ok(page.text.includes(part), part);
  const token = new URL(path, 'http://x').searchParams.get('token') ?? '';
  const different = await browser.form(path, { token, newPassword: chosen, repeatPassword: 'else' });
  assert.equal(different.status, 422);
  assert.match(different.text, /The two passwords are not the same/);
  const weak = await browser.form(path, { token, newPassword: 'ana', repeatPassword: 'ana' });
  assert.equal(weak.status, 422);
  assert.equal(codeOf(weak), 'password_policy');
  const spanish = /href="([^"]*lang=es)"/.exec(weak.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
  assert.match((await browser.page(spanish)).text, /<h1>Cambie su contraseña<\/h1>/);
  await browser.page(`${path}&lang=en`);
  assert.match(weak.text, /data-rule="min_length" class="unmet"/);
  const again = await browser.form(path, { token, newPassword: goodPassword, repeatPassword: goodPassword });
  assert.equal(codeOf(again), 'password_reused');
  const done = await browser.form(path, { token, newPassword: chosen, repeatPassword: chosen });
  assert.equal(done.status, 303);
  assert.equal(done.headers.location, '/sign-in?changed=1');
  assert.match(
    (await browser.page('/sign-in?changed=1')).text,
    /Your password was changed\. Log in with the new one\./,
  );
  assert.equal(await isSignedIn(browser), false, 'choosing a password signs nobody in');
  assert.equal((await signInByPage(browser, 'ana', chosen)).status, 303);
});

test('R1 nobody gets a link who does not exist, has no address, may not enter, or belongs to another organisation', async () => {
  const { tenant, email } = await withAna(app, 'no-link');
  const other = await withAna(app, 'no-link-other');
  const { users } = app.app.house;
  const caller = commandLineCaller(tenant.id);
  await app.user(tenant, 'bare');
  const disabled = await app.user(tenant, 'dora', { email: 'dora@no-link.example' });
  await users.setDisabled(tenant, caller, disabled.id, true);
  const inactive = await app.user(tenant, 'ines', { email: 'ines@no-link.example' });
  await users.update(tenant, caller, inactive.id, { status: 'inactive' }, null);
  const browser = app.browser('no-link');
  const nobodies = [
    'nobody',
    'bare',
    'dora',
    'DORA@no-link.example',
    'ines',
    other.email,
    '',
    'x'.repeat(500),
    '%',
    '\u0000',
  ];
  for (const identifier of nobodies) assert.equal((await forgot(browser, identifier)).status, 202, identifier);
  await idle(app);
  for (const address of ['dora@no-link.example', 'ines@no-link.example', other.email, email])
    assert.deepEqual(await linksTo(app, address), [], address);
  const told = await auditOf(app, tenant, 'user.password.recover');
  assert.deepEqual(
    told.map((one) => `${one.target_name} ${one.outcome} ${one.reason}`).sort(),
    [
      'bare refused no_email_address',
      'dora refused user_disabled',
      'dora refused user_disabled',
      'ines refused user_inactive',
    ],
    'the audit log names only people who exist',
  );
});

test('R1 O5 a suspended organisation mails nothing; one that was suspended meanwhile lets nobody choose a password', async () => {
  const { email } = await withAna(app, 'suspended');
  const { token } = await asked(app, 'suspended', email);
  // Until the server has heard of it: a link that is used before is used up.
  const status = async (value: string) => {
    await rows(
      app,
      sql`WITH changed AS (UPDATE tenants SET status = ${value} WHERE slug = 'suspended' RETURNING id)
      SELECT pg_notify('usher_changes', json_build_object('kind', 'tenant', 'tenant', id)::text) FROM changed`,
    );
    const host = `suspended.localhost:${app.port}`;
    await until(async () => (await app.app.house.tenants.byHost(host, '127.0.0.1')).status === value);
  };
  await status('suspended');
  assert.equal(codeOf(await reset(app.browser('suspended'), token)), 'organization_suspended');
  assert.equal((await forgot(app.browser('suspended'), 'ana')).status, 202);
  await idle(app);
  assert.equal((await linksTo(app, email)).length, 1);
  await status('active');
  assert.equal((await reset(app.browser('suspended'), token)).status, 204);
});

test('R1 a person is mailed five links an hour at most, and whoever asks is told nothing of it', async () => {
  const { tenant, email } = await withAna(app, 'flood', { officeNetworks: ['127.0.0.1'] });
  const answers = await Promise.all(Array.from({ length: 30 }, () => forgot(app.browser('flood'), 'ana')));
  assert.ok(answers.every((answer) => answer.status === 202 && answer.text === ''));
  await idle(app);
  assert.equal((await linksTo(app, email)).length, 5);
  const refused = (await auditOf(app, tenant, 'user.password.recover')).filter((one) => one.reason === 'rate_limited');
  assert.equal(refused.length, 25);
});

test('R1 an address may ask 20 times in ten minutes, for whomever; a registered office network as often as it needs', async () => {
  const { email } = await withAna(app, 'limited');
  const browser = app.browser('limited');
  for (let n = 0; n < 20; n += 1) assert.equal((await forgot(browser, `nobody-${n}`)).status, 202);
  const refused = await forgot(browser, 'ana');
  assert.equal(refused.status, 429);
  assert.ok(Number(refused.headers['retry-after']) > 0);
  const page = await browser.form('/forgot-password', { identifier: 'ana' });
  assert.equal(page.status, 429);
  assert.equal(codeOf(page), 'rate_limited');
  assert.match(page.text, / value="ana"/);
  await idle(app);
  assert.deepEqual(await linksTo(app, email), [], 'what is refused does nothing');
  await rows(app, sql`UPDATE recovery_requests SET window_started_at = now() - interval '10 minutes'`);
  assert.equal((await forgot(browser, 'ana')).status, 202);
  await withAna(app, 'office', { officeNetworks: ['127.0.0.0/8'] });
  for (let n = 0; n < 30; n += 1) assert.equal((await forgot(app.browser('office'), `nobody-${n}`)).status, 202);
});

test('R2 V13 a forged Host or X-Forwarded-Host puts nothing into the link', async () => {
  const { tenant, email } = await withAna(app, 'forged');
  const forged = {
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'https',
    'x-forwarded-for': '203.0.113.7',
    forwarded: 'host=evil.example;proto=https',
    'x-host': 'evil.example',
    'x-original-host': 'evil.example',
  };
  assert.equal((await forgot(app.browser('forged'), 'ana', forged)).status, 202);
  const { href, text } = await linkTo(app, email);
  assert.ok(href.startsWith(`${tenant.origin}/reset-password?token=`), href);
  assert.ok(!text.includes('evil'));
  assert.ok(!text.includes('203.0.113.7'), 'the address that is told is the one that asked');
  for (const host of ['evil.example', `forged.localhost.evil.example:${app.port}`, `evil.example:${app.port}`])
    assert.ok([404, 421].includes((await forgot(app.browser('forged'), 'ana', { host })).status), host);
});

test('R1 R3 operators find their way back too, on the base address', async () => {
  const { tenants, users } = app.app.house;
  await app.operator('olga');
  const tenant = await tenants.byHost(`localhost:${app.port}`, '127.0.0.1');
  const id = await users.findByIdentifier(tenant, 'olga');
  await users.update(tenant, commandLineCaller(tenant.id), id, { email: 'olga@usher.example' }, null);
  const browser = app.browser();
  assert.match((await browser.page('/operator/sign-in')).text, /href="\/forgot-password"/);
  assert.match((await browser.form('/forgot-password', { identifier: 'olga' })).text, /href="\/operator\/sign-in"/);
  const { href, path, token } = await linkTo(app, 'olga@usher.example');
  assert.ok(href.startsWith(`http://localhost:${app.port}/`));
  const done = await browser.form(path, { token, newPassword: chosen, repeatPassword: chosen });
  assert.equal(done.headers.location, '/operator/sign-in?changed=1');
  assert.equal((await browser.signIn('olga', chosen)).status, 200);
});

test('P1 the mails that lead operators to their sign-in page lead to one that is there', async () => {
  const { tenants, users } = app.app.house;
  await app.operator('oscar');
  const tenant = await tenants.byHost(`localhost:${app.port}`, '127.0.0.1');
  const caller = commandLineCaller(tenant.id);
  const email = 'oscar@usher.example';
  const id = await users.findByIdentifier(tenant, 'oscar');
  await users.update(tenant, caller, id, { email }, null);
  await users.sendWelcome(tenant, caller, id);
  await users.setPassword(tenant, caller, id, { generate: true });
  await mailsTo(app, email, 3);
  const { captured } = app.app.house.mail;
  const mails = ((await captured?.list()) ?? []).filter((mail) => mail.to.includes(email));
  const texts = await Promise.all(mails.map(async (mail) => (await captured?.read(mail.id))?.text ?? ''));
  const links = texts.flatMap((text) => /^https?:\/\/localhost:\d+(\/\S*)$/m.exec(text)?.[1] ?? []);
  assert.equal(links.length, 3);
  assert.equal(links.filter((link) => link === '/operator/sign-in').length, 2, links.join(' '));
  for (const link of links) assert.equal((await app.browser().page(link)).status, 200, link);
});

test('M6 windows of sources that are over are forgotten', async () => {
  const tenant = await app.organization('pruned');
  await rows(
    app,
    sql`INSERT INTO recovery_requests (tenant_id, source, window_started_at)
      SELECT ${tenant.id}, convert_to(age::text, 'UTF8'), now() - make_interval(mins => age) FROM unnest(ARRAY[9, 11]) age`,
  );
  await app.app.house.database.withSystem(pruneRecovery);
  const left = await rows(app, sql`SELECT 1 FROM recovery_requests WHERE tenant_id = ${tenant.id}`);
  assert.equal(left.length, 1);
});
