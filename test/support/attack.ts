// What attacks on sign-in have in common: rows read past every door, guesses, answers made comparable.
import assert from 'node:assert/strict';
import { type RawBuilder, sql } from 'kysely';
import type { Tenant } from '../../server/tenants/tenants.ts';
import { goodPassword, type TestApp } from './app.ts';
import type { Answer, Browser } from './browser.ts';
import { until, within } from './until.ts';

/** The rows of a statement, run as the owner of the tables: for what no door shows, and for moving clocks. */
export async function rows<Row = Record<string, unknown>>(app: TestApp, statement: RawBuilder<Row>): Promise<Row[]> {
  return app.app.house.database.withSystem(async (tx) => (await statement.execute(tx)).rows);
}

/** `count` distinct wrong passwords, one after another. @returns the answers */
export async function guess(browser: Browser, identifier: string, count: number, prefix = 'wrong'): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let n = 0; n < count; n += 1) answers.push(await browser.signIn(identifier, `${prefix} ${n}`));
  return answers;
}

/** The code of a refusal, whether it came as JSON or on a page. */
export function codeOf(answer: Answer): string {
  if (answer.headers['content-type']?.startsWith('application/problem+json')) return String(answer.json().code);
  return /data-code="([a-z_]+)"/.exec(answer.text)?.[1] ?? '';
}

/** Signs in by the form of the page. */
export function signInByPage(
  browser: Browser,
  identifier: string,
  password: string,
  path = '/sign-in',
): Promise<Answer> {
  return browser.form(path, { identifier, password });
}

/** A browser in which a new person with this role has signed in. */
export async function signedIn(app: TestApp, tenant: Tenant, username: string, role: string): Promise<Browser> {
  await app.user(tenant, username, { role });
  const browser = app.browser(tenant.slug);
  const answer = await browser.signIn(username, goodPassword);
  assert.equal(answer.status, 200, answer.text);
  return browser;
}

/** True while the browser's session cookie opens something. */
export async function isSignedIn(browser: Browser): Promise<boolean> {
  const { status } = await browser.get('/api/v1/session');
  assert.ok(status === 200 || status === 401, `unexpected ${status}`);
  return status === 200;
}

/** Requires that the browser's session is refused, at the latest a second from now: so long a revocation may take to be heard. */
export async function assertEnds(browser: Browser): Promise<void> {
  await within(1_000, async () => !(await isSignedIn(browser)));
}

/** Waits until some statement waits for a lock that another transaction has. */
export async function untilWaiting(app: TestApp, count = 1): Promise<void> {
  const waiting = sql`SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`;
  await until(async () => (await rows(app, waiting)).length >= count);
}

/** Subjects of the mails to an address that were sent, once there are `count`. */
export async function mailsTo(app: TestApp, address: string, count: number): Promise<string[]> {
  const { captured } = app.app.house.mail;
  let subjects: string[] = [];
  await until(async () => {
    const mails = (await captured?.list()) ?? [];
    subjects = mails.filter((mail) => mail.to.includes(address)).map((mail) => mail.subject);
    return subjects.length >= count;
  });
  return subjects;
}

/** The answer as two strangers could compare it: everything but what is random or a clock's, and what they typed themselves. */
export function comparable(answer: Answer, typed: string): string {
  const headers = Object.entries(answer.headers)
    .filter(([name]) => name !== 'date')
    .map(([name, value]) => `${name}: ${Array.isArray(value) ? value.join(' | ') : value}`)
    .sort();
  const nonce = /'nonce-([^']+)'/.exec(answer.headers['content-security-policy']?.toString() ?? '')?.[1];
  const wait = /name="captchaWait" value="([^"]*)"/.exec(answer.text)?.[1];
  const token = /name="formToken" value="([^"]*)"/.exec(answer.text)?.[1];
  const masked = [nonce, token, wait, typed].reduce<string>(
    (text, secret) => (secret ? text.replaceAll(secret, '(masked)') : text),
    [answer.status, ...headers, answer.text].join('\n'),
  );
  return masked.replace(/usher_browser=[^;|]+/g, 'usher_browser=(random)');
}

/** Where two texts part, for a message that can be read. */
export function firstDifference(actual: string, expected: string): string {
  let at = 0;
  while (at < actual.length && actual[at] === expected[at]) at += 1;
  const from = Math.max(0, at - 40);
  return `…${actual.slice(from, at + 60)}… instead of …${expected.slice(from, at + 60)}…`;
}

/** Moves every lock, try and window of a tenant this far into the past. */
export async function ageAttempts(app: TestApp, tenant: Tenant, minutes: number): Promise<void> {
  await rows(
    app,
    sql`UPDATE attempt_buckets SET tried_at = tried_at - make_interval(mins => ${minutes}), locked_at = locked_at - make_interval(mins => ${minutes})
      WHERE tenant_id = ${tenant.id}`,
  );
}
