// The console in a real Chromium, as somebody meets it who has never been there: nothing cached, everything over the wire.
import { existsSync } from 'node:fs';
import type { Browser as Chromium } from 'playwright-core';
import { chromiumPath, launchChromium } from '../tools/preview-server.ts';
import { paths } from '../web/paths.ts';
import type { Installation } from './directory.ts';
import { hostOf } from './stage.ts';

export interface ConsoleVisits {
  /** From the navigation to the first rows of the People page, each in a profile of its own. */
  readonly firstRowsMs: readonly number[];
  /** Of one visit, until its rows were there: what came over the wire, headers included. */
  readonly weight: Weight;
}

export interface Weight {
  readonly bytes: number;
  readonly requests: number;
  /** Bytes by what Chromium takes it for, and how it was encoded: `Script br`. */
  readonly parts: ReadonlyMap<string, number>;
}

interface Visit {
  readonly tookMs: number;
  readonly weight: Weight;
}

async function visit(chromium: Chromium, { stage, people }: Installation): Promise<Visit> {
  const origin = `http://${hostOf(stage.server, people.tenant)}`;
  const context = await chromium.newContext({ locale: 'en-GB' });
  try {
    const cookies = [...people.administrator.cookies].map(([name, value]) => ({ name, value, url: origin }));
    await context.addCookies(cookies);
    const page = await context.newPage();
    const network = await context.newCDPSession(page);
    const kinds = new Map<string, string>();
    const parts = new Map<string, number>();
    network.on('Network.responseReceived', ({ requestId, type, response: { headers } }) => {
      kinds.set(requestId, `${type} ${headers['content-encoding'] ?? 'uncompressed'}`);
    });
    const finished: number[] = [];
    network.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      const kind = kinds.get(requestId) ?? 'unknown';
      parts.set(kind, (parts.get(kind) ?? 0) + encodedDataLength);
      finished.push(encodedDataLength);
    });
    await network.send('Network.enable');
    const startedMs = performance.now();
    await page.goto(`${origin}${paths.people}`, { waitUntil: 'commit' });
    await page.locator(`tbody a[href^="${paths.people}/"]`).first().waitFor();
    const tookMs = performance.now() - startedMs;
    // What the page asked for before its rows came may still be on its way; the stream of its tab never ends.
    await page.waitForLoadState('load');
    const bytes = finished.reduce((sum, one) => sum + one, 0);
    return { tookMs, weight: { bytes, requests: finished.length, parts } };
  } finally {
    await context.close();
  }
}

/** @returns null, with a word on stderr, where there is no Chromium */
export async function visitConsole(installation: Installation, visits: number): Promise<ConsoleVisits | null> {
  if (!existsSync(chromiumPath)) {
    process.stderr.write(`  without the pages: there is no Chromium at ${chromiumPath}; set USHER_CHROMIUM.\n`);
    return null;
  }
  const chromium = await launchChromium();
  try {
    // The first one starts what a browser keeps running.
    await visit(chromium, installation);
    const all: Visit[] = [];
    for (let count = 0; count < visits; count += 1) all.push(await visit(chromium, installation));
    const [heaviest] = all.toSorted((a, b) => b.weight.bytes - a.weight.bytes);
    if (heaviest === undefined) throw new Error('There was no visit.');
    return { firstRowsMs: all.map(({ tookMs }) => tookMs), weight: heaviest.weight };
  } finally {
    await chromium.close();
  }
}
