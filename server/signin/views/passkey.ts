/** The form of a passkey on a page: hidden until the script knows that the browser has passkeys. Pure. */

import { hiddenFields } from '../../platform/page/fields.ts';
import { linkTarget, type Markup, markup } from '../../platform/page/html.ts';
import { type Language, textsIn } from '../../texts/texts.ts';

export interface PasskeyForm {
  /** Address the form posts `challenge` and `response` to. */
  readonly action: string;
  /** Address of the API that says what to sign, and what is sent there. */
  readonly offer: string;
  readonly offerBody: Readonly<Record<string, string>>;
  /** A passkey is made, not used. */
  readonly makes?: boolean;
  readonly label: string;
  /** The main button of the page. */
  readonly main?: boolean;
  /** What stands above the button. */
  readonly more?: Markup | null;
  readonly fields: Readonly<Record<string, string | null | undefined>>;
}

export function passkeyForm(language: Language, form: PasskeyForm): Markup {
  const text = textsIn(language);
  const makes = form.makes === true ? markup` data-makes="yes"` : null;
  return markup`<form method="post" action="${linkTarget(form.action)}" data-passkey="${linkTarget(form.offer)}" data-body="${JSON.stringify(form.offerBody)}"${makes} hidden>
${hiddenFields({ ...form.fields, challenge: '', response: '' })}${form.more ?? null}<button class="button${form.main === true ? '' : ' quiet'}" type="submit">${form.label}</button>
<p class="hint" role="status" data-cancelled="${text('passkey.cancelled')}" data-exists="${text('passkey.exists')}" data-failed="${text('passkey.failed')}"></p></form>
`;
}

/** What is said instead where there is no script or no passkeys. */
export function withoutPasskey(language: Language): Markup {
  return markup`<p data-without-passkey>${textsIn(language)('passkey.unsupported')}</p>
`;
}
