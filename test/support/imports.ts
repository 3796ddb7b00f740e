// An import through the API, as tests use it: taken in, checked, imported, and its lines.
import assert from 'node:assert/strict';
import type { WordedLine } from '../../server/imports/schemas.ts';
import type { ImportDetail } from '../../server/imports/view.ts';
import type { Tenant } from '../../server/tenants/tenants.ts';
import { goodPassword, type TestApp } from './app.ts';
import type { Browser } from './browser.ts';
import { until } from './until.ts';

export const importPath = '/api/v1/users/import';
export const csvType = { 'content-type': 'text/csv' };

export async function signedIn(app: TestApp, slug: string, username: string): Promise<Browser> {
  const browser = app.browser(slug);
  assert.equal((await browser.signIn(username, goodPassword)).status, 200);
  return browser;
}

/** An organisation with its administrator, signed in. */
export async function importHouse(app: TestApp, slug: string): Promise<{ tenant: Tenant; nadia: Browser }> {
  const tenant = await app.organization(slug);
  await app.user(tenant, 'nadia', { role: 'administrator' });
  return { tenant, nadia: await signedIn(app, slug, 'nadia') };
}

export async function upload(browser: Browser, content: string, name = 'people.csv'): Promise<ImportDetail> {
  const answer = await browser.send('POST', `${importPath}?name=${name}`, content, csvType);
  assert.equal(answer.status, 202, answer.text);
  return answer.json<ImportDetail & Record<string, unknown>>();
}

export async function reached(browser: Browser, id: string, ...states: string[]): Promise<ImportDetail> {
  let found: ImportDetail | null = null;
  await until(async () => {
    found = (await browser.get(`${importPath}/${id}`)).json<ImportDetail & Record<string, unknown>>();
    return states.includes(found.state);
  });
  if (found === null) throw new Error('no answer');
  return found;
}

export async function checked(browser: Browser, id: string): Promise<ImportDetail> {
  const answer = await browser.json('POST', `${importPath}/${id}/check`, {});
  assert.equal(answer.status, 204, answer.text);
  return reached(browser, id, 'checked', 'failed');
}

export async function imported(browser: Browser, id: string): Promise<ImportDetail> {
  const answer = await browser.json('POST', `${importPath}/${id}/start`, {});
  assert.equal(answer.status, 204, answer.text);
  return reached(browser, id, 'done', 'failed');
}

export async function linesOf(browser: Browser, id: string, outcome: string): Promise<WordedLine[]> {
  const answer = await browser.get(`${importPath}/${id}/lines?limit=200&outcome=${outcome}`);
  return answer.json<{ items: WordedLine[] }>().items;
}
