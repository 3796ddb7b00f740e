// Links of captured mails, as their readers find them.
import assert from 'node:assert/strict';
import { sql } from 'kysely';
import type { SettingsPatch } from '../../server/tenants/setting-shapes.ts';
import type { Tenant } from '../../server/tenants/tenants.ts';
import type { TestApp } from './app.ts';
import { rows } from './attack.ts';
import type { Answer, Browser } from './browser.ts';
import { until } from './until.ts';

export interface MailedLink {
  /** Whole, as it stands in the mail. */
  readonly href: string;
  /** Path and query: what a browser of the tests takes. */
  readonly path: string;
  readonly token: string;
  readonly subject: string;
  readonly text: string;
}

const linkPattern = /https?:\/\/\S+\/reset-password\?token=([\w-]+)/;

/** Every link mailed to an address, newest first. */
export async function linksTo(app: TestApp, address: string): Promise<MailedLink[]> {
  const { captured } = app.app.house.mail;
  const headers = ((await captured?.list()) ?? []).filter((mail) => mail.to.includes(address));
  const mails = await Promise.all(headers.map((mail) => captured?.read(mail.id)));
  return mails.flatMap((mail) => {
    const match = linkPattern.exec(mail?.text ?? '');
    if (!mail || !match) return [];
    const [href, token = ''] = match;
    return [{ href, token, path: `/reset-password?token=${token}`, subject: mail.subject, text: mail.text }];
  });
}

/** The newest link to an address, once there are `count`. */
export async function linkTo(app: TestApp, address: string, count = 1): Promise<MailedLink> {
  let links: MailedLink[] = [];
  await until(async () => {
    links = await linksTo(app, address);
    return links.length >= count;
  });
  const [newest] = links;
  if (newest === undefined) throw new Error('no link');
  return newest;
}

/** Waits until every job of the server is done: what has not been mailed then never will be. */
export async function idle(app: TestApp): Promise<void> {
  await until(async () => {
    const [left] = await rows<{ count: number }>(
      app,
      sql`SELECT count(*)::integer AS count FROM graphile_worker._private_jobs WHERE attempts < max_attempts`,
    );
    return left?.count === 0;
  });
}

/** A password that nobody has yet, and that every default rule lets pass. */
export const chosen = 'my very own 33 sentence';

export function forgot(browser: Browser, identifier: string, headers: Record<string, string> = {}): Promise<Answer> {
  return browser.json('POST', '/api/v1/password/forgot', { identifier }, headers);
}

export function reset(browser: Browser, token: string, newPassword = chosen): Promise<Answer> {
  return browser.json('POST', '/api/v1/password/reset', { token, newPassword });
}

/** An organisation with Ana, who has an address and `goodPassword`. */
export async function withAna(
  app: TestApp,
  slug: string,
  settings?: SettingsPatch,
): Promise<{ tenant: Tenant; ana: string; email: string }> {
  const tenant = await app.organization(slug, settings);
  const email = `ana@${slug}.example`;
  const { id } = await app.user(tenant, 'ana', { email, firstName: 'Ana' });
  return { tenant, ana: id, email };
}

/** The newest link after asking by `identifier`; `count` links were mailed by then. */
export async function asked(
  app: TestApp,
  slug: string,
  email: string,
  identifier = 'ana',
  count = 1,
): Promise<MailedLink> {
  const answer = await forgot(app.browser(slug), identifier);
  assert.equal(answer.status, 202, answer.text);
  assert.equal(answer.text, '');
  return linkTo(app, email, count);
}

interface AuditRow {
  readonly outcome: string;
  readonly reason: string | null;
  readonly target_name: string | null;
  readonly actor_name: string | null;
  readonly details: object;
}

/** What the audit log says of an action, oldest first. */
export function auditOf(app: TestApp, tenant: Tenant, action: string): Promise<AuditRow[]> {
  return rows<AuditRow>(
    app,
    sql`SELECT outcome, reason, target_name, actor_name, details FROM audit_events
      WHERE tenant_id = ${tenant.id} AND action = ${action} ORDER BY id`,
  );
}
