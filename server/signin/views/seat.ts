/** The page for who did everything right and found the house full (S8.6): says so, and tries again. Pure; it works without script. */

import { alertBox, hiddenFields, submitButton } from '../../platform/page/fields.ts';
import { type PageContext, page } from '../../platform/page/frame.ts';
import { linkTarget, markup } from '../../platform/page/html.ts';
import type { RefusalMessage } from '../../texts/refusal-message.ts';
import { textsIn } from '../../texts/texts.ts';

export interface SeatView extends PageContext {
  readonly action: string;
  readonly startHref: string;
  readonly formToken: string;
  readonly error: RefusalMessage;
}

/** The page "User limit reached". */
export function seatView(view: SeatView): string {
  const { language, action, startHref, formToken, error } = view;
  const text = textsIn(language);
  return page({
    ...view,
    title: error.title,
    script: true,
    footer: [
      { href: startHref, label: text('code.startAgain') },
      { href: '/help', label: text('signIn.help') },
    ],
    body: markup`<h1>${text('signIn.title')}</h1>
${alertBox(language, error)}<form method="post" action="${linkTarget(action)}" data-busy="${text('form.busy')}">
${hiddenFields({ formToken })}${submitButton(text('seat.again'))}</form>`,
  });
}
