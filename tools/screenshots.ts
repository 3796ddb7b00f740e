/**
 * Takes the pictures of the documentation (docs/images) from a real server with its own database and people who work there.
 * Usage: node tools/screenshots.ts [pages] [connected] [console], all three unless named. Nothing in it is painted: every picture
 * is what a person sees at that address.
 */
import { statSync } from 'node:fs';
import type { Browser as Chromium, Page } from 'playwright-core';
import { addAuthenticator } from '../test/e2e/authenticator.ts';
import { Visitor } from '../test/e2e/visitor.ts';
import type { Browser } from '../test/support/browser.ts';
import { type ServerProcess, startServer } from '../test/support/server-process.ts';
import { totpCode } from '../test/support/totp.ts';
import { until } from '../test/support/until.ts';
import { launchChromium } from './preview-server.ts';
import { connectedPictures } from './screenshots-connected.ts';
import { consolePictures } from './screenshots-console.ts';

/** The browser that people have on their desks, as it names itself. */
const desk = { 'user-agent': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0' };
const output = new URL('../docs/images/', import.meta.url);
const bytesMax = 150 * 1024;
const password = 'marble otter 96 lagoon';

/** First and last name, role, and whether an e-mail address is known. */
const staff: readonly (readonly [string, string, string, boolean])[] = [
  ['Amara', 'Okafor', 'administrator', true],
  ['Ana', 'Morales', 'agent', false],
  ['Ben', 'Carter', 'agent', true],
  ['Chloé', 'Laurent', 'agent', true],
  ['Daniel', 'Weiss', 'supervisor', true],
  ['Elif', 'Yıldız', 'agent', false],
  ['Femi', 'Adeyemi', 'agent', true],
  ['Grace', 'Lin', 'agent', true],
  ['Hugo', 'Fernandes', 'agent', false],
  ['Ingrid', 'Solberg', 'supervisor', true],
  ['Jonas', 'Petersen', 'agent', true],
  ['Keiko', 'Tanaka', 'agent', true],
];

function nameOf(first: string, last: string): string {
  const plain = `${first}.${last}`.replaceAll('ı', 'i').normalize('NFD');
  return plain.replace(/\p{M}/gu, '').toLowerCase();
}

/** Asks the API and requires that it agrees. */
async function ask<Shape>(browser: Browser, method: string, path: string, body?: unknown): Promise<Shape> {
  const answer = await browser.json(method, path, body);
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
  return (answer.text === '' ? {} : answer.json()) as Shape; // the caller names what this path answers
}

/** Signs in and exchanges the temporary password. */
async function firstSignIn(browser: Browser, username: string, temporary: string): Promise<void> {
  const { flow } = await ask<{ flow: string }>(browser, 'POST', '/api/v1/sign-in', {
    identifier: username,
    password: temporary,
  });
  await ask(browser, 'POST', `/api/v1/sign-in/${flow}`, { newPassword: password });
}

interface Organization {
  readonly slug: string;
  readonly name: string;
  readonly seats: number;
  readonly timeZone: string;
  readonly accentColor: string;
  readonly people: number;
}

const organizations: readonly Organization[] = [
  {
    slug: 'northwind',
    name: 'Northwind Support',
    seats: 120,
    timeZone: 'Europe/Lisbon',
    accentColor: '#0b6bcb',
    people: 12,
  },
  { slug: 'acme', name: 'Acme Care', seats: 45, timeZone: 'America/Bogota', accentColor: '#7a3e9d', people: 5 },
  {
    slug: 'globex',
    name: 'Globex Service Desk',
    seats: 300,
    timeZone: 'Europe/Berlin',
    accentColor: '#0f766e',
    people: 8,
  },
];

async function fill(server: ServerProcess, operator: Browser, one: Organization): Promise<void> {
  const { slug, name, seats, timeZone, accentColor } = one;
  const made = await ask<{ administrator: { temporaryPassword: string } }>(operator, 'POST', '/api/v1/organizations', {
    slug,
    name,
    seats,
    timeZone,
    administrator: { username: 'amara.okafor' },
  });
  const administrator = server.browser(slug);
  await firstSignIn(administrator, 'amara.okafor', made.administrator.temporaryPassword);
  await ask(administrator, 'PATCH', '/api/v1/settings', {
    branding: { accentColor },
    // Hugo’s wrong passwords below come from where everybody else’s right ones do.
    signIn: { captcha: 'off' },
  });
  const { user: amara } = await ask<{ user: { id: string } }>(administrator, 'GET', '/api/v1/session');
  await ask(administrator, 'PATCH', `/api/v1/users/${amara.id}`, { firstName: 'Amara', lastName: 'Okafor' });
  for (const [index, [firstName, lastName, role, reachable]] of staff.slice(1, one.people).entries()) {
    const username = nameOf(firstName, lastName);
    const email = reachable ? { email: `${username}@${slug}.example` } : {};
    // Known temporary passwords, because those with an address get theirs by mail.
    const user = { username, firstName, lastName, role, password, temporary: false, ...email };
    const { user: created } = await ask<{ user: { id: string } }>(administrator, 'POST', '/api/v1/users', user);
    if (index % 3 !== 2)
      await ask(server.browser(slug, desk), 'POST', '/api/v1/sign-in', { identifier: username, password });
    if (username === 'grace.lin') await ask(administrator, 'POST', `/api/v1/users/${created.id}/disable`);
    if (username === 'hugo.fernandes') {
      const stranger = server.browser(slug);
      for (let count = 1; count <= 6; count += 1) await stranger.signIn(username, `not this one ${count}`);
    }
  }
}

async function becomeOperator(server: ServerProcess): Promise<Browser> {
  const operator = server.browser();
  // Printed once the server is ready, so a moment after it answers.
  await until(() => /\/setup\?token=\S+\s/.test(server.output()));
  const path = /\/setup\?token=\S+/.exec(server.output())?.[0] ?? '';
  const token = path.split('=')[1] ?? '';
  await operator.form(path, { token, username: 'olivia', email: '', newPassword: password, repeatPassword: password });
  await ask(operator, 'POST', '/api/v1/sign-in', { identifier: 'olivia', password });
  return operator;
}

async function picture(page: Page, name: string): Promise<void> {
  const path = new URL(`${name}.png`, output).pathname;
  await page.evaluate('document.fonts.ready');
  await page.screenshot({ path, animations: 'disabled', caret: 'hide' });
  const { size } = statSync(path);
  console.log(`${name}.png ${Math.round(size / 1024)} KB`);
  if (size > bytesMax) throw new Error(`${name}.png has ${size} bytes, over ${bytesMax}.`);
}

type Shown = (visitor: Visitor, page: Page) => Promise<void>;

async function signInPictures(chromium: Chromium, origin: string): Promise<void> {
  const looks = [
    { name: 'sign-in', colorScheme: 'light', viewport: { width: 960, height: 640 } },
    { name: 'sign-in-dark', colorScheme: 'dark', viewport: { width: 960, height: 640 } },
    { name: 'sign-in-320', colorScheme: 'light', viewport: { width: 320, height: 640 } },
  ] as const;
  for (const { name, ...look } of looks) {
    await visit(chromium, look, async (visitor, page) => {
      await page.goto(`${origin}/sign-in`);
      await picture(page, name);
      if (name !== 'sign-in') return;
      await visitor.signIn(origin, 'ana.morales', 'my old password');
      await visitor.alert();
      await picture(page, 'sign-in-error');
    });
  }
}

async function visit(chromium: Chromium, look: Parameters<Chromium['newContext']>[0], show: Shown): Promise<void> {
  const visitor = await Visitor.arrive(chromium, { colorScheme: 'light', ...look });
  await show(visitor, visitor.page);
  await visitor.leave();
}

/** The code by mail, which is required only for as long as the picture is taken; and what to do without a password. */
async function codePicture(chromium: Chromium, server: ServerProcess, origin: string): Promise<void> {
  const administrator = server.browser('northwind');
  await administrator.signIn('amara.okafor', password);
  const demand = (required: 'everyone' | 'nobody') =>
    ask(administrator, 'PATCH', '/api/v1/settings', { secondFactor: { required, trustBrowserDays: 30 } });
  await demand('everyone');
  await visit(chromium, { viewport: { width: 960, height: 920 } }, async (visitor, page) => {
    await visitor.signIn(origin, 'ben.carter', password);
    await visitor.sees('Enter the code from your e-mail');
    await picture(page, 'sign-in-code');
  });
  await demand('nobody');
  await visit(chromium, { viewport: { width: 960, height: 640 } }, async (visitor, page) => {
    await page.goto(`${origin}/sign-in`);
    await page.getByRole('link', { name: 'Forgot your password?' }).click();
    await visitor.sees('Forgot your password?');
    await picture(page, 'forgot-password');
  });
}

/** Sets up an authenticator app and a passkey on the Security page that is shown. */
async function enrol(page: Page): Promise<void> {
  await addAuthenticator(page);
  const section = page.getByRole('region', { name: 'Second factor' });
  await section.getByRole('button', { name: 'Set up the authenticator app' }).click();
  const dialog = page.getByRole('dialog', { name: 'Set up the authenticator app' });
  const key = (await dialog.locator('code').textContent()) ?? '';
  await dialog.getByLabel('Code that the app shows').fill(totpCode(key));
  await dialog.getByRole('button', { name: 'Confirm' }).click();
  await section.getByRole('button', { name: 'I have kept them' }).click();
  await section.getByRole('button', { name: 'Add a passkey' }).click();
  await section.getByText('1 passkey').waitFor();
  // Gone and loaded anew: without the notices of what was just done.
  await page.reload();
  await section.getByText('1 passkey').waitFor();
}

const wide = { viewport: { width: 1280, height: 800 } };

async function newPasswordPicture(chromium: Chromium, server: ServerProcess, origin: string): Promise<void> {
  const administrator = server.browser('northwind');
  await administrator.signIn('amara.okafor', password);
  const person = { username: 'lea.novak', firstName: 'Léa', lastName: 'Novak', role: 'agent' };
  const created = await ask<{ temporaryPassword: string }>(administrator, 'POST', '/api/v1/users', person);
  await visit(chromium, { viewport: { width: 960, height: 1040 } }, async (visitor, page) => {
    await visitor.signIn(origin, 'lea.novak', created.temporaryPassword);
    await page.getByLabel('New password', { exact: true }).fill('northwind1');
    await page.getByLabel('Re-enter new password').fill('northwind1');
    await page.getByRole('button', { name: 'Save and log in' }).click();
    await visitor.alert();
    await picture(page, 'new-password');
  });
}

async function applicationPictures(chromium: Chromium, origin: string, base: string): Promise<void> {
  await visit(chromium, { viewport: { width: 1280, height: 640 } }, async (visitor, page) => {
    await visitor.signIn(origin, 'ana.morales', password);
    await visitor.sees('Hello, Ana');
    await page.getByRole('link', { name: 'Review them under Security' }).waitFor();
    await page.getByRole('button', { name: /^User menu/ }).click();
    await page.getByRole('menuitem', { name: 'Log out' }).waitFor();
    await picture(page, 'home');
    await page.goto(`${origin}/account/security`);
    await page.getByText('This browser').waitFor();
    await enrol(page);
    await page.setViewportSize({ width: 1280, height: 960 });
    await page.getByText('This browser').waitFor();
    await picture(page, 'account-security');
    await page.goto(`${origin}/account/password`);
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.getByLabel('New password', { exact: true }).fill('tidal gate 9');
    await page
      .getByText(/^Strength: (fair|good|strong)/)
      .first()
      .waitFor();
    await picture(page, 'account-password');
  });
  await visit(chromium, wide, async (visitor, page) => {
    await visitor.signIn(origin, 'amara.okafor', password);
    await page.waitForURL(/\/(home|console)/);
    await page.goto(`${origin}/console/people`);
    await page.getByRole('cell', { name: 'grace.lin', exact: true }).waitFor();
    await picture(page, 'console-people');
    await page.getByRole('link', { name: 'Create user' }).click();
    await page.setViewportSize({ width: 1280, height: 640 });
    await page.getByLabel('First name').fill('Leo');
    await page.getByLabel('Last name').fill('Marsh');
    await page.getByLabel('Username').fill('leo.marsh');
    await page.getByRole('button', { name: 'Create user' }).click();
    await visitor.sees('Leo Marsh is created');
    await picture(page, 'console-slip');
  });
  await visit(chromium, { ...wide, viewport: { width: 1280, height: 560 } }, async (visitor, page) => {
    await visitor.signIn(base, 'olivia', password, '/operator/sign-in');
    await page.getByText('Globex Service Desk').waitFor();
    await picture(page, 'operator-organizations');
  });
}

const wanted = process.argv.slice(2);
const isWanted = (part: string): boolean => wanted.length === 0 || wanted.includes(part);
// The pictures of webhooks have a receiver on this machine.
const server = await startServer({ USHER_WEBHOOK_NETWORKS: '127.0.0.0/8' });
const chromium = await launchChromium();
try {
  const operator = await becomeOperator(server);
  for (const one of organizations) await fill(server, operator, one);
  const origin = `http://northwind.localhost:${server.port}`;
  const base = `http://localhost:${server.port}`;
  if (isWanted('pages')) {
    await signInPictures(chromium, origin);
    await newPasswordPicture(chromium, server, origin);
    await codePicture(chromium, server, origin);
    await applicationPictures(chromium, origin, base);
  }
  if (isWanted('connected')) await connectedPictures(chromium, origin, password, picture);
  if (isWanted('console')) await consolePictures({ chromium, origin, base, password, take: picture });
} finally {
  await chromium.close();
  await server.stop();
}
