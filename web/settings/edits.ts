/** What is typed into a card of settings and not saved yet, compared with what is in force; and what is wrong with it. Pure. */
import { defaultSettings } from '../../server/tenants/setting-defaults.ts';
import { type FlatSettings, flatSettings, type SettingPath, sameSetting } from '../../server/tenants/setting-paths.ts';
import { ApiError } from '../api/client.ts';
import { faultText } from '../ui/known-faults.ts';

export const flatDefaults = flatSettings(defaultSettings);

// Object.keys merely widens the paths to string.
export const everySetting = Object.keys(flatDefaults) as readonly SettingPath[];

export type Edits = Partial<FlatSettings>;
export type Faults = Partial<Record<SettingPath, string>>;

/** The settings of `paths` in which two states differ, as the first has them. */
export function differing(wanted: FlatSettings, other: FlatSettings, paths: readonly SettingPath[]): Edits {
  return Object.fromEntries(
    paths.filter((path) => !sameSetting(wanted[path], other[path])).map((path) => [path, wanted[path]]),
  );
}

/** Of what is typed now, what was typed after `sent` was: all the rest is saved, or was as it is in force. */
export function stillTyped(now: Edits, sent: Edits): Edits {
  const later = everySetting.filter(
    (path) => Object.hasOwn(now, path) && !(Object.hasOwn(sent, path) && sameSetting(now[path], sent[path])),
  );
  return Object.fromEntries(later.map((path) => [path, now[path]]));
}

/** The faults but those of some paths; the same object where there are none of them. */
export function without(faults: Faults, paths: readonly string[]): Faults {
  const others = Object.entries(faults).filter(([path]) => !paths.includes(path));
  return others.length === Object.keys(faults).length ? faults : Object.fromEntries(others);
}

/** What the server found wrong, by setting: its JSON pointers begin with the setting's path. */
export function faultsOf(error: unknown, paths: readonly SettingPath[]): Faults {
  const faults: Faults = {};
  if (!(error instanceof ApiError)) return faults;
  for (const violation of error.problem.violations ?? []) {
    if (typeof violation === 'string') continue;
    const pointed = violation.path.split('/').slice(1).join('.');
    const path = paths.find((one) => pointed === one || pointed.startsWith(`${one}.`));
    if (path !== undefined) faults[path] ??= faultText(violation.message);
  }
  return faults;
}
