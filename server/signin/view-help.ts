/**
 * The help page: every message that logging in can show (S8.1 to S8.8) with what to do, made from the same catalogue that
 * the messages come from, so the two cannot differ. Each message has an anchor, its code.
 */
import type { RefusalCode } from '../kernel/refusal.ts';
import { type Markup, markup } from '../platform/html.ts';
import { type PageContext, page } from '../platform/page-frame.ts';
import { refusalMessage } from '../texts/refusal-message.ts';
import { textsIn } from '../texts/texts.ts';

/** Messages explained, in the order of the mission's rows S8.1 to S8.7, then those of the steps around them. */
export const explainedCodes: readonly RefusalCode[] = [
  'incorrect_credentials',
  'already_signed_in',
  'user_disabled',
  'too_many_attempts',
  'user_inactive',
  'outside_schedule',
  'user_limit_reached',
  'no_email_for_code',
  'temporary_password_expired',
  'code_expired',
  'flow_expired',
  'organization_suspended',
  'unavailable',
];

export interface HelpView extends PageContext {
  /** Tabs that the organisation allows in one browser. */
  readonly tabsPerBrowser?: number;
}

function topic(id: string, title: string, help: string): Markup {
  return markup`<section id="${id}"><h2>${title}</h2>
<p>${help}</p></section>
`;
}

/** The page "Help with logging in". */
export function helpView(view: HelpView): string {
  const { language, tabsPerBrowser = 3 } = view;
  const text = textsIn(language);
  const topics = explainedCodes.map((code) => {
    const { title, help } = refusalMessage(language, code, { tabsPerBrowser });
    return topic(code, title, help);
  });
  return page({
    ...view,
    title: text('help.title'),
    wide: true,
    footer: [{ href: '/sign-in', label: text('forgot.back') }],
    body: markup`<h1>${text('help.title')}</h1>
<p class="muted">${text('help.intro')}</p>
<div class="list">
${topics}${topic('no_mail', text('help.noMail.title'), text('help.noMail.text'))}${topic('other', text('help.other.title'), text('help.other.text'))}</div>`,
  });
}
