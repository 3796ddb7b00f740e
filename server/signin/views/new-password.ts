/**
 * The page where a temporary password is exchanged for one's own (P3): rules of the organisation, entered twice. Pure. After a
 * refused attempt each rule says whether it was met.
 */
import type { PasswordContext } from '../../passwords/context-words.ts';
import type { PasswordPolicy } from '../../passwords/policy.ts';
import { assetTags, type PageAsset } from '../../platform/page/assets.ts';
import { alertBox, hiddenFields, passwordField, submitButton } from '../../platform/page/fields.ts';
import { type PageContext, page } from '../../platform/page/frame.ts';
import { linkTarget, type Markup, markup } from '../../platform/page/html.ts';
import type { RefusalMessage } from '../../texts/refusal-message.ts';
import { type Language, type TextKey, textsIn } from '../../texts/texts.ts';

/** Names of password rules that have a text: what stands after `rule.` in the catalogue. */
export type RuleName = TextKey extends infer Key ? (Key extends `rule.${infer Name}` ? Name : never) : never;

export interface RuleView {
  readonly rule: RuleName;
  /** Numbers in the rule's sentence, such as `{minLength: 8}`. */
  readonly parameters?: Readonly<Record<string, string | number | boolean>>;
  /** Whether the refused attempt met it; null before the first attempt. */
  readonly met: boolean | null;
}

/** What the live checker needs (web/pages/new-password.ts); its script runs only where it is built. */
export interface LiveCheck {
  readonly policy: PasswordPolicy;
  /** Whose words count; what is missing of username and address is read from the form. */
  readonly context: PasswordContext;
  /** The link that lets whoever holds it ask about a password; null where a cookie does. */
  readonly token: string | null;
  readonly asset: PageAsset;
}

export interface NewPasswordView extends PageContext {
  readonly action: string;
  /** Whose password it is: shown, and read by password managers. */
  readonly identifier: string;
  readonly rules: readonly RuleView[];
  readonly live?: LiveCheck | null;
  readonly error?: RefusalMessage;
  /** The two entries were different; the rules were not judged then. */
  readonly mismatch?: boolean;
  readonly formToken: string;
}

/** Id of the list of rules; the password field is described by it. */
const rulesId = 'rules';

/** What the checker says, in the page's language. */
function liveTexts(language: Language): Record<string, string> {
  const text = textsIn(language);
  return {
    met: text('password.met'),
    unmet: text('password.unmet'),
    announce: text('password.announce'),
    strength: text('password.strength'),
    strength0: text('password.strength0'),
    strength1: text('password.strength1'),
    strength2: text('password.strength2'),
    strength3: text('password.strength3'),
    strength4: text('password.strength4'),
    too_long: text('rule.too_long'),
    unusable_characters: text('rule.unusable_characters'),
  };
}

function liveData(language: Language, { policy, context, token }: LiveCheck): Markup {
  return markup` data-live="${JSON.stringify({ policy, context, token, texts: liveTexts(language) })}"`;
}

/** The rules as a list, each with its mark once it has been judged. */
function ruleList(
  { language, nonce }: Pick<PageContext, 'language' | 'nonce'>,
  rules: readonly RuleView[],
  live: LiveCheck | null,
): Markup {
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
  return markup`<div class="field"${live === null ? null : liveData(language, live)}><div id="${rulesId}"><p class="hint">${text('password.rules')}</p>
<ul class="rules">
${items}</ul></div>${live === null ? null : assetTags(live.asset, nonce)}</div>
`;
}

/** The two fields for a new password with their rules: shared by every page that sets one. */
export function newPasswordFields(
  context: Pick<PageContext, 'language' | 'nonce'>,
  given: {
    rules: readonly RuleView[];
    live: LiveCheck | null;
    refused: boolean;
    mismatch: boolean;
    autofocus: boolean;
    /** What the two fields are called where they are not "New password". */
    labels?: { newPassword: string; repeatPassword: string };
  },
): Markup {
  const { language } = context;
  const text = textsIn(language);
  return markup`${passwordField(language, {
    name: 'newPassword',
    label: given.labels?.newPassword ?? text('field.newPassword'),
    autocomplete: 'new-password',
    invalid: given.refused,
    explainedBy: rulesId,
    autofocus: given.autofocus,
  })}${ruleList(context, given.rules, given.live)}${passwordField(language, {
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
${newPasswordFields(view, {
  rules: view.rules,
  live: view.live ?? null,
  refused: error?.code === 'password_policy' || error?.code === 'password_reused',
  mismatch,
  autofocus: error === undefined,
})}${submitButton(text('newPassword.submit'))}</form>`,
  });
}
