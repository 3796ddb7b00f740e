/** The page that the link of a mail leads to (R3, P1), and what it shows when the link does not work (R4). Pure. */

import { alertBox, hiddenFields, submitButton } from '../../platform/page/fields.ts';
import { type PageContext, page } from '../../platform/page/frame.ts';
import { linkTarget, markup } from '../../platform/page/html.ts';
import type { RefusalMessage } from '../../texts/refusal-message.ts';
import { textsIn } from '../../texts/texts.ts';
import { type LiveCheck, mismatchMessage, newPasswordFields, type RuleView } from './new-password.ts';

export interface ResetPasswordView extends PageContext {
  readonly action: string;
  /** `activation`: it is the person's first password. */
  readonly purpose: 'reset' | 'activation';
  /** The link's token: it alone lets the password be set, so it travels with the form. */
  readonly token: string;
  /** Whose password it is: shown, and read by password managers. */
  readonly identifier: string;
  readonly rules: readonly RuleView[];
  readonly live?: LiveCheck | null;
  readonly error?: RefusalMessage;
  readonly mismatch?: boolean;
  readonly formToken: string;
}

/** The page "Change your password", or "Choose your password" for the first one. */
export function resetPasswordView(view: ResetPasswordView): string {
  const { language, purpose, mismatch = false } = view;
  const text = textsIn(language);
  const error = mismatch ? mismatchMessage(language) : view.error;
  const title = text(purpose === 'reset' ? 'reset.title' : 'reset.first.title');
  return page({
    ...view,
    title,
    script: true,
    footer: [{ href: '/help', label: text('signIn.help') }],
    body: markup`<h1>${title}</h1>
${alertBox(language, error)}<form method="post" action="${linkTarget(view.action)}" data-busy="${text('form.busy')}">
${hiddenFields({ token: view.token, formToken: view.formToken })}<input type="text" autocomplete="username" value="${view.identifier}" readonly hidden>
<p class="field muted">${text('newPassword.for', { identifier: view.identifier })}</p>
${newPasswordFields(view, {
  live: view.live ?? null,
  labels: { newPassword: text('field.password'), repeatPassword: text('reset.repeat') },
  rules: view.rules,
  refused: error?.code === 'password_policy' || error?.code === 'password_reused',
  mismatch,
  autofocus: error === undefined,
})}${submitButton(text(purpose === 'reset' ? 'reset.submit' : 'reset.first.submit'))}</form>`,
  });
}

export interface DeadLinkView extends PageContext {
  readonly error: RefusalMessage;
  readonly signInHref: string;
}

/** What a used, expired or replaced link leads to: why, and the way to a new one. */
export function deadLinkView(view: DeadLinkView): string {
  const { language, error } = view;
  const text = textsIn(language);
  return page({
    ...view,
    title: error.title,
    script: true,
    footer: [{ href: '/help', label: text('signIn.help') }],
    body: markup`<h1>${text('reset.title')}</h1>
${alertBox(language, error)}<div class="actions">
<a class="button" href="/forgot-password">${text('reset.again')}</a>
<a class="button quiet" href="${linkTarget(view.signInHref)}">${text('forgot.back')}</a></div>`,
  });
}
