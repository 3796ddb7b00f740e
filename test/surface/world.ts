// Two organisations and the operators, with somebody in every role, each signed in; and keys of programs. What the tests
// of the surface act with and act on.
import { createApiKey } from '../../server/api-keys/api-keys.ts';
import { commandLineCaller, type Permission } from '../../server/kernel/caller.ts';
import { builtInRoles } from '../../server/roles/built-in.ts';
import type { Tenant } from '../../server/tenants/tenants.ts';
import { goodPassword, type TestApp, type TestAppOptions, testApp } from '../support/app.ts';
import type { Browser } from '../support/browser.ts';

export interface World {
  readonly app: TestApp;
  readonly north: Tenant;
  readonly south: Tenant;
  /** Signed in: nadia administers north, ned is an agent there; sara administers south; olga is the operator. */
  readonly nadia: Browser;
  readonly ned: Browser;
  readonly sara: Browser;
  readonly olga: Browser;
  /** Keys with everything an administrator may do. */
  readonly northKey: string;
  readonly southKey: string;
  /** Ids of things of north. */
  readonly ids: Readonly<
    Record<
      | 'user'
      | 'spareUser'
      | 'apiKey'
      | 'session'
      | 'role'
      | 'team'
      | 'schedule'
      | 'settingsChange'
      | 'webhook'
      | 'import'
      | 'uncheckedImport',
      string
    >
  >;
  signedIn(slug: string, username: string): Promise<Browser>;
}

const administratorPermissions: readonly Permission[] = builtInRoles[0]?.permissions ?? [];

export async function makeWorld(options: TestAppOptions = {}): Promise<World> {
  const app = await testApp(options);
  try {
    return await populate(app);
  } catch (error) {
    // Nobody else could close it, and the test file would not end.
    await app.close();
    throw error;
  }
}

async function populate(app: TestApp): Promise<World> {
  const north = await app.organization('north');
  const south = await app.organization('south');
  await app.operator('olga');
  await app.user(north, 'nadia', { role: 'administrator' });
  const ned = await app.user(north, 'ned');
  const spareUser = await app.user(north, 'spare');
  await app.user(south, 'sara', { role: 'administrator' });
  const { database } = app.app.house;
  const keyOf = (tenant: Tenant, permissions: readonly Permission[]) =>
    createApiKey(database, commandLineCaller(tenant.id), { name: 'a program', permissions });
  const northKey = await keyOf(north, administratorPermissions);
  const southKey = await keyOf(south, administratorPermissions);
  const spare = await keyOf(north, []);
  async function signedIn(slug: string, username: string): Promise<Browser> {
    const browser = app.browser(slug);
    const answer = await browser.signIn(username, goodPassword);
    if (answer.status !== 200) throw new Error(`${username} could not sign in: ${answer.text}`);
    return browser;
  }
  const [nadia, nedBrowser, sara, olga, another] = await Promise.all([
    signedIn('north', 'nadia'),
    signedIn('north', 'ned'),
    signedIn('south', 'sara'),
    signedIn('', 'olga'),
    signedIn('north', 'ned'),
  ]);
  const spareRole = await nadia.json('POST', '/api/v1/roles', { key: 'spare', name: 'Spare' });
  const role = spareRole.json<{ id: string }>().id;
  const team = (await nadia.json('POST', '/api/v1/teams', { name: 'Morning' })).json<{ id: string }>().id;
  const spareSchedule = await nadia.json('POST', '/api/v1/schedules', { name: 'Spare' });
  const schedule = spareSchedule.json<{ id: string }>().id;
  const hook = { name: 'Spare', url: 'http://127.0.0.1:9/', events: ['team.*'] };
  const madeHook = await nadia.json('POST', '/api/v1/webhooks', hook);
  const webhook = madeHook.json<{ webhook: { id: string } }>().webhook.id;
  const csv = { 'content-type': 'text/csv' };
  const upload = async (): Promise<string> =>
    (await nadia.send('POST', '/api/v1/users/import', 'username\nnobody\n', csv)).json<{ id: string }>().id;
  const file = await upload();
  const uncheckedFile = await upload();
  const session = (await another.get('/api/v1/session')).json<{ session: { id: string } }>().session.id;
  const changes = await nadia.get('/api/v1/settings/history');
  const settingsChange = changes.json<{ items: { id: string }[] }>().items[0]?.id ?? '';
  return {
    app,
    north,
    south,
    nadia,
    ned: nedBrowser,
    sara,
    olga,
    northKey: northKey.key,
    southKey: southKey.key,
    ids: {
      user: ned.id,
      spareUser: spareUser.id,
      apiKey: spare.id,
      session,
      role,
      team,
      schedule,
      settingsChange,
      webhook,
      import: file,
      uncheckedImport: uncheckedFile,
    },
    signedIn,
  };
}
