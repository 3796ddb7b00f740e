// Row M2: SCIM 2.0 as the identity providers' own published lists of requests test it, against a real server.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createApiKey } from '../../server/api-keys/api-keys.ts';
import { commandLineCaller, type Permission } from '../../server/kernel/caller.ts';
import { type TestApp, testApp } from '../support/app.ts';
import type { Browser } from '../support/browser.ts';
import { discovery, entraGroups } from './entra-groups.ts';
import { entraUsers } from './entra-users.ts';
import { oktaLifeCycle, oktaSpecTest, oktaVariables } from './okta-requests.ts';
import { run, type Step } from './steps.ts';

/** What docs/scim.md tells administrators to give a key. */
const permissions: readonly Permission[] = [
  'users:read',
  'users:create',
  'users:update',
  'users:disable',
  'users:delete',
  'users:password:set',
  'teams:read',
  'teams:update',
];

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app.close());

async function provider(slug: string): Promise<Browser> {
  const tenant = await app.organization(slug);
  await app.user(tenant, 'first', { firstName: 'First', lastName: 'Person', email: `first@${slug}.example` });
  const { key } = await createApiKey(app.app.house.database, commandLineCaller(tenant.id), { name: slug, permissions });
  return app.browser(slug, { authorization: `Bearer ${key}` });
}

async function runAll(slug: string, steps: readonly Step[], variables: ReadonlyMap<string, string>): Promise<void> {
  const browser = await provider(slug);
  const kept = new Map(variables);
  for (const step of steps) await run(browser, step, kept);
  assert.ok(steps.length > 5);
}

test('M2 Okta’s SCIM 2.0 SPEC test passes, and then its life of a user and a group', () =>
  runAll('okta', [...oktaSpecTest, ...oktaLifeCycle], oktaVariables));

test('M2 Entra’s documented requests about users are answered as documented', () =>
  runAll('entra-users', entraUsers, new Map([['nobody', 'b7ba8d1e-not-there']])));

test('M2 Entra’s documented requests about groups are answered as documented', () =>
  runAll('entra-groups', entraGroups, new Map()));

test('M2 the server says what it can and cannot do', () => runAll('discovery', discovery, new Map()));
