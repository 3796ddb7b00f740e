// The hand of somebody at the console: every click and every field typed is counted, and nothing else is offered, so that what a
// task takes is known and no task can be done by an address that the pages do not lead to.
import type { Locator, Page } from 'playwright-core';
import { until } from '../support/until.ts';

export interface Effort {
  readonly task: string;
  /** Presses of the mouse, each choice in a list among them. */
  readonly clicks: number;
  readonly fields: number;
  /** Of the machine: from the first press until the page shows that it is done. Nobody reads or thinks in it. */
  readonly seconds: number;
}

export class Hand {
  readonly page: Page;
  #clicks = 0;
  #fields = 0;

  constructor(page: Page) {
    this.page = page;
  }

  async click(what: Locator): Promise<void> {
    this.#clicks += 1;
    // A list shows what it had until the answer to a new question is there; who looks waits for what they asked for.
    await until(async () => (await what.count()) === 1);
    await what.click();
  }

  link(name: string | RegExp): Promise<void> {
    return this.click(this.page.getByRole('link', { name, exact: typeof name === 'string' }));
  }

  button(name: string | RegExp): Promise<void> {
    return this.click(this.page.getByRole('button', { name, exact: typeof name === 'string' }));
  }

  async type(label: string | RegExp, what: string): Promise<void> {
    this.#fields += 1;
    const field = this.page.getByLabel(label, { exact: typeof label === 'string' });
    // The list of what can be chosen bears the label as well.
    await field.and(this.page.locator('input')).fill(what);
  }

  /** Opens a list by its label and takes an option: two clicks. */
  async choose(label: string, option: string | RegExp): Promise<void> {
    await this.click(this.page.getByRole('combobox', { name: label, exact: true }));
    await this.option(option);
  }

  option(name: string | RegExp): Promise<void> {
    return this.click(this.page.getByRole('option', { name, exact: typeof name === 'string' }));
  }

  /** Presses a button that asks for a file, and gives one. */
  async file(button: string, name: string, content: Buffer): Promise<void> {
    const asked = this.page.waitForEvent('filechooser');
    await this.button(button);
    await (await asked).setFiles({ name, mimeType: 'text/csv', buffer: content });
  }

  /** Looks for somebody on the page People and opens their page. */
  async open(person: string): Promise<void> {
    await this.type('Search people', person.split(' ')[0] ?? person);
    await this.link(person);
  }

  /** Waits for words on the page. */
  async reads(words: string | RegExp): Promise<void> {
    await this.page.getByText(words).filter({ visible: true }).first().waitFor();
  }

  /** Does a task, and tells what it took. */
  async does(task: string, act: (hand: Hand) => Promise<void>): Promise<Effort> {
    this.#clicks = 0;
    this.#fields = 0;
    const began = performance.now();
    await act(this);
    const seconds = (performance.now() - began) / 1_000;
    return { task, clicks: this.#clicks, fields: this.#fields, seconds };
  }
}

/** The efforts as a table in Markdown. */
export function effortTable(efforts: readonly Effort[]): string {
  const lines = efforts.map(
    ({ task, clicks, fields, seconds }) => `| ${task} | ${clicks} | ${fields} | ${seconds.toFixed(1)} |`,
  );
  return ['| task | clicks | fields typed | seconds |', '|---|---:|---:|---:|', ...lines, ''].join('\n');
}
