/**
 * The sign-in page, of an organisation's people and of operators. Pure: what to show → HTML. Routes call it; it never
 * decides whether anybody may enter.
 */
import { type CaptchaBox, captchaField } from '../../captcha/view-captcha.ts';
import {
  alertBox,
  hiddenFields,
  noticeBox,
  passwordField,
  submitButton,
  textField,
} from '../../platform/page/fields.ts';
import { type PageContext, page } from '../../platform/page/frame.ts';
import { linkTarget, type Markup, markup } from '../../platform/page/html.ts';
import { passkeyScript } from '../../platform/page/passkey-script.ts';
import type { RefusalMessage } from '../../texts/refusal-message.ts';
import { type TextKey, textsIn } from '../../texts/texts.ts';
import { passkeyForm } from './passkey.ts';

/** What the organisation's people are known by (S2). */
export type IdentifierKind = 'username' | 'email' | 'either';

export interface SignedInAs {
  /** Name of the person this browser is signed in as. */
  readonly name: string;
  /** Where Continue leads: their home, or what was asked for. */
  readonly continueTo: string;
  /** Address that a post with the form token logs them out at. */
  readonly logOutAction: string;
}

export interface SignInView extends PageContext {
  readonly audience: 'organization' | 'operator';
  /** Address the form posts to: its own. */
  readonly action: string;
  readonly identifierKind: IdentifierKind;
  /** What was typed, kept; '' at first. */
  readonly identifier: string;
  readonly error?: RefusalMessage;
  /** Something good to say, such as that the operator now exists. */
  readonly notice?: string;
  readonly formToken: string;
  /** A passkey alone may open. */
  readonly passkey?: boolean;
  readonly returnTo?: string | null;
  readonly signedInAs?: SignedInAs | null;
  /** The check box "I am not a robot", where it is asked for. */
  readonly captcha?: CaptchaBox | null;
}

const labels: Record<IdentifierKind, TextKey> = {
  username: 'field.username',
  email: 'field.email',
  either: 'field.either',
};

function signedInBox(view: SignInView): Markup | null {
  const { signedInAs } = view;
  if (signedInAs === undefined || signedInAs === null) return null;
  const text = textsIn(view.language);
  return markup`<section class="notice">
<h2>${text('signIn.alreadyAs', { name: signedInAs.name })}</h2>
<p>${text('signIn.notYou')}</p>
<div class="actions">
<a class="button" href="${linkTarget(signedInAs.continueTo)}">${text('signIn.continue')}</a>
<form method="post" action="${linkTarget(signedInAs.logOutAction)}">${hiddenFields({ formToken: view.formToken })}<button class="button quiet" type="submit">${text('signIn.logOutFirst', { name: signedInAs.name })}</button></form>
</div>
</section>
`;
}

/** Another way in, where the browser has passkeys. */
function passkeyBox({ language, action, formToken, returnTo, passkey }: SignInView): Markup | null {
  if (passkey !== true) return null;
  return passkeyForm(language, {
    action: `${action}/passkey`,
    offer: '/api/v1/sign-in/passkey/options',
    offerBody: {},
    label: textsIn(language)('passkey.signIn'),
    fields: { formToken, returnTo },
  });
}

/** The sign-in page (S1). With an error the message comes first and takes the focus; the identifier stays, never the password. */
export function signInView(view: SignInView): string {
  const { language, error, identifierKind } = view;
  const text = textsIn(language);
  const ofOrganization = view.audience === 'organization';
  const wrong = error?.code === 'incorrect_credentials';
  const calm = error === undefined && !view.signedInAs;
  const returning = view.identifier !== '';
  return page({
    ...view,
    title: ofOrganization ? text('signIn.heading', { organization: view.branding.name }) : text('operator.heading'),
    script: true,
    ...(view.passkey === true ? { moreScript: passkeyScript } : {}),
    footer: ofOrganization ? [{ href: '/help', label: text('signIn.help') }] : [],
    body: markup`<h1>${text(ofOrganization ? 'signIn.title' : 'operator.heading')}</h1>
${alertBox(language, error)}${noticeBox(view.notice)}${signedInBox(view)}<form method="post" action="${linkTarget(view.action)}" data-busy="${text('form.busy')}">
${hiddenFields({ formToken: view.formToken, returnTo: view.returnTo })}${textField({
  name: 'identifier',
  label: text(labels[identifierKind]),
  value: view.identifier,
  autocomplete: 'username',
  inputMode: identifierKind === 'email' ? 'email' : 'text',
  autofocus: calm && !returning,
  invalid: wrong,
})}${passwordField(language, {
  name: 'password',
  label: text('field.password'),
  autocomplete: 'current-password',
  autofocus: calm && returning,
  invalid: wrong,
})}${view.captcha ? captchaField(language, view.nonce, view.captcha) : null}${submitButton(text('signIn.submit'))}</form>
${passkeyBox(view)}<p class="links"><a href="/forgot-password">${text('signIn.forgot')}</a></p>`,
  });
}
