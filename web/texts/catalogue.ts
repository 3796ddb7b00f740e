/** The shape of a catalogue: English is the reference, and the type of every other language follows from it. */
import type { catalogue } from './en/catalogue.ts';
import type { later } from './en/first.ts';

export type TextKey = keyof typeof catalogue;

/** A key that has `.one` and `.other` forms. */
export type PluralKey = { [Key in TextKey]: Key extends `${infer Stem}.other` ? Stem : never }[TextKey];

/** One area (a file in en/) in another language: the same keys, no more and no fewer. */
export type Translation<Area> = Readonly<Record<keyof Area, string>>;

/** What is fetched with the pages that need it: an area, by the name of its file. */
export type TextArea = keyof typeof later;

/** Fetches each of them in one language. */
export type Areas = Readonly<Record<TextArea, () => Promise<Readonly<Record<string, string>>>>>;

/** One language, complete. */
export type Catalogue = Readonly<Record<TextKey, string>>;
