/**
 * The page of any refusal that has no form to stand in: what happened, what to do, and the reference number where there is
 * one (S8.8). Used by the error handler of pages; it never shows a cause.
 */
import type { RefusalMessage } from '../../texts/refusal-message.ts';
import { textsIn } from '../../texts/texts.ts';
import { helpLine, referenceLine } from './fields.ts';
import { type PageContext, page } from './frame.ts';
import { linkTarget, markup } from './html.ts';

export interface ErrorView extends PageContext {
  readonly error: RefusalMessage;
  /** Where the one button of the page leads, called "Back" unless it has a label; null where there is no way on (an unknown host). */
  readonly back: { readonly href: string; readonly label?: string } | null;
}

/** A whole page for any refusal code. */
export function errorView(view: ErrorView): string {
  const { error, back, language } = view;
  return page({
    ...view,
    title: error.title,
    body: markup`<h1>${error.title}</h1>
<p>${error.help}</p>
${referenceLine(language, error.reference)}${back === null ? null : helpLine(language, error.code)}${back === null ? null : markup`<div class="actions"><a class="button" href="${linkTarget(back.href)}">${back.label ?? textsIn(language)('error.back')}</a></div>`}`,
  });
}
