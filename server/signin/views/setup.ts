/**
 * The page behind the one-time set-up link: the first operator chooses a username and a password. Pure.
 */

import { alertBox, hiddenFields, submitButton, textField } from '../../platform/page/fields.ts';
import { type PageContext, page } from '../../platform/page/frame.ts';
import { linkTarget, markup } from '../../platform/page/html.ts';
import type { RefusalMessage } from '../../texts/refusal-message.ts';
import { textsIn } from '../../texts/texts.ts';
import { type LiveCheck, mismatchMessage, newPasswordFields, type RuleView } from './new-password.ts';

export interface SetupView extends PageContext {
  readonly action: string;
  /** The secret of the one-time link, carried through the form. */
  readonly token: string;
  readonly formToken: string;
  readonly username: string;
  readonly email: string;
  readonly rules: readonly RuleView[];
  readonly live?: LiveCheck | null;
  readonly error?: RefusalMessage;
  readonly mismatch?: boolean;
  /** Which of `username`, `email` the error is about. */
  readonly invalid?: readonly ('username' | 'email')[];
}

/** The set-up page; fields `token`, `username`, `email` (may be empty), `newPassword`, `repeatPassword`. */
export function setupView(view: SetupView): string {
  const { language, mismatch = false, invalid = [] } = view;
  const text = textsIn(language);
  const error = mismatch ? mismatchMessage(language) : view.error;
  return page({
    ...view,
    title: text('setup.title'),
    script: true,
    body: markup`<h1>${text('setup.heading')}</h1>
<p class="muted">${text('setup.text')}</p>
${alertBox(language, error)}<form method="post" action="${linkTarget(view.action)}" data-busy="${text('form.busy')}">
${hiddenFields({ formToken: view.formToken, token: view.token })}${textField({
  name: 'username',
  label: text('field.username'),
  value: view.username,
  autocomplete: 'username',
  autofocus: error === undefined,
  invalid: invalid.includes('username'),
})}${textField({
  name: 'email',
  label: text('field.optional', { label: text('field.email') }),
  value: view.email,
  autocomplete: 'email',
  inputMode: 'email',
  required: false,
  hint: text('setup.emailHint'),
  invalid: invalid.includes('email'),
})}${newPasswordFields(view, {
  live: view.live ?? null,
  rules: view.rules,
  refused: error?.code === 'password_policy' || error?.code === 'password_reused',
  mismatch,
  autofocus: false,
})}${submitButton(text('setup.submit'))}</form>`,
  });
}
