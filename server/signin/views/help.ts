/**
 * The help page: every message that logging in can show (S8.1 to S8.8) with what to do, made from the same catalogue that
 * the messages come from, so the two cannot differ. Each message has an anchor, its code.
 */
import type { RefusalCode } from '../../kernel/refusal.ts';
import { type PageContext, page } from '../../platform/page/frame.ts';
import { type Markup, markup } from '../../platform/page/html.ts';
import { refusalMessage } from '../../texts/refusal-message.ts';
import { textsIn } from '../../texts/texts.ts';

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
  'password_policy',
  'password_reused',
  'current_password_incorrect',
  'captcha_required',
  'captcha_failed',
  'code_incorrect',
  'code_expired',
  'code_attempts_exceeded',
  'code_used',
  'resend_too_soon',
  'passkey_refused',
  'link_invalid',
  'link_expired',
  'flow_expired',
  'flow_step_invalid',
  'recent_authentication_required',
  'station_taken',
  'station_not_yours',
  'station_unknown',
  'organization_unknown',
  'organization_suspended',
  'provider_unavailable',
  'not_signed_in',
  'not_permitted',
  'rate_limited',
  'unavailable',
  'cross_site_request',
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
