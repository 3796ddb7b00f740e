// People who are signed in somewhere, as sign-in sees them: which of their sessions are live, with how many tabs, and why the others ended.
import assert from 'node:assert/strict';
import { sql } from 'kysely';
import type { SessionId } from '../../server/kernel/ids.ts';
import type { Tenant } from '../../server/tenants/tenants.ts';
import { goodPassword, type TestApp } from './app.ts';
import { rows } from './attack.ts';
import type { Browser } from './browser.ts';
import { tabOf } from './seats.ts';

/** A browser as it names itself; the server calls it "Firefox on Windows" and "Chrome on Android". */
export const agents = {
  firefox: { 'user-agent': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0' },
  chrome: {
    'user-agent':
      'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36',
  },
} as const;

/** Somebody's sessions, oldest first. */
export function sessionsOf(
  app: TestApp,
  tenant: Tenant,
  username: string,
): Promise<{ id: SessionId; live: boolean; end_reason: string | null; replaced_in: string | null }[]> {
  return rows(
    app,
    sql`SELECT s.id, s.ended_at IS NULL AS live, s.end_reason, s.replaced_in FROM sessions s JOIN users u ON u.tenant_id = s.tenant_id AND u.id = s.user_id
      WHERE s.tenant_id = ${tenant.id} AND u.username = ${username} ORDER BY s.created_at, s.id`,
  );
}

/** Signs in where nothing is asked. @returns the session */
export async function enterBy(username: string, browser: Browser): Promise<SessionId> {
  const answer = await browser.signIn(username, goodPassword);
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.json().next, 'done', answer.text);
  const { id } = (await browser.get('/api/v1/session')).json<{ session: { id: SessionId } }>().session;
  return id;
}

/** The same, with a tab that stays connected. */
export async function enterWithTab(
  app: TestApp,
  tenant: Tenant,
  username: string,
  browser: Browser,
): Promise<SessionId> {
  const id = await enterBy(username, browser);
  await tabOf(app, tenant, id);
  return id;
}

/** Answers a step of a flow. */
export function step(browser: Browser, flow: unknown, body: object) {
  return browser.json('POST', `/api/v1/sign-in/${String(flow)}`, body);
}
