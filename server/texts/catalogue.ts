/** The shape of a catalogue: English is the reference, and the type of every other language follows from it. */
import type { texts } from './en/catalogue.ts';
import type { RefusalTexts } from './refusal-texts.ts';

export type TextKey = keyof typeof texts;

/** One area (a file in en/) in another language: the same keys, no more and no fewer. */
export type Translation<Area> = Readonly<Record<keyof Area, string>>;

/** One language, complete. */
export interface Catalogue {
  readonly refusals: RefusalTexts;
  readonly texts: Readonly<Record<TextKey, string>>;
}
