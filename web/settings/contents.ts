/** What a long section of Settings holds: its cards in order, which settings each has, and how they are found by a word. Pure. */
import { type FlatSettings, type SettingPath, sameSetting } from '../../server/tenants/setting-paths.ts';
import type { TextKey } from '../texts/catalogue.ts';
import { text, textOr } from '../texts/texts.ts';
import { flatDefaults } from './edits.ts';

export interface ContentsCard {
  /** Its anchor: `/console/settings/security#lock-out` leads to it. */
  readonly id: string;
  readonly title: TextKey;
  readonly paths: readonly SettingPath[];
}

/** A section of Settings that is found by its cards. */
export interface ContentsPage {
  readonly href: string;
  readonly cards: readonly ContentsCard[];
}

/** The anchor of one setting: `lockout-threshold`. */
export function anchorOf(path: SettingPath): string {
  return path.replace('.', '-');
}

/** The settings of a card that are not the default. */
export function changedOf({ paths }: ContentsCard, inForce: FlatSettings): readonly SettingPath[] {
  return paths.filter((path) => !sameSetting(inForce[path], flatDefaults[path]));
}

/** As somebody may type it: without accents and capitals. */
function plain(words: string): string {
  return words.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
}

export interface Found {
  readonly href: string;
  readonly card: ContentsCard;
  readonly path: SettingPath;
}

/** The settings whose name, effect or card have every word that was typed; those that are named so come first. */
export function settingsFound(pages: readonly ContentsPage[], typed: string): Found[] {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const all = pages.flatMap(({ href, cards }) =>
    cards.flatMap((card) => card.paths.map((path) => ({ href, card, path }))),
  );
  const has = (said: string): boolean => words.every((word) => plain(said).includes(word));
  const nameOf = (path: SettingPath) => textOr(`setting.${path}`, path);
  const named = all.filter(({ path }) => has(nameOf(path)));
  const others = all.filter(({ card, path }) =>
    has([text(card.title), nameOf(path), textOr(`setting.${path}.hint`, '')].join(' ')),
  );
  return [...new Set([...named, ...others])];
}
