// The pictures of who is connected: a shift with its stations in the console, and a tab too many.
import type { Browser as Chromium, Page } from 'playwright-core';
import { Visitor } from '../test/e2e/visitor.ts';

type Take = (page: Page, name: string) => Promise<void>;

const windows = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64';
const firefox = `${windows}; rv:145.0) Gecko/20100101 Firefox/145.0`;
const chrome = `${windows}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36`;

/** Who is on shift: username, browser, station. */
const shift: readonly (readonly [string, string, string])[] = [
  ['ben.carter', chrome, '4102'],
  ['keiko.tanaka', firefox, '4101'],
  ['chloe.laurent', firefox, '4107'],
  ['elif.yildiz', chrome, '0042'],
  ['femi.adeyemi', chrome, '4110'],
  ['jonas.petersen', firefox, '4112'],
  ['daniel.weiss', chrome, ''],
];

async function begin(chromium: Chromium, origin: string, password: string): Promise<Visitor[]> {
  const visitors: Visitor[] = [];
  for (const [username, userAgent, station] of shift) {
    const visitor = await Visitor.arrive(chromium, { userAgent, viewport: { width: 960, height: 640 } });
    visitors.push(visitor);
    const { page } = visitor;
    await visitor.signIn(origin, username, password);
    await visitor.sees(/^Hello/);
    await page.getByText('1 of 3 tabs are connected.').waitFor();
    if (station === '') continue;
    await page.getByRole('button', { name: 'Enter', exact: true }).click();
    await page.getByRole('dialog').getByLabel('Station ID').fill(station);
    await page.getByRole('dialog').getByRole('button', { name: 'Enter' }).click();
    await page.getByText(`You are at station ${station}`).waitFor();
  }
  return visitors;
}

/** @param take writes the picture of a page under a name */
export async function connectedPictures(
  chromium: Chromium,
  origin: string,
  password: string,
  take: Take,
): Promise<void> {
  const visitors = await begin(chromium, origin, password);
  const [ben] = visitors;
  if (ben === undefined) throw new Error('Nobody is on shift.');
  await ben.tab(`${origin}/home`);
  await ben.tab(`${origin}/account/security`);
  const fourth = await ben.tab(`${origin}/home`);
  await fourth.getByRole('dialog', { name: 'The user is already logged in' }).waitFor();
  await take(fourth, 'too-many-tabs');
  const amara = await Visitor.arrive(chromium, { userAgent: firefox, viewport: { width: 1280, height: 800 } });
  visitors.push(amara);
  await amara.signIn(origin, 'amara.okafor', password);
  await amara.page.waitForURL(/\/(home|console)/);
  await amara.page.goto(`${origin}/console/connected`);
  await amara.page.getByRole('cell', { name: '4112' }).waitFor();
  await amara.page.getByRole('button', { name: 'Actions for Chloé Laurent' }).click();
  await amara.page.getByRole('menuitem', { name: 'Send a message…' }).waitFor();
  await take(amara.page, 'console-connected');
  for (const visitor of visitors) await visitor.leave();
}
