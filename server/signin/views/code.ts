/**
 * The page that asks for a second factor (F2–F5): one method at a time, the others as links. Pure. It works without script; the
 * script counts down, and sends six digits by itself.
 */
import type { FactorMethod } from '../../factors/due.ts';
import { codeScript } from '../../platform/page/code-script.ts';
import { alertBox, alertId, hiddenFields, submitButton } from '../../platform/page/fields.ts';
import { type PageContext, page } from '../../platform/page/frame.ts';
import { linkTarget, type Markup, markup } from '../../platform/page/html.ts';
import { passkeyScript } from '../../platform/page/passkey-script.ts';
import type { RefusalMessage } from '../../texts/refusal-message.ts';
import { type TextKey, textsIn } from '../../texts/texts.ts';
import { passkeyForm, withoutPasskey } from './passkey.ts';

export interface CodeView extends PageContext {
  readonly action: string;
  /** Where the sign-in begins. */
  readonly startHref: string;
  /** Id of the sign-in, for the API that says what a passkey is to sign. */
  readonly flow: string;
  readonly method: FactorMethod;
  readonly methods: readonly FactorMethod[];
  /** What was mailed; null when nothing was. */
  readonly mailed: {
    readonly to: string;
    readonly expiresInSeconds: number;
    readonly resendInSeconds: number;
    readonly mayResend: boolean;
  } | null;
  /** For how many days this browser may be trusted; 0 = it is not offered. */
  readonly trustDays: number;
  readonly formToken: string;
  readonly error?: RefusalMessage;
}

const titles: Record<FactorMethod, TextKey> = {
  email_code: 'code.title.email_code',
  totp: 'code.title.totp',
  passkey: 'code.title.passkey',
  recovery_code: 'code.title.recovery_code',
};
const uses: Record<FactorMethod, TextKey> = {
  email_code: 'code.use.email_code',
  totp: 'code.use.totp',
  passkey: 'code.use.passkey',
  recovery_code: 'code.use.recovery_code',
};

/** 272 → `4:32`. */
function minutesAndSeconds(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

function explanation({ language, method, mailed }: CodeView): Markup {
  const text = textsIn(language);
  if (method === 'totp') return markup`<p>${text('code.totp')}</p>`;
  if (method === 'passkey') return markup`<p>${text('code.passkey')}</p>`;
  if (method === 'recovery_code') return markup`<p>${text('code.recovery')}</p>`;
  if (mailed === null) return markup``;
  return markup`<p>${text('code.sentTo', { address: mailed.to })}</p>
<p class="muted">${text('code.arrives')}</p>`;
}

/** How long the code is valid: counted down by the script, true when the page was made without it. */
function countdown({ language, method, mailed }: CodeView): Markup | null {
  if (method !== 'email_code' || mailed === null) return null;
  const text = textsIn(language);
  const left = mailed.expiresInSeconds;
  const over = text('code.expired');
  const sentence = left > 0 ? text('code.validFor', { time: minutesAndSeconds(left) }) : over;
  return markup`<p class="hint" id="code-time" role="timer" data-countdown="${left}" data-text="${text('code.validFor')}" data-over="${over}">${sentence}</p>
`;
}

function trustBox({ language, trustDays }: CodeView): Markup | null {
  if (trustDays === 0) return null;
  const text = textsIn(language);
  const label = trustDays === 1 ? text('code.trustDay') : text('code.trustDays', { days: trustDays });
  return markup`<div class="field check"><input id="trustBrowser" name="trustBrowser" type="checkbox" value="true" aria-describedby="trust-hint">
<label for="trustBrowser">${label}</label>
<p class="hint" id="trust-hint">${text('code.trustHint')}</p></div>
`;
}

function codeForm(view: CodeView): Markup {
  const { language, method, error } = view;
  const text = textsIn(language);
  const invalid = error?.code === 'code_incorrect';
  const digits = method === 'recovery_code' ? null : markup` data-digits="6"`;
  const timer = countdown(view);
  const described = [invalid ? alertId : null, timer === null ? null : 'code-time'].filter((id) => id !== null);
  return markup`<form method="post" action="${linkTarget(view.action)}" data-busy="${text('form.busy')}">
${hiddenFields({ formToken: view.formToken, method })}<div class="field">
<label for="code">${text('code.field')}</label>
<div class="box"><input id="code" name="code" type="text" inputmode="${method === 'recovery_code' ? 'text' : 'numeric'}" autocomplete="one-time-code" autocapitalize="none" autocorrect="off" spellcheck="false" required${digits}${error === undefined ? markup` autofocus` : null}${invalid ? markup` aria-invalid="true"` : null}${described.length === 0 ? null : markup` aria-describedby="${described.join(' ')}"`}></div>
${timer}</div>
${trustBox(view)}${submitButton(text('code.submit'))}</form>
`;
}

function passkeyBox(view: CodeView): Markup {
  const { language, action, flow, formToken } = view;
  const form = passkeyForm(language, {
    action,
    offer: `/api/v1/sign-in/${flow}`,
    offerBody: { method: 'passkey' },
    label: textsIn(language)('passkey.use'),
    main: true,
    fields: { formToken },
    more: trustBox(view),
  });
  return markup`<div class="spaced">${form}${withoutPasskey(language)}</div>
`;
}

function resendForm({ language, method, mailed, action, formToken }: CodeView): Markup | null {
  if (method !== 'email_code' || mailed?.mayResend === false) return null;
  const text = textsIn(language);
  const wait = mailed?.resendInSeconds ?? 0;
  return markup`<form method="post" action="${linkTarget(action)}">
${hiddenFields({ formToken, resend: 'true' })}<button class="button quiet" type="submit" data-wait="${wait}" data-text="${text('code.resendIn')}">${text('code.resend')}</button></form>
`;
}

/** The other methods: a link shows its form; the code by mail is sent, so that is a button. */
function otherWays({ language, method, methods, action, formToken }: CodeView): Markup | null {
  const others = methods.filter((one) => one !== method);
  if (others.length === 0) return null;
  const text = textsIn(language);
  const ways = others.map((other) =>
    other === 'email_code'
      ? markup`<form method="post" action="${linkTarget(action)}">
${hiddenFields({ formToken, method: other })}<button class="button quiet" type="submit">${text(uses[other])}</button></form>
`
      : markup`<a class="button quiet" href="${linkTarget(`${action}?method=${other}`)}">${text(uses[other])}</a>
`,
  );
  return markup`<section class="actions" aria-label="${text('code.another')}">
${ways}</section>
`;
}

/** The page "Enter the code". */
export function codeView(view: CodeView): string {
  const { language, method } = view;
  const text = textsIn(language);
  const title = text(titles[method]);
  const resend = resendForm(view);
  return page({
    ...view,
    title,
    script: true,
    moreScript: method === 'passkey' ? passkeyScript : codeScript,
    footer: [
      { href: view.startHref, label: text('code.startAgain') },
      { href: '/help', label: text('signIn.help') },
    ],
    body: markup`<h1>${title}</h1>
${explanation(view)}
${alertBox(language, view.error)}${method === 'passkey' ? passkeyBox(view) : codeForm(view)}${
  resend === null
    ? null
    : markup`<div class="actions">
${resend}</div>
`
}${otherWays(view)}`,
  });
}
