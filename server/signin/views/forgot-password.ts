/** The page behind "Forgot your password?" (R1) and its confirmation, which is the same for everybody. Pure. */
import { type CaptchaBox, captchaField } from '../../captcha/view-captcha.ts';
import { alertBox, hiddenFields, submitButton, textField } from '../../platform/page/fields.ts';
import { type PageContext, page } from '../../platform/page/frame.ts';
import { linkTarget, markup } from '../../platform/page/html.ts';
import type { RefusalMessage } from '../../texts/refusal-message.ts';
import { textsIn } from '../../texts/texts.ts';

export interface ForgotPasswordView extends PageContext {
  /** Address the form posts to: its own. */
  readonly action: string;
  /** What was typed, kept when it was refused; '' at first. */
  readonly identifier: string;
  readonly signInHref: string;
  readonly error?: RefusalMessage;
  /** The check box "I am not a robot"; null where none is asked for. */
  readonly captcha?: CaptchaBox | null;
  readonly formToken: string;
}

/** The page "Forgot your password?". Its field takes a username or an address, whatever the sign-in page asks for. */
export function forgotPasswordView(view: ForgotPasswordView): string {
  const { language, error } = view;
  const text = textsIn(language);
  return page({
    ...view,
    title: text('forgot.title'),
    script: true,
    footer: [{ href: '/help', label: text('signIn.help') }],
    body: markup`<h1>${text('forgot.title')}</h1>
<p class="muted">${text('forgot.ask')}</p>
${alertBox(language, error)}<form method="post" action="${linkTarget(view.action)}" data-busy="${text('form.busy')}">
${hiddenFields({ formToken: view.formToken })}${textField({
  name: 'identifier',
  label: text('field.either'),
  value: view.identifier,
  autocomplete: 'username',
  autofocus: error === undefined,
})}${view.captcha ? captchaField(language, view.nonce, view.captcha) : null}${submitButton(text('forgot.submit'))}</form>
<p class="links"><a href="${linkTarget(view.signInHref)}">${text('forgot.back')}</a></p>`,
  });
}

export interface ForgotPasswordSentView extends PageContext {
  readonly signInHref: string;
  /** How long a link works. */
  readonly linkMinutes: number;
}

/** What everybody reads who asked, whoever they asked for. */
export function forgotPasswordSentView(view: ForgotPasswordSentView): string {
  const text = textsIn(view.language);
  return page({
    ...view,
    title: text('forgot.sent.title'),
    footer: [{ href: '/help', label: text('signIn.help') }],
    body: markup`<h1>${text('forgot.sent.title')}</h1>
<p>${text('forgot.sent.text', { minutes: view.linkMinutes })}</p>
<p>${text('forgot.sent.nothing')}</p>
<p>${text('forgot.sent.noAddress')}</p>
<div class="actions"><a class="button quiet" href="${linkTarget(view.signInHref)}">${text('forgot.back')}</a></div>`,
  });
}
