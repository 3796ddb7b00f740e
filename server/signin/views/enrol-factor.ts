/**
 * The page on which somebody who must have a second factor sets one up on the way in (F1, F4): first the choice, then, for an
 * authenticator app, picture, key and one code. Pure. The app works without script; a passkey needs it.
 */

import { alertBox, hiddenFields, submitButton, textField } from '../../platform/page/fields.ts';
import { type PageContext, page } from '../../platform/page/frame.ts';
import { linkTarget, type Markup, markup } from '../../platform/page/html.ts';
import { passkeyScript } from '../../platform/page/passkey-script.ts';
import type { RefusalMessage } from '../../texts/refusal-message.ts';
import { textsIn } from '../../texts/texts.ts';
import { passkeyForm, withoutPasskey } from './passkey.ts';

export interface EnrolFactorView extends PageContext {
  readonly action: string;
  readonly startHref: string;
  /** Id of the sign-in, for the API that says what a passkey is made from. */
  readonly flow: string;
  readonly methods: readonly ('totp' | 'passkey')[];
  /** The key of the app that is being set up; null while nothing was chosen. */
  readonly totp: { readonly key: string; readonly uri: string; readonly qrCode: string } | null;
  readonly formToken: string;
  readonly error?: RefusalMessage;
}

function appChoice({ language, action, formToken, methods, totp }: EnrolFactorView): Markup | null {
  if (!methods.includes('totp') || totp !== null) return null;
  const text = textsIn(language);
  return markup`<section><h2>${text('enrol.app')}</h2>
<p class="muted">${text('enrol.appHelp')}</p>
<form method="post" action="${linkTarget(action)}" class="spaced">
${hiddenFields({ formToken, enrol: 'totp' })}<button class="button" type="submit">${text('enrol.appChoose')}</button></form></section>
`;
}

function passkeyChoice({ language, action, flow, formToken, methods }: EnrolFactorView): Markup | null {
  if (!methods.includes('passkey')) return null;
  const text = textsIn(language);
  const form = passkeyForm(language, {
    action,
    offer: `/api/v1/sign-in/${flow}`,
    offerBody: { enrol: 'passkey' },
    makes: true,
    label: text('enrol.passkeyChoose'),
    fields: { formToken },
  });
  return markup`<section><h2>${text('enrol.passkey')}</h2>
<p class="muted">${text('enrol.passkeyHelp')}</p>
<div class="spaced">${form}${withoutPasskey(language)}</div></section>
`;
}

function appSetup({ language, action, formToken, totp, error }: EnrolFactorView): Markup | null {
  if (totp === null) return null;
  const text = textsIn(language);
  return markup`<p>${text('enrol.scan')}</p>
<img class="qr" src="${totp.qrCode}" alt="${text('enrol.picture')}" width="200" height="200">
<p class="hint">${text('enrol.key')}</p>
<p><code>${totp.key}</code></p>
<form method="post" action="${linkTarget(action)}" data-busy="${text('form.busy')}">
${hiddenFields({ formToken })}${textField({
  name: 'code',
  label: text('enrol.code'),
  autocomplete: 'one-time-code',
  inputMode: 'numeric',
  invalid: error?.code === 'code_incorrect',
})}${submitButton(text('enrol.confirm'))}</form>
`;
}

/** The page "Set up a second factor". */
export function enrolFactorView(view: EnrolFactorView): string {
  const { language, startHref } = view;
  const text = textsIn(language);
  return page({
    ...view,
    title: text('enrol.title'),
    script: true,
    moreScript: passkeyScript,
    footer: [
      { href: startHref, label: text('code.startAgain') },
      { href: '/help', label: text('signIn.help') },
    ],
    body: markup`<h1>${text('enrol.title')}</h1>
<p class="muted">${text('enrol.why')}</p>
${alertBox(language, view.error)}${appSetup(view)}<div class="list">
${appChoice(view)}${passkeyChoice(view)}</div>`,
  });
}
