import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { Refusal } from '../server/kernel/refusal.ts';
import { presets } from '../server/passwords/policy.ts';
import { defaultSettings } from '../server/tenants/setting-defaults.ts';
import { changedSettings, sealedPatch, secretMask, shownSettings, wholeSettings } from '../server/tenants/settings.ts';

const rules = (preset: 'classic' | 'modern') => presets[preset];

/** `a.b` → value, for every leaf. */
function leaves(value: unknown, path = ''): [string, unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, path ? `${path}.${key}` : key));
}

test('M5 docs/settings.md lists every setting with its default, and nothing else', async () => {
  const text = await readFile(new URL('../docs/settings.md', import.meta.url), 'utf8');
  const documented = [...text.matchAll(/^\| `([\w.]+)` \| `([^`]*)` \|/gm)].map(
    ([, name, value]) => `${name} = ${value}`,
  );
  const actual = leaves(defaultSettings).map(
    ([name, value]) => `${name} = ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  assert.deepEqual(documented.sort(), actual.sort());
});

test('M5 the defaults are the preset classic, so that naming it changes nothing', () => {
  assert.deepEqual(defaultSettings.passwordPolicy, presets.classic);
  assert.deepEqual(changedSettings({}, { passwordPolicy: { preset: 'classic' } }, rules).whole, defaultSettings);
});

test('P4 naming a preset takes all its rules; changing one rule afterwards makes it custom', () => {
  const modern = changedSettings({}, { passwordPolicy: { preset: 'modern' } }, rules);
  assert.deepEqual(modern.whole.passwordPolicy, presets.modern);
  const changed = changedSettings(modern.stored, { passwordPolicy: { minLength: 20 } }, rules);
  assert.deepEqual(changed.whole.passwordPolicy, { ...presets.modern, preset: 'custom', minLength: 20 });
});

test('M5 a change leaves every other setting as it was', () => {
  const { whole } = changedSettings({ lockout: { threshold: 3 } }, { sessions: { idleMinutes: 5 } }, rules);
  assert.deepEqual(whole, {
    ...defaultSettings,
    lockout: { ...defaultSettings.lockout, threshold: 3 },
    sessions: { ...defaultSettings.sessions, idleMinutes: 5 },
  });
});

test('M5 what does not fit together is refused with its place', () => {
  const refused = (patch: Parameters<typeof changedSettings>[1]) => {
    try {
      changedSettings({}, patch, rules);
    } catch (error) {
      if (error instanceof Refusal)
        return error.details.violations?.map((one) => (typeof one === 'string' ? one : one.path));
      throw error;
    }
    return null;
  };
  assert.deepEqual(refused({ officeNetworks: ['203.0.113.0/24', 'office'] }), ['/officeNetworks/1']);
  assert.deepEqual(refused({ sessions: { idleMinutes: 700, absoluteHours: 1 } }), ['/sessions/idleMinutes']);
});

test('M5 settings of the database that do not fit are a fault, never guessed at', () => {
  assert.throws(() => wholeSettings({ lockout: { threshold: 'many' } }), /do not fit/);
});

test('S3 a hosted CAPTCHA needs its keys, and the secret one goes in and never comes out', () => {
  const seal = (secret: string): string => `sealed ${secret.length}`;
  assert.throws(() => changedSettings({}, { captcha: { provider: 'turnstile' } }, rules), Refusal);
  const given = { captcha: { provider: 'turnstile', siteKey: '0x4AAA', secretKey: '0x4SECRET' } } as const;
  const { stored, whole } = changedSettings({}, sealedPatch(given, seal), rules);
  assert.doesNotMatch(JSON.stringify(stored), /SECRET/);
  assert.equal(shownSettings(whole).captcha.secretKey, secretMask);
  // What was shown, sent back, changes nothing.
  const again = changedSettings(stored, sealedPatch({ captcha: shownSettings(whole).captcha }, seal), rules);
  assert.deepEqual(again.whole, whole);
  assert.equal(shownSettings(defaultSettings).captcha.secretKey, null);
});
