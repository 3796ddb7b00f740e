// An identity provider: a program with a key of an organisation, and what it sends.
import assert from 'node:assert/strict';
import { createApiKey } from '../../server/api-keys/api-keys.ts';
import { commandLineCaller, type Permission } from '../../server/kernel/caller.ts';
import type { SettingsPatch } from '../../server/tenants/setting-shapes.ts';
import type { Tenant } from '../../server/tenants/tenants.ts';
import type { TestApp } from './app.ts';
import type { Answer, Browser } from './browser.ts';

export const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const groupSchema = 'urn:ietf:params:scim:schemas:core:2.0:Group';
export const patchSchema = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
export const errorSchema = 'urn:ietf:params:scim:api:messages:2.0:Error';

const usual: readonly Permission[] = [
  'users:read',
  'users:create',
  'users:update',
  'users:disable',
  'users:delete',
  'users:password:set',
  'teams:read',
  'teams:update',
];

export interface ScimHouse {
  readonly tenant: Tenant;
  readonly provider: Browser;
}

export async function scimHouse(
  app: TestApp,
  slug: string,
  settings: SettingsPatch = {},
  permissions = usual,
): Promise<ScimHouse> {
  const tenant = await app.organization(slug, { officeNetworks: ['127.0.0.0/8'], ...settings });
  const made = await createApiKey(app.app.house.database, commandLineCaller(tenant.id), { name: slug, permissions });
  return { tenant, provider: app.browser(slug, { authorization: `Bearer ${made.key}` }) };
}

export function send(
  browser: Browser,
  method: string,
  path: string,
  body?: object,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const text = body === undefined ? null : JSON.stringify(body);
  return browser.send(method, `/scim/v2${path}`, text, { 'content-type': 'application/scim+json', ...headers });
}

export function patchOf(...operations: readonly object[]): object {
  return { schemas: [patchSchema], Operations: operations };
}

export async function created(provider: Browser, userName: string, more: object = {}): Promise<string> {
  const answer = await send(provider, 'POST', '/Users', { schemas: [userSchema], userName, ...more });
  assert.equal(answer.status, 201, answer.text);
  return answer.json<{ id: string }>().id;
}
