/**
 * The pieces that forms are made of: labelled fields, passwords with show and hide, rules, messages, the main button. Each is
 * right for a screen reader and a password manager by itself, and works without script.
 */

import type { RefusalCode } from '../../kernel/refusal.ts';
import type { RefusalMessage } from '../../texts/refusal-message.ts';
import { type Language, textsIn } from '../../texts/texts.ts';
import { type Markup, markup } from './html.ts';

/** Id of the message at the top of the card; fields that it concerns point to it. */
export const alertId = 'problem';

/** Writes the message of a refusal: read out at once, focused, first in reading order. */
export function alertBox(language: Language, error: RefusalMessage | undefined): Markup | null {
  if (error === undefined) return null;
  return markup`<div class="alert" id="${alertId}" role="alert" tabindex="-1" autofocus data-code="${error.code}">
<strong>${error.title}</strong>
<p>${error.help}</p>
${referenceLine(language, error.reference)}${helpLine(language, error.code)}</div>
`;
}

/** The reference number of a failure, to be told to an administrator; nothing where there is none. */
export function referenceLine(language: Language, reference: string | null): Markup | null {
  if (reference === null) return null;
  // Placed by hand so that the number alone is set in the fixed-width face.
  const [before = '', after = ''] = textsIn(language)('error.reference', { reference: '\u0000' }).split('\u0000');
  return markup`<p>${before}<code>${reference}</code>${after}</p>
`;
}

/** The way from a message to its explanation: every refusal has an anchor there, or falls under "any other message". */
export function helpLine(language: Language, code: RefusalCode): Markup {
  return markup`<p><a href="/help#${code}">${textsIn(language)('help.more')}</a></p>
`;
}

/** A calm message that something went well. */
export function noticeBox(notice: string | undefined): Markup | null {
  return notice === undefined
    ? null
    : markup`<div class="notice" role="status">${notice}</div>
`;
}

export interface TextField {
  /** Also the id. */
  readonly name: string;
  readonly label: string;
  readonly value?: string;
  readonly autocomplete: string;
  readonly inputMode?: 'text' | 'email' | 'numeric';
  readonly hint?: string;
  readonly required?: boolean;
  readonly autofocus?: boolean;
  /** Marks the field and ties it to the message at the top. */
  readonly invalid?: boolean;
}

function describedBy(ids: readonly (string | null | false)[]): Markup | null {
  const present = ids.filter((id) => typeof id === 'string');
  return present.length === 0 ? null : markup` aria-describedby="${present.join(' ')}"`;
}

/** A labelled line of text: for identifiers, so without capitals, correction or spell check. */
export function textField(field: TextField): Markup {
  const { name, invalid = false } = field;
  const hintId = field.hint === undefined ? null : `${name}-hint`;
  return markup`<div class="field">
<label for="${name}">${field.label}</label>
<div class="box"><input id="${name}" name="${name}" type="text" value="${field.value ?? ''}" inputmode="${field.inputMode ?? 'text'}" autocomplete="${field.autocomplete}" autocapitalize="none" autocorrect="off" spellcheck="false"${field.required === false ? null : markup` required`}${field.autofocus === true ? markup` autofocus` : null}${invalid ? markup` aria-invalid="true"` : null}${describedBy([invalid && alertId, hintId])}></div>
${
  hintId === null
    ? null
    : markup`<p class="hint" id="${hintId}">${field.hint}</p>
`
}</div>
`;
}

export interface PasswordField {
  readonly name: string;
  readonly label: string;
  readonly autocomplete: 'current-password' | 'new-password';
  readonly autofocus?: boolean;
  readonly invalid?: boolean;
  /** Id of an element that explains the field (the list of rules). */
  readonly explainedBy?: string;
  /** Name of the password field that this one repeats: a hint tells whether both are the same. */
  readonly repeats?: string;
}

/** A password with show and hide. Its value is never written back into a page. No length limit: nothing is cut (ASVS 6.2.10). */
export function passwordField(language: Language, field: PasswordField): Markup {
  const text = textsIn(language);
  const { name, invalid = false, repeats } = field;
  const sameId = repeats === undefined ? null : `${name}-same`;
  return markup`<div class="field">
<label for="${name}">${field.label}</label>
<div class="box reveals"><input id="${name}" name="${name}" type="password" autocomplete="${field.autocomplete}" autocapitalize="none" autocorrect="off" spellcheck="false" required${field.autofocus === true ? markup` autofocus` : null}${invalid ? markup` aria-invalid="true"` : null}${describedBy([invalid && alertId, field.explainedBy ?? null, sameId])}>
<button class="reveal" type="button" hidden data-reveals="${name}" data-show="${text('password.showShort')}" data-hide="${text('password.hideShort')}" data-show-label="${text('password.show')}" data-hide-label="${text('password.hide')}" aria-controls="${name}" aria-label="${text('password.show')}">${text('password.showShort')}</button></div>
<p class="hint" id="${name}-caps" role="status" data-text="${text('password.capsLock')}"></p>
${
  repeats === undefined
    ? null
    : markup`<p class="hint" id="${sameId}" role="status" data-compares="${repeats} ${name}" data-same="${text('password.same')}" data-different="${text('newPassword.mismatch')}"></p>
`
}</div>
`;
}

/** The main button of a form. */
export function submitButton(label: string): Markup {
  return markup`<button class="button" type="submit">${label}</button>
`;
}

/** Hidden values a form carries; null and undefined are left out. */
export function hiddenFields(values: Readonly<Record<string, string | null | undefined>>): Markup[] {
  return Object.entries(values).flatMap(([name, value]) =>
    value === null || value === undefined
      ? []
      : [
          markup`<input type="hidden" name="${name}" value="${value}">
`,
        ],
  );
}
