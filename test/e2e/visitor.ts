// A person at a real Chromium, for tests of pages: one fresh browser profile with one tab, which writes down whatever the
// browser complains about, and the checks that every page must pass.
import assert from 'node:assert/strict';
import type { Browser, BrowserContext, BrowserContextOptions, ConsoleMessage, Page } from 'playwright-core';
import { axeFindings } from '../support/axe.ts';
import { until } from '../support/until.ts';

/** Only a page on which nothing happens any more needs it: a machine with other things to do may take long over anything. */
const patienceMs = 60_000;

/** A refusal (4xx) that the page shows in words, Chromium notes as well: for the page itself, or for a call to the API. */
function isRefusalShown(page: Page, message: ConsoleMessage): boolean {
  const { url } = message.location();
  return (
    /^Failed to load resource: the server responded with a status of 4\d\d/.test(message.text()) &&
    (url === page.url() || new URL(url).pathname.startsWith('/api/'))
  );
}

export class Visitor {
  readonly context: BrowserContext;
  readonly page: Page;
  /** What the browser complained about: console errors and warnings, refusals by policy, uncaught errors, failed requests. */
  readonly complaints: string[] = [];

  private constructor(context: BrowserContext, page: Page) {
    this.context = context;
    this.page = page;
    this.#watch(page);
  }

  #watch(page: Page): void {
    page.setDefaultTimeout(patienceMs);
    page.on('console', (message) => {
      if (['error', 'warning', 'assert'].includes(message.type()) && !isRefusalShown(page, message))
        this.complaints.push(`${page.url()}: ${message.text()}`);
    });
    page.on('pageerror', (error) => this.complaints.push(`${page.url()}: ${String(error)}`));
  }

  /** A new profile: no cookies, nothing cached. */
  static async arrive(browser: Browser, options: BrowserContextOptions = {}): Promise<Visitor> {
    const context = await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce', ...options });
    return new Visitor(context, await context.newPage());
  }

  /** Another tab of the same browser. */
  async tab(url: string): Promise<Page> {
    const page = await this.context.newPage();
    this.#watch(page);
    await page.goto(url);
    return page;
  }

  /** A tab that the page opens, as *Duplicate* does: it begins with a copy of the page's session storage. */
  async duplicate(page = this.page): Promise<Page> {
    const [copy] = await Promise.all([
      this.context.waitForEvent('page'),
      page.evaluate('void window.open(location.href)'),
    ]);
    this.#watch(copy);
    return copy;
  }

  /** Fills in the sign-in page and sends it. */
  async signIn(origin: string, identifier: string, password: string, path = '/sign-in'): Promise<void> {
    await this.page.goto(`${origin}${path}`);
    await this.page.getByLabel('Username').fill(identifier);
    await this.page.getByLabel('Password', { exact: true }).fill(password);
    await this.page.getByRole('button', { name: 'Log in', exact: true }).click();
  }

  /** Chooses in the User menu. */
  async choose(item: string): Promise<void> {
    await this.page.getByRole('button', { name: /^User menu/ }).click();
    await this.page.getByRole('menuitem', { name: item }).click();
  }

  /** The heading of the page that is shown, once it is that one and all of it is there: a heading arrives before its form. */
  async sees(heading: string | RegExp): Promise<void> {
    await this.page.getByRole('heading', { level: 1, name: heading }).waitFor();
    await this.page.waitForLoadState('domcontentloaded');
  }

  /** The message at the top of the card: it must have the focus. @returns its text */
  async alert(): Promise<string> {
    const alert = this.page.getByRole('alert');
    await alert.and(this.page.locator(':focus')).waitFor();
    return (await alert.textContent()) ?? '';
  }

  /** What a person who reports a failure would send: the address, the words on the page, the complaints, and a picture. */
  async report(): Promise<string> {
    const picture = `test/output/e2e-${Date.now()}.png`;
    await this.page.screenshot({ path: picture });
    const words = await this.page.locator('body').ariaSnapshot();
    return [this.page.url(), words, ...this.complaints, picture].join('\n');
  }

  /** Ends the visit and requires that the browser had nothing to complain about. */
  async leave(): Promise<void> {
    await this.context.close();
    assert.deepEqual(this.complaints, []);
  }
}

/**
 * Requires of the page shown: nothing for axe to find in light and dark, and no scrolling sideways at 320 px, which is also
 * what 1280 px at 400 % zoom or 640 px at 200 % look like (WCAG 2.2, 1.4.4 and 1.4.10).
 */
export async function assertPresentable(page: Page, name: string): Promise<void> {
  const findings: string[] = [];
  const before = page.viewportSize() ?? { width: 1280, height: 720 };
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const found = await axeFindings(page, { contrastOnly: colorScheme === 'dark' });
    findings.push(...found.map((one) => `${colorScheme}: ${one}`));
  }
  await page.emulateMedia({ colorScheme: null });
  for (const width of [320, 640]) {
    await page.setViewportSize({ width, height: 640 });
    // The web application follows the window with a short transition.
    let wide: unknown;
    await until(async () => {
      wide = await page.evaluate('document.documentElement.scrollWidth');
      return wide === width;
    }, 3_000).catch(() => findings.push(`${String(wide)} px wide in a window of ${width} px`));
  }
  await page.setViewportSize(before);
  assert.deepEqual(findings, [], name);
}

/** What somebody does on a visit. */
export type Walk = (visitor: Visitor, page: Page) => Promise<void>;

/** One visit in a profile of its own; when it fails, the error tells what the person saw. */
export async function visitIn(browser: Browser, options: BrowserContextOptions, walk: Walk): Promise<void> {
  const visitor = await Visitor.arrive(browser, options);
  try {
    await walk(visitor, visitor.page);
  } catch (error) {
    throw new Error(`The person saw:\n${await visitor.report()}`, { cause: error });
  }
  await visitor.leave();
}
