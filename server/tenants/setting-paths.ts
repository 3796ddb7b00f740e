/**
 * Settings one by one: each has a path like `sessions.idleMinutes`, by which the history, the console and docs/settings.md
 * name it. Pure; shared with the console.
 */
import type { Settings, SettingsPatch } from './setting-shapes.ts';

type PathsOf<Block extends keyof Settings> = Settings[Block] extends string | readonly unknown[]
  ? Block
  : `${Block}.${keyof Settings[Block] & string}`;

/** The name of one setting. */
export type SettingPath = { [Block in keyof Settings]: PathsOf<Block> }[keyof Settings];

type Walk<Path extends string, Of> = Path extends `${infer Block}.${infer Rest}`
  ? Block extends keyof Of
    ? Walk<Rest, Of[Block]>
    : never
  : Path extends keyof Of
    ? Of[Path]
    : never;

/** The type of one setting. */
export type SettingValue<Path extends SettingPath> = Walk<Path, Settings>;

/** Every setting by its path. */
export type FlatSettings = { readonly [Path in SettingPath]: SettingValue<Path> };

function isBlock(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function flatSettings(settings: Settings): FlatSettings {
  const entries = Object.entries(settings).flatMap(([block, value]: [string, unknown]) =>
    isBlock(value) ? Object.entries(value).map(([name, inner]) => [`${block}.${name}`, inner]) : [[block, value]],
  );
  // Blocks are one level deep; the type above is made of the same shape.
  return Object.fromEntries(entries) as FlatSettings;
}

/** The change that sets these settings and leaves the others. Naming a preset sets all its rules, so it is not mixed with any. */
export function patchOf(values: Partial<FlatSettings>): SettingsPatch {
  const patch: Record<string, unknown> = {};
  for (const [path, value] of Object.entries(values)) {
    const [block = '', name] = path.split('.', 2);
    if (name === undefined) patch[block] = value;
    else patch[block] = { ...(isBlock(patch[block]) ? patch[block] : {}), [name]: value };
  }
  const preset = values['passwordPolicy.preset'];
  if (preset === 'classic' || preset === 'modern') patch.passwordPolicy = { preset };
  // Made of paths and their values only, so of the right shape.
  return patch as SettingsPatch;
}

export function sameSetting(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
