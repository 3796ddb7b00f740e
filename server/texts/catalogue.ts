/** The shape of a catalogue: English is the reference, and the type of every other language follows from it. */
import type { RefusalCode } from '../kernel/refusal.ts';
import type { texts } from './en/catalogue.ts';

/** What a refused person reads: one line that says what happened, and what to do next. */
export interface RefusalText {
  readonly title: string;
  readonly help: string;
}

export type RefusalTexts = Readonly<Record<RefusalCode, RefusalText>>;

export type TextKey = keyof typeof texts;

/** One area (a file in en/) in another language: the same keys, no more and no fewer. */
export type Translation<Area> = Readonly<Record<keyof Area, string>>;

/** One language, complete. */
export interface Catalogue {
  readonly refusals: RefusalTexts;
  readonly texts: Readonly<Record<TextKey, string>>;
}
