// A list of requests with what is required of each answer, as identity providers publish them, run one after another.
import assert from 'node:assert/strict';
import type { Answer, Browser } from '../support/browser.ts';

/** What is required of one place of an answer, where that is not one value. */
export type Requirement = 'not empty' | 'a number' | 'absent' | { readonly has: unknown };

export interface Step {
  readonly title: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below /scim/v2; `{{name}}` stands for what was kept. The part after `filter=` is encoded. */
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly status: number;
  /** By place: `Resources[0].name.familyName`. A value is required to be the same. */
  readonly requires?: Readonly<Record<string, Requirement | boolean | number | { readonly is: unknown }>>;
  /** Kept for later steps: name → place. */
  readonly keeps?: Readonly<Record<string, string>>;
}

/** The value at a place; undefined where there is none. */
export function at(value: unknown, place: string): unknown {
  const names = place.match(/"[^"]+"|[^.[\]]+/g) ?? [];
  return names.reduce<unknown>((held, name) => {
    if (typeof held !== 'object' || held === null) return undefined;
    // The keys of what was parsed from JSON.
    return (held as Record<string, unknown>)[name.replaceAll('"', '')];
  }, value);
}

function fill(text: string, kept: ReadonlyMap<string, string>): string {
  return text.replaceAll(/\{\{(\w+)\}\}/g, (whole, name: string) => kept.get(name) ?? whole);
}

function pathOf(path: string, kept: ReadonlyMap<string, string>): string {
  const filled = fill(path, kept);
  return filled.replace(/filter=([^&]*)/, (_, filter: string) => `filter=${encodeURIComponent(filter)}`);
}

function check(answer: unknown, place: string, required: NonNullable<Step['requires']>[string], title: string): void {
  const found = at(answer, place);
  const where = `${title}: ${place}`;
  if (required === 'absent') assert.equal(found, undefined, where);
  else if (required === 'a number') assert.equal(typeof found, 'number', where);
  else if (required === 'not empty') assert.ok(found !== undefined && found !== null && found !== '', where);
  else if (typeof required === 'object' && 'has' in required)
    assert.ok(Array.isArray(found) && found.includes(required.has), where);
  else assert.deepEqual(found, typeof required === 'object' ? required.is : required, where);
}

const own = { accept: 'application/scim+json', 'content-type': 'application/scim+json; charset=utf-8' };

/** Runs one step. */
export async function run(browser: Browser, step: Step, kept: Map<string, string>): Promise<Answer> {
  const body = step.body === undefined ? null : fill(JSON.stringify(step.body), kept);
  const answer = await browser.send(step.method, `/scim/v2${pathOf(step.path, kept)}`, body, {
    ...own,
    ...step.headers,
  });
  assert.equal(answer.status, step.status, `${step.title}: ${answer.text}`);
  if (answer.status !== 204)
    assert.match(String(answer.headers['content-type']), /^application\/scim\+json/, step.title);
  if (answer.status === 204) assert.equal(answer.text, '', step.title);
  const shown: unknown = answer.text === '' ? null : answer.json();
  for (const [place, required] of Object.entries(step.requires ?? {})) {
    const wanted =
      typeof required === 'object' && 'is' in required && typeof required.is === 'string'
        ? { is: fill(required.is, kept) }
        : required;
    check(shown, place, wanted, step.title);
  }
  for (const [name, place] of Object.entries(step.keeps ?? {})) kept.set(name, String(at(shown, place)));
  return answer;
}
