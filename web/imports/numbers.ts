/** Counts as the reader's language writes them. */
import { language } from '../texts/texts.ts';

export function numberText(count: number): string {
  return new Intl.NumberFormat(language).format(count);
}
