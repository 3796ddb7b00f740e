// The pictures of the console that the administrators' documentation has: a person's passwords and why they cannot log in, audit,
// import, settings, webhooks; and the operators' page Installation.
import type { Browser as Chromium, Page } from 'playwright-core';
import { Visitor } from '../test/e2e/visitor.ts';
import { until } from '../test/support/until.ts';
import { webhookReceiver } from '../test/support/webhook-receiver.ts';

type Take = (page: Page, name: string) => Promise<void>;

const firefox = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0';

interface Place {
  readonly chromium: Chromium;
  /** Of the organisation Northwind, and of the operators. */
  readonly origin: string;
  readonly base: string;
  readonly password: string;
  /** Writes the picture of a page under a name. */
  readonly take: Take;
}

/** Forty people, four lines of which cannot be: a space in a name, an address that is none, an extension twice. */
function forty(): Buffer {
  const lines = Array.from(
    { length: 40 },
    (_, n) => `agent.${n + 1};agent.${n + 1}@northwind.example;Agent;Number ${n + 1};${300 + n}`,
  );
  lines[6] = 'agent seven;agent.7@northwind.example;Agent;Number 7;306';
  lines[14] = 'agent.15;agent.15 at northwind;Agent;Number 15;314';
  lines[22] = 'agent.23;agent.23@northwind.example;Agent;Number 23;321';
  lines[31] = ';agent.32@northwind.example;Agent;Number 32;331';
  return Buffer.from(`Username;Email;First name;Last name;Extension\r\n${lines.join('\r\n')}\r\n`);
}

/** Makes the window as high as what is on the page, within reason: a picture ends where the page does. */
async function frameTo(page: Page, highest = 1_000): Promise<void> {
  await until(async () => (await page.locator('main [class*="Loader"], main [class*="Skeleton"]').count()) === 0);
  const content = await page.evaluate(
    "Math.max(...[...document.querySelectorAll('main *')].map((one) => one.getBoundingClientRect().bottom))",
  );
  await page.setViewportSize({
    width: 1280,
    height: Math.min(highest, Math.max(560, Math.ceil(Number(content)) + 32)),
  });
}

async function personPictures(page: Page, origin: string, take: Take): Promise<void> {
  await page.goto(`${origin}/console/people?search=hugo`);
  await page.getByRole('link', { name: 'Hugo Fernandes' }).click();
  await page.getByRole('link', { name: 'Passwords' }).click();
  await page.getByText('Locked', { exact: true }).first().waitFor();
  await frameTo(page);
  await take(page, 'console-passwords');
  await page.getByRole('link', { name: 'Why can’t they log in?' }).click();
  await page.getByText('Hugo Fernandes cannot log in now').waitFor();
  await frameTo(page);
  await take(page, 'console-why');
}

async function settingsPictures(page: Page, origin: string, take: Take): Promise<void> {
  for (const [section, height] of [
    ['security', 860],
    ['branding', 960],
  ] as const) {
    await page.setViewportSize({ width: 1280, height });
    await page.goto(`${origin}/console/settings/${section}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await frameTo(page, height);
    if (section === 'branding') await page.locator('iframe').scrollIntoViewIfNeeded();
    await take(page, `console-${section}`);
  }
}

async function webhookPicture(page: Page, origin: string, take: Take): Promise<void> {
  const receiver = await webhookReceiver();
  await page.goto(`${origin}/console/settings/webhooks`);
  await page.getByRole('button', { name: 'Add webhook' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add webhook' });
  await dialog.getByLabel('Name').fill('Workforce planning');
  await dialog.getByLabel('Address').fill(receiver.url);
  await dialog.getByRole('button', { name: 'Add webhook' }).click();
  await page.getByRole('button', { name: 'I have copied it' }).click();
  await page.getByRole('link', { name: 'Workforce planning' }).click();
  await page.getByRole('heading', { level: 1, name: 'Workforce planning' }).waitFor();
  // Something to tell of: two people who are changed.
  const changed = `(async () => {
    const { items } = await (await fetch('/api/v1/users?search=agent.1')).json();
    for (const { id } of items.slice(0, 3)) await fetch('/api/v1/users/' + id + '/disable', { method: 'POST' });
  })()`;
  await page.evaluate(changed);
  await page.getByRole('button', { name: /test/i }).first().click();
  await page.getByText('Delivered', { exact: true }).first().waitFor();
  await page.reload();
  await page.getByText('Delivered', { exact: true }).first().waitFor();
  await frameTo(page);
  await take(page, 'console-webhook');
  await receiver.close();
}

async function importPicture(page: Page, origin: string, take: Take): Promise<void> {
  await page.goto(`${origin}/console/people/import`);
  const file = { name: 'new-starters.csv', mimeType: 'text/csv', buffer: forty() };
  await page.locator('input[type=file]').setInputFiles(file);
  await page.getByRole('button', { name: 'Check all lines' }).click();
  await page.getByRole('button', { name: /^Import \d+ people$/ }).click();
  await page.getByRole('heading', { name: 'Refused lines' }).waitFor();
  await frameTo(page);
  await take(page, 'console-import');
}

async function auditPicture(page: Page, origin: string, take: Take): Promise<void> {
  await page.goto(`${origin}/console/audit`);
  await page.getByRole('button', { name: 'Refused logins' }).waitFor();
  await frameTo(page, 900);
  await take(page, 'console-audit');
}

async function visit(place: Place, act: (visitor: Visitor) => Promise<void>): Promise<void> {
  const viewport = { width: 1280, height: 900 };
  const visitor = await Visitor.arrive(place.chromium, { userAgent: firefox, viewport, colorScheme: 'light' });
  await act(visitor);
  await visitor.leave();
}

/** Takes them all; the house must be furnished, and Hugo be locked. */
export async function consolePictures(place: Place): Promise<void> {
  const { origin, base, password, take } = place;
  await visit(place, async (visitor) => {
    const { page } = visitor;
    await visitor.signIn(origin, 'amara.okafor', password);
    await page.waitForURL(/\/(home|console)/);
    await personPictures(page, origin, take);
    await auditPicture(page, origin, take);
    await settingsPictures(page, origin, take);
    await importPicture(page, origin, take);
    await webhookPicture(page, origin, take);
  });
  await visit(place, async (visitor) => {
    await visitor.signIn(base, 'olivia', password, '/operator/sign-in?return_to=%2Foperator%2Finstallation');
    await visitor.sees('Installation');
    await frameTo(visitor.page);
    await take(visitor.page, 'operator-installation');
  });
}
