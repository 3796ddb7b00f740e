/** The rules for showing and changing an organisation's settings. Pure: no database, no HTTP. */

import ipaddr from 'ipaddr.js';
import { Compile } from 'typebox/compile';
import { refuse, type Violation } from '../kernel/refusal.ts';
import { defaultSettings } from './setting-defaults.ts';
import { Settings, type SettingsPatch } from './setting-shapes.ts';

/** Stands for a secret that is set where settings are shown; sent back, it changes nothing. */
export const secretMask = '********';

/** Settings as anybody may see them: secrets go in and never come out. */
export function shownSettings(settings: Settings): Settings {
  const { captcha } = settings;
  return captcha.secretKey === null ? settings : { ...settings, captcha: { ...captcha, secretKey: secretMask } };
}

/** A change with its secrets as they are stored: sealed by `seal`, and left out where the mask came back. */
export function sealedPatch(patch: SettingsPatch, seal: (secret: string) => string): SettingsPatch {
  const { secretKey, ...captcha } = patch.captcha ?? {};
  if (secretKey === undefined || secretKey === null) return patch;
  return { ...patch, captcha: secretKey === secretMask ? captcha : { ...captcha, secretKey: seal(secretKey) } };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function merge(base: Record<string, unknown>, change: Record<string, unknown>): Record<string, unknown> {
  const result = { ...base };
  for (const [key, value] of Object.entries(change)) {
    const old = base[key];
    result[key] = isRecord(value) && isRecord(old) ? merge(old, value) : value;
  }
  return result;
}

const settingsCheck = Compile(Settings);

/**
 * Settings as stored (only what differs) laid over the defaults. Unknown or unfit stored values are a fault of ours.
 */
export function wholeSettings(stored: Record<string, unknown>): Settings {
  const whole = merge(defaultSettings, stored);
  if (!settingsCheck.Check(whole)) throw new Error('The stored settings of an organisation do not fit their schema.');
  return whole;
}

function violations(whole: Settings): Violation[] {
  const found: Violation[] = [];
  whole.officeNetworks.forEach((network, index) => {
    if (!ipaddr.isValid(network) && !ipaddr.isValidCIDR(network)) {
      found.push({
        path: `/officeNetworks/${index}`,
        message: 'is neither an address nor a range like 203.0.113.0/24',
      });
    }
  });
  whole.stations.ranges.forEach(({ from, to }, index) => {
    const path = `/stations/ranges/${index}`;
    if (from.length !== to.length) found.push({ path, message: 'begins and ends with numbers of different length' });
    else if (from > to) found.push({ path, message: 'ends before it begins' });
  });
  const { provider, siteKey, secretKey } = whole.captcha;
  if (provider !== 'altcha') {
    if (siteKey === null) found.push({ path: '/captcha/siteKey', message: 'is needed by this provider' });
    if (secretKey === null) found.push({ path: '/captcha/secretKey', message: 'is needed by this provider' });
  }
  if (whole.portalPassword.minLength > whole.portalPassword.maxLength)
    found.push({ path: '/portalPassword/minLength', message: 'is more than the longest may have' });
  if (whole.sessions.idleMinutes > whole.sessions.absoluteHours * 60) {
    found.push({ path: '/sessions/idleMinutes', message: 'is longer than the whole session may last' });
  }
  return found;
}

/**
 * The stored settings after a change. A changed password rule makes the preset `custom` unless the change names the preset;
 * naming a preset takes all its rules (`presetRules`) first.
 * @throws Refusal invalid_request with a JSON pointer per fault
 */
export function changedSettings(
  stored: Record<string, unknown>,
  patch: SettingsPatch,
  presetRules: (preset: 'classic' | 'modern') => Settings['passwordPolicy'],
): { stored: Record<string, unknown>; whole: Settings } {
  let base = stored;
  const policy = patch.passwordPolicy;
  let change: Record<string, unknown> = patch;
  if (policy?.preset === 'classic' || policy?.preset === 'modern') {
    base = merge(base, { passwordPolicy: presetRules(policy.preset) });
    const overrides = Object.keys(policy).length > 1;
    if (overrides) change = merge(patch, { passwordPolicy: { preset: 'custom' } });
  } else if (policy !== undefined && policy.preset === undefined && Object.keys(policy).length > 0) {
    change = merge(patch, { passwordPolicy: { preset: 'custom' } });
  }
  const next = merge(base, change);
  const whole = merge(defaultSettings, next);
  if (!settingsCheck.Check(whole)) {
    const faults = [...settingsCheck.Errors(whole)]
      .slice(0, 20)
      .map((fault) => ({ path: fault.instancePath, message: fault.message }));
    throw refuse('invalid_request', { violations: faults });
  }
  const found = violations(whole);
  if (found.length > 0) throw refuse('invalid_request', { violations: found });
  return { stored: next, whole };
}
