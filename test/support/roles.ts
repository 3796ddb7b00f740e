// Roles as an administrator makes and changes them.
import assert from 'node:assert/strict';
import type { Tenant } from '../../server/tenants/tenants.ts';
import type { TestApp } from './app.ts';
import { codeOf, signedIn } from './attack.ts';
import type { Answer, Browser } from './browser.ts';

export interface Role {
  readonly id: string;
  readonly key: string;
  readonly permissions: string[];
  readonly home: string;
}

/** An organisation and its administrator, signed in. */
export async function administered(app: TestApp, slug: string): Promise<{ tenant: Tenant; admin: Browser }> {
  const tenant = await app.organization(slug);
  return { tenant, admin: await signedIn(app, tenant, 'admin', 'administrator') };
}

/** A new role. */
export async function roleMade(browser: Browser, body: object): Promise<Role> {
  const answer = await browser.json('POST', '/api/v1/roles', body);
  assert.equal(answer.status, 201, answer.text);
  return answer.json<Role>();
}

/** The role of this key. */
export async function roleOf(browser: Browser, key: string): Promise<Role> {
  const { items } = (await browser.get('/api/v1/roles')).json<{ items: Role[] }>();
  const found = items.find((role) => role.key === key);
  assert.ok(found, key);
  return found;
}

/** Asks for a change of a role. */
export const roleChange = (
  browser: Browser,
  role: Role,
  body: object,
  headers: Record<string, string> = {},
): Promise<Answer> => browser.json('PATCH', `/api/v1/roles/${role.id}`, body, headers);

/** The path of the field that was refused. */
export function faultOf(answer: Answer): string {
  assert.equal(codeOf(answer), 'invalid_request', answer.text);
  return answer.json<{ violations: { path: string }[] }>().violations[0]?.path ?? '';
}

/** Id of the user who is signed in. */
export async function idOf(browser: Browser): Promise<string> {
  return (await browser.get('/api/v1/session')).json<{ user: { id: string } }>().user.id;
}
