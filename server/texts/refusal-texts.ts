/** What every language says of each refusal. */
import type { RefusalCode } from '../kernel/refusal.ts';

/** What a refused person reads: one line that says what happened, and what to do next. */
export interface RefusalText {
  readonly title: string;
  readonly help: string;
}

export type RefusalTexts = Readonly<Record<RefusalCode, RefusalText>>;
