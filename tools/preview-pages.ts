/**
 * Renders every server-rendered page in every interesting state to test/output/preview, photographs them in Chromium (light,
 * dark, 320 px wide) under the same Content-Security-Policy as in the product, and asks axe about each.
 * Usage: node tools/preview-pages.ts [part of a name …]. Exit code 1 when axe or the browser's console has a complaint.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { samplePages } from '../server/signin/views/samples.ts';
import type { SamplePage } from '../server/signin/views/samples-code.ts';
import { axeFindings } from '../test/support/axe.ts';
import { launchChromium, previewNonce, servePages } from './preview-server.ts';

const output = new URL('../test/output/preview/', import.meta.url);
const looks = [
  { name: 'light', colorScheme: 'light', width: 1000, height: 760 },
  { name: 'dark', colorScheme: 'dark', width: 1000, height: 760 },
  { name: '320', colorScheme: 'light', width: 320, height: 640 },
] as const;

/** Opens one page in one look; returns complaints, each as a sentence. */
async function look(
  browser: Browser,
  origin: string,
  sample: SamplePage,
  as: (typeof looks)[number],
): Promise<string[]> {
  const complaints: string[] = [];
  const context = await browser.newContext({
    colorScheme: as.colorScheme,
    viewport: { width: as.width, height: as.height },
  });
  const page = await context.newPage();
  const say = (what: string) => complaints.push(`${sample.name} (${as.name}): ${what}`);
  let requests = 0;
  page.on('request', (request) => {
    if (!request.url().startsWith('data:')) requests += 1;
  });
  page.on('console', (message) => say(message.text()));
  page.on('pageerror', (error) => say(String(error)));
  await page.goto(`${origin}/${sample.name}`);
  await page.screenshot({ path: new URL(`${sample.name}.${as.name}.png`, output).pathname, fullPage: true });
  if (requests > 3) say(`${requests} requests`);
  const overflow = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
  if (overflow !== 0) say(`${String(overflow)} px wider than the window`);
  for (const finding of await axeFindings(page)) say(finding);
  await context.close();
  return complaints;
}

async function main(parts: readonly string[]): Promise<void> {
  mkdirSync(output, { recursive: true });
  const chosen = samplePages.filter((sample) => parts.length === 0 || parts.some((part) => sample.name.includes(part)));
  for (const sample of chosen) writeFileSync(new URL(`${sample.name}.html`, output), sample.render(previewNonce));
  const { origin, close } = await servePages();
  const browser = await launchChromium();
  const complaints: string[] = [];
  try {
    for (const sample of chosen) for (const as of looks) complaints.push(...(await look(browser, origin, sample, as)));
  } finally {
    await browser.close();
    close();
  }
  for (const complaint of complaints) console.log(complaint);
  console.log(`${chosen.length} pages, ${complaints.length} complaints`);
  process.exitCode = complaints.length === 0 ? 0 : 1;
}

await main(process.argv.slice(2));
