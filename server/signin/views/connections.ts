/**
 * The page that says that the user is already logged in elsewhere (S8.2), with "Log out there" for each browser. Pure; it works
 * without script.
 */

import { alertBox, helpLine, hiddenFields } from '../../platform/page/fields.ts';
import { type PageContext, page } from '../../platform/page/frame.ts';
import { linkTarget, type Markup, markup } from '../../platform/page/html.ts';
import { instantInWords, type RefusalMessage } from '../../texts/refusal-message.ts';
import { textsIn } from '../../texts/texts.ts';

export interface OtherBrowser {
  readonly id: string;
  readonly browser: string;
  readonly address: string;
  /** RFC 3339. */
  readonly since: string;
  readonly tabs: number;
}

export interface ConnectionsView extends PageContext {
  readonly action: string;
  readonly startHref: string;
  /** What the page says: row S8.2, with the organisation's limit. */
  readonly message: RefusalMessage;
  readonly others: readonly OtherBrowser[];
  readonly timeZone: string;
  readonly formToken: string;
  /** Why logging out there was not enough. */
  readonly error?: RefusalMessage;
}

function tabsText({ language }: ConnectionsView, tabs: number): string {
  const text = textsIn(language);
  if (tabs === 0) return text('connections.noTab');
  return tabs === 1 ? text('connections.oneTab') : text('connections.tabs', { count: tabs });
}

function entry(view: ConnectionsView, { id, browser, address, since, tabs }: OtherBrowser): Markup {
  const { language, action, formToken, timeZone } = view;
  const text = textsIn(language);
  const label = text('connections.logOut');
  return markup`<li><h2>${browser}</h2>
<p>${text('connections.since', { time: instantInWords(language, since, timeZone) })}</p>
<p class="muted">${address} · ${tabsText(view, tabs)}</p>
<form method="post" action="${linkTarget(action)}" class="spaced" data-busy="${text('form.busy')}">
${hiddenFields({ formToken, endSession: id })}<button class="button" type="submit" aria-label="${`${label}: ${browser}`}">${label}</button></form></li>
`;
}

/** The page "The user is already logged in". */
export function connectionsView(view: ConnectionsView): string {
  const { language, startHref, action, formToken, message } = view;
  const text = textsIn(language);
  return page({
    ...view,
    title: message.title,
    script: true,
    footer: [
      { href: startHref, label: text('code.startAgain') },
      { href: '/help', label: text('signIn.help') },
    ],
    body: markup`<h1>${message.title}</h1>
<p>${message.help}</p>
${helpLine(language, message.code)}${alertBox(language, view.error)}<ul class="list" aria-label="${text('connections.list')}">
${view.others.map((other) => entry(view, other))}</ul>
<form method="post" action="${linkTarget(action)}">
${hiddenFields({ formToken })}<button class="button quiet" type="submit">${text('connections.again')}</button></form>`,
  });
}
