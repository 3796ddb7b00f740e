/**
 * The page where a temporary password is exchanged for one's own (P3): rules of the organisation, entered twice. Pure. After a
 * refused attempt each rule says whether it was met.
 */
import { linkTarget, type Markup, markup } from '../platform/html.ts';
import { alertBox, hiddenFields, passwordField, submitButton } from '../platform/page-fields.ts';
import { type PageContext, page } from '../platform/page-frame.ts';
import type { RefusalMessage } from '../texts/refusal-message.ts';
import { type Language, type TextKey, textsIn } from '../texts/texts.ts';

/** Names of password rules that have a text: what stands after `rule.` in the catalogue. */
export type RuleName = TextKey extends infer Key ? (Key extends `rule.${infer Name}` ? Name : never) : never;

export interface RuleView {
  readonly rule: RuleName;
  /** Numbers in the rule's sentence, such as `{minLength: 8}`. */
  readonly parameters?: Readonly<Record<string, string | number | boolean>>;
  /** Whether the refused attempt met it; null before the first attempt. */
  readonly met: boolean | null;
}

export interface NewPasswordView extends PageContext {
  readonly action: string;
  /** Whose password it is: shown, and read by password managers. */
  readonly identifier: string;
  readonly rules: readonly RuleView[];
  readonly error?: RefusalMessage;
  /** The two entries were different; the rules were not judged then. */
  readonly mismatch?: boolean;
  readonly formToken: string;
}

/** Id of the list of rules; the password field is described by it. */
export const rulesId = 'rules';

/** The rules as a list, each with its mark once it has been judged. */
export function ruleList(language: Language, rules: readonly RuleView[]): Markup {
  const text = textsIn(language);
  const items = rules.map(({ rule, parameters, met }) => {
    const sentence = text(`rule.${rule}`, parameters);
    if (met === null)
      return markup`<li data-rule="${rule}">${sentence}</li>
`;
    const state = text(met ? 'password.met' : 'password.unmet');
    return markup`<li data-rule="${rule}" class="${met ? 'met' : 'unmet'}">${sentence}<span class="unseen"> – ${state}</span></li>
`;
  });
  return markup`<div class="field" id="${rulesId}"><p class="hint">${text('password.rules')}</p>
<ul class="rules">
${items}</ul></div>
`;
}

/** The two fields for a new password with their rules: shared by every page that sets one. */
export function newPasswordFields(
  language: Language,
  given: {
    rules: readonly RuleView[];
    refused: boolean;
    mismatch: boolean;
    autofocus: boolean;
    /** What the two fields are called where they are not "New password". */
    labels?: { newPassword: string; repeatPassword: string };
  },
): Markup {
  const text = textsIn(language);
  return markup`${passwordField(language, {
    name: 'newPassword',
    label: given.labels?.newPassword ?? text('field.newPassword'),
    autocomplete: 'new-password',
    invalid: given.refused,
    explainedBy: rulesId,
    autofocus: given.autofocus,
  })}${ruleList(language, given.rules)}${passwordField(language, {
    name: 'repeatPassword',
    label: given.labels?.repeatPassword ?? text('field.repeatPassword'),
    autocomplete: 'new-password',
    invalid: given.mismatch,
    repeats: 'newPassword',
  })}`;
}

/** The message for two different entries, in the form of a refusal. */
export function mismatchMessage(language: Language): RefusalMessage {
  const text = textsIn(language);
  return {
    code: 'invalid_request',
    title: text('newPassword.mismatch'),
    help: text('newPassword.mismatchHelp'),
    reference: null,
  };
}

/** The page "Choose a new password". */
export function newPasswordView(view: NewPasswordView): string {
  const { language, mismatch = false } = view;
  const text = textsIn(language);
  const error = mismatch ? mismatchMessage(language) : view.error;
  return page({
    ...view,
    title: text('newPassword.title'),
    script: true,
    footer: [{ href: '/help', label: text('signIn.help') }],
    body: markup`<h1>${text('newPassword.title')}</h1>
<p class="muted">${text('newPassword.why')}</p>
${alertBox(language, error)}<form method="post" action="${linkTarget(view.action)}" data-busy="${text('form.busy')}">
${hiddenFields({ formToken: view.formToken })}<input type="text" autocomplete="username" value="${view.identifier}" readonly hidden>
<p class="field muted">${text('newPassword.for', { identifier: view.identifier })}</p>
${newPasswordFields(language, {
  rules: view.rules,
  refused: error?.code === 'password_policy' || error?.code === 'password_reused',
  mismatch,
  autofocus: error === undefined,
})}${submitButton(text('newPassword.submit'))}</form>`,
  });
}
