import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { goodPassword, type TestApp, testApp } from '../../test/support/app.ts';
import type { Browser } from '../../test/support/browser.ts';
import { commandLineCaller } from '../kernel/caller.ts';
import type { HistoryPage } from './history.ts';
import { defaultSettings } from './setting-defaults.ts';
import type { Settings, SettingsPatch } from './setting-shapes.ts';
import type { Tenant } from './tenants.ts';

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app?.close());

async function administratorOf(slug: string): Promise<{ tenant: Tenant; admin: Browser }> {
  const tenant = await app.organization(slug);
  await app.user(tenant, 'admin', { role: 'administrator', firstName: 'Amara', lastName: 'Okafor' });
  const admin = app.browser(slug);
  assert.equal((await admin.signIn('admin', goodPassword)).status, 200);
  return { tenant, admin };
}

async function changed(browser: Browser, patch: SettingsPatch): Promise<void> {
  const answer = await browser.json('PATCH', '/api/v1/settings', patch);
  assert.equal(answer.status, 200, answer.text);
}

async function historyOf(browser: Browser, query = ''): Promise<HistoryPage> {
  const answer = await browser.json('GET', `/api/v1/settings/history${query}`);
  assert.equal(answer.status, 200, answer.text);
  return answer.json<HistoryPage>();
}

async function settingsOf(browser: Browser): Promise<Settings> {
  return (await browser.json('GET', '/api/v1/settings')).json<Settings>();
}

test('M5 each change is in the history with who, what, from and to, the newest first; what stayed the same is not', async () => {
  const { admin } = await administratorOf('told');
  await changed(admin, { sessions: { idleMinutes: 30, absoluteHours: 12 }, lockout: { threshold: 4 } });
  await changed(admin, { sessions: { idleMinutes: 30 } });
  await changed(admin, { passwordPolicy: { preset: 'modern' } });
  const { items } = await historyOf(admin);
  const [second, first] = items;
  assert.equal(first?.actor.kind, 'user');
  assert.match(first?.actor.name ?? '', /admin|Amara/);
  assert.deepEqual(first?.changes, [
    { setting: 'lockout.threshold', from: 5, to: 4 },
    { setting: 'sessions.idleMinutes', from: 60, to: 30 },
  ]);
  assert.deepEqual(second?.changes.slice(0, 2), [
    { setting: 'passwordPolicy.preset', from: 'classic', to: 'modern' },
    { setting: 'passwordPolicy.minLength', from: 8, to: 15 },
  ]);
  // What made this organisation is older; saving what was there already made no entry.
  assert.equal(items.length, 3);
});

test('M5 what a change had replaced can be brought back, and that is a change like any other', async () => {
  const { admin } = await administratorOf('back');
  await changed(admin, { passwordPolicy: { preset: 'modern' } });
  await changed(admin, { passwordPolicy: { minLength: 20 }, branding: { logoUrl: 'data:image/png;base64,AAAA' } });
  const [own, preset] = (await historyOf(admin)).items;
  assert.deepEqual(
    own?.changes.find(({ setting }) => setting === 'branding.logoUrl'),
    { setting: 'branding.logoUrl', from: null, to: '(image)' },
  );
  const restore = (id: string | undefined, headers = {}) =>
    admin.json('POST', `/api/v1/settings/history/${id}/restore`, {}, headers);
  assert.equal((await restore(own?.id, { 'if-match': '"1"' })).status, 412);
  assert.equal((await restore(own?.id)).status, 200);
  let settings = await settingsOf(admin);
  assert.deepEqual([settings.passwordPolicy.preset, settings.passwordPolicy.minLength], ['modern', 15]);
  assert.equal(settings.branding.logoUrl, null);
  // Bringing the image back needs it whole, though the history shows a mark for it.
  const [undoing] = (await historyOf(admin)).items;
  assert.equal((await restore(undoing?.id)).status, 200);
  assert.equal((await settingsOf(admin)).branding.logoUrl, 'data:image/png;base64,AAAA');
  assert.equal((await restore(preset?.id)).status, 200);
  settings = await settingsOf(admin);
  assert.deepEqual(settings.passwordPolicy, defaultSettings.passwordPolicy);
});

test('M5 S3 a secret is never in the history, and is not brought back by it', async () => {
  const { admin, tenant } = await administratorOf('secret');
  const captcha = { provider: 'turnstile', siteKey: '0x4AAA', secretKey: '0x4SECRET' } as const;
  await changed(admin, { captcha });
  await changed(admin, { captcha: { secretKey: '0x4OTHER' } });
  const answer = await admin.json('GET', '/api/v1/settings/history');
  assert.doesNotMatch(answer.text, /0x4SECRET|0x4OTHER/);
  const stored = await app.app.house.tenants.bySlug('secret');
  assert.ok(!answer.text.includes(stored.settings.captcha.secretKey ?? '?'));
  const [only] = answer.json<HistoryPage>().items;
  assert.deepEqual(only?.changes, [{ setting: 'captcha.secretKey', from: '********', to: '********' }]);
  assert.equal(only?.restorable, false);
  const refused = await admin.json('POST', `/api/v1/settings/history/${only?.id}/restore`, {});
  assert.equal(refused.status, 400);
  assert.equal(tenant.slug, 'secret');
});

test('M5 the history has pages, and an end', async () => {
  const { tenant, admin } = await administratorOf('pages');
  const caller = commandLineCaller(tenant.id);
  for (let minutes = 1; minutes <= 5; minutes += 1)
    await app.app.house.tenants.changeSettings(caller, { sessions: { idleMinutes: minutes } }, null);
  const seen: string[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { items, next }: HistoryPage = await historyOf(admin, `?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
    seen.push(...items.map(({ id }) => id));
    cursor = next;
  }
  assert.equal(new Set(seen).size, 6);
  assert.deepEqual(seen, seen.toSorted().reverse());
  assert.equal((await admin.json('GET', '/api/v1/settings/history?cursor=x')).status, 400);
});

test('O1 M5 another organisation’s change is not there to be brought back', async () => {
  const { admin: north } = await administratorOf('north');
  const { admin: south } = await administratorOf('south');
  await changed(north, { sessions: { idleMinutes: 5 } });
  const [own] = (await historyOf(north)).items;
  assert.equal((await south.json('POST', `/api/v1/settings/history/${own?.id}/restore`, {})).status, 404);
  assert.ok(!(await historyOf(south)).items.some(({ id }) => id === own?.id));
});
