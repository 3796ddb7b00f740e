/** The page after a log-out: says that the session ended, and offers to log in again. */

import { type PageContext, page } from '../../platform/page/frame.ts';
import { linkTarget, markup } from '../../platform/page/html.ts';
import { textsIn } from '../../texts/texts.ts';

export interface SignedOutView extends PageContext {
  /** `/sign-in`, or the operators' one. */
  readonly signInHref: string;
}

/** The page "You are logged out". */
export function signedOutView(view: SignedOutView): string {
  const text = textsIn(view.language);
  return page({
    ...view,
    title: text('signedOut.title'),
    body: markup`<h1>${text('signedOut.heading')}</h1>
<p class="muted">${text('signedOut.text')}</p>
<div class="actions"><a class="button" href="${linkTarget(view.signInHref)}">${text('signedOut.again')}</a></div>`,
  });
}
