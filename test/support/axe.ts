// What axe finds on a page. It is put into a document once and asked there as often as one likes: its source is half a megabyte,
// and the web application stays one document for a whole journey.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { NodeResult, Result, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

const source = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

/**
 * What changes its colours or shows itself does so over a moment, and would be measured half-way: drawn twice, so that what follows a
 * change has begun, and then waited for until nothing is on its way. What turns for ever (a loader) is none of it.
 */
const settled = `(async () => {
  for (let n = 0; n < 2; n += 1) await new Promise(requestAnimationFrame);
  const moving = () => document.getAnimations().filter((one) => one.playState === 'running' && one.effect?.getComputedTiming().endTime !== Infinity);
  for (let under = moving(); under.length > 0; under = moving()) await Promise.allSettled(under.map(({ finished }) => finished));
})()`;

export interface AxeQuestion {
  /** For the second of two colour schemes: of all rules only this one looks at colours. */
  readonly contrastOnly?: boolean;
  /** Rules that are not the page's. */
  readonly without?: readonly string[];
}

/** Asks axe about the page as it is, its frames included (they are of its own origin, or there are none). @returns a sentence each */
export async function axeFindings(
  page: Page,
  { contrastOnly = false, without = [] }: AxeQuestion = {},
): Promise<string[]> {
  await page.evaluate(settled);
  // One after another: a parent finds axe in its frames.
  for (const frame of page.frames()) if (!(await frame.evaluate('"axe" in window'))) await frame.evaluate(source);
  const options: RunOptions = {
    resultTypes: ['violations'],
    rules: Object.fromEntries(without.map((rule) => [rule, { enabled: false }])),
    ...(contrastOnly ? { runOnly: { type: 'rule', values: ['color-contrast'] } } : {}),
  };
  const violations: (Pick<Result, 'id'> & { nodes: Pick<NodeResult, 'html'>[] })[] = await page.evaluate(
    `axe.run(document, ${JSON.stringify(options)}).then(({ violations }) =>
      violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => ({ html })) })))`,
  );
  return violations.map(({ id, nodes }) => `axe ${id}: ${nodes.map(({ html }) => html.slice(0, 300)).join(' | ')}`);
}
