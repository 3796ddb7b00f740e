// "Felt within one second in every process" (S6, L4, V7.4): a real second process on the same database has the session in its
// memory, and each way of ending it is done in the first one.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { commandLineCaller } from '../../server/kernel/caller.ts';
import { operatorsTenantId, type Tenant } from '../../server/tenants/tenants.ts';
import { goodPassword, type TestApp, testApp } from '../support/app.ts';
import { isSignedIn, signedIn } from '../support/attack.ts';
import { Browser } from '../support/browser.ts';
import { type ServerProcess, startServer } from '../support/server-process.ts';
import { within } from '../support/until.ts';

const feltWithinMs = 1_000;

let here: TestApp;
let there: ServerProcess;
before(async () => {
  here = await testApp();
  // Its keys are its own; a session needs none of them.
  there = await startServer({ DATABASE_URL: here.ownerUrl, USHER_SMTP_URL: 'smtp://127.0.0.1:9' });
});
after(async () => {
  await there?.stop();
  await here.close();
});

/** Ana's browser, and the same browser as the other process sees it, which has just served it. */
async function inBoth(slug: string): Promise<{ tenant: Tenant; browser: Browser; elsewhere: Browser; id: string }> {
  const tenant = await here.organization(slug);
  const browser = await signedIn(here, tenant, 'ana', 'agent');
  const elsewhere = new Browser(there.port, `${slug}.localhost`);
  for (const [name, value] of browser.cookies) elsewhere.cookies.set(name, value);
  // Twice: the second answer comes from the other process's memory.
  for (let n = 0; n < 2; n += 1) assert.equal(await isSignedIn(elsewhere), true);
  const { user } = (await browser.get('/api/v1/session')).json<{ user: { id: string } }>();
  return { tenant, browser, elsewhere, id: user.id };
}

async function assertFelt(elsewhere: Browser): Promise<void> {
  await within(feltWithinMs, async () => !(await isSignedIn(elsewhere)));
}

const ways: Readonly<Record<string, (given: Awaited<ReturnType<typeof inBoth>>) => Promise<unknown>>> = {
  'S6 log out': ({ browser }) => browser.json('DELETE', '/api/v1/session'),
  'S6 log out everywhere': ({ browser }) => browser.json('DELETE', '/api/v1/sessions'),
  'L4 S8.3 disabled': ({ tenant, id }) =>
    here.app.house.users.setDisabled(tenant, commandLineCaller(tenant.id), id, true),
  'L4 made inactive': ({ tenant, id }) =>
    here.app.house.users.update(tenant, commandLineCaller(tenant.id), id, { status: 'inactive' }, null),
  'L5 signed out by an administrator': async ({ tenant, id }) => {
    const admin = await signedIn(here, tenant, 'admin', 'administrator');
    assert.equal((await admin.json('POST', `/api/v1/users/${id}/sign-out`, {})).status, 204);
  },
  'P7 password set by an administrator': ({ tenant, id }) =>
    here.app.house.users.setPassword(tenant, commandLineCaller(tenant.id), id, { generate: true }),
  'P6 password changed on another browser': async ({ tenant }) => {
    const other = here.browser(tenant.slug);
    await other.signIn('ana', goodPassword);
    const body = { currentPassword: goodPassword, newPassword: 'my very own 33 sentence' };
    assert.equal((await other.json('POST', '/api/v1/password/change', body)).status, 204);
  },
  'O1 organisation suspended': ({ tenant }) =>
    here.app.house.organizations.setSuspended(commandLineCaller(operatorsTenantId), tenant.slug, true),
  'V7.2.4 replaced by the next sign-in in the same browser': ({ browser }) => browser.signIn('ana', goodPassword),
};

for (const [index, [name, end]] of Object.entries(ways).entries()) {
  test(`${name}: the other process refuses the session within a second`, async () => {
    const given = await inBoth(`felt-${index}`);
    await end(given);
    // Counted from the moment at which the act was answered.
    await assertFelt(given.elsewhere);
  });
}

test('S9 a lock does not end it, in either process', async () => {
  const { tenant, browser, elsewhere } = await inBoth('felt-lock');
  for (let n = 0; n < 6; n += 1) await here.browser(tenant.slug).signIn('ana', `guess ${n}`);
  assert.equal(await isSignedIn(browser), true);
  assert.equal(await isSignedIn(elsewhere), true);
});

test('M3 a role that changes is felt too: what was permitted is refused within a second', async () => {
  const tenant = await here.organization('felt-role');
  const second = await here.user(tenant, 'keeper', { role: 'administrator' });
  assert.ok(second.id);
  const admin = await signedIn(here, tenant, 'admin', 'administrator');
  const elsewhere = new Browser(there.port, 'felt-role.localhost');
  for (const [name, value] of admin.cookies) elsewhere.cookies.set(name, value);
  assert.equal((await elsewhere.get('/api/v1/users')).status, 200);
  const { user } = (await admin.get('/api/v1/session')).json<{ user: { id: string } }>();
  await here.app.house.users.update(tenant, commandLineCaller(tenant.id), user.id, { role: 'agent' }, null);
  await within(feltWithinMs, async () => (await elsewhere.get('/api/v1/users')).status === 403);
});

test('O2 a domain given or taken back in one process is served or refused by the other within a second', async () => {
  const tenant = await here.organization('felt-domain');
  const domain = 'login.felt-domain.example';
  const setDomain = (value: string | null) =>
    here.app.house.organizations.update(commandLineCaller(operatorsTenantId), tenant.slug, { domain: value }, null);
  const visitor = new Browser(there.port, domain);
  const below = new Browser(there.port, 'felt-domain.localhost');
  const answers = async (browser: Browser) => (await browser.page('/sign-in')).status;
  // Both are in the other process's memory, the one as nobody's.
  assert.deepEqual([await answers(visitor), await answers(below)], [421, 200]);
  await setDomain(domain);
  await within(feltWithinMs, async () => (await answers(visitor)) === 200);
  await setDomain(null);
  await within(feltWithinMs, async () => (await answers(visitor)) === 421);
  assert.equal(await answers(below), 200);
});
