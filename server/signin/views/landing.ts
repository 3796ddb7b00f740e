/** The page between a sign-in and an application: says where it leads, and offers the link in case nothing happens. */

import { type PageContext, page } from '../../platform/page/frame.ts';
import { linkTarget, markup } from '../../platform/page/html.ts';
import { textsIn } from '../../texts/texts.ts';

export interface LandingView extends PageContext {
  /** Address of the application. */
  readonly home: string;
}

/** The page "You are logged in". */
export function landingView(view: LandingView): string {
  const text = textsIn(view.language);
  const target = linkTarget(view.home);
  const host = URL.canParse(target) ? new URL(target).host : view.branding.name;
  return page({
    ...view,
    title: text('landing.heading'),
    body: markup`<h1>${text('landing.heading')}</h1>
<p class="muted" role="status">${text('landing.text', { host })}</p>
<div class="actions"><a class="button" href="${target}">${text('landing.continue')}</a></div>`,
  });
}
