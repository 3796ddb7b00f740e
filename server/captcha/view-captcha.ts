/**
 * The check box "I am not a robot" within a form, for any server-rendered page: ALTCHA's from this server, or a provider's
 * own. Without JavaScript only the hint stands there, and the hidden wait does. Pure.
 */

import { assetTags, type PageAsset } from '../platform/page/assets.ts';
import { hiddenFields } from '../platform/page/fields.ts';
import { type Markup, markup } from '../platform/page/html.ts';
import { type Language, textsIn } from '../texts/texts.ts';
import { type HostedProvider, widgetAction } from './siteverify.ts';
import { waitSeconds } from './wait.ts';

interface Widget {
  readonly className: string;
  /** The provider's script, as it documents it. */
  readonly script: (language: Language) => string;
  /** What the page's policy must allow for it, as it documents it. */
  readonly sources: readonly string[];
}

const widgets: Record<HostedProvider, Widget> = {
  turnstile: {
    className: 'cf-turnstile',
    script: () => 'https://challenges.cloudflare.com/turnstile/v0/api.js',
    sources: ['https://challenges.cloudflare.com'],
  },
  hcaptcha: {
    className: 'h-captcha',
    script: (language) => `https://js.hcaptcha.com/1/api.js?recaptchacompat=off&hl=${language}`,
    sources: ['https://hcaptcha.com', 'https://*.hcaptcha.com'],
  },
  recaptcha: {
    className: 'g-recaptcha',
    script: (language) => `https://www.google.com/recaptcha/api.js?hl=${language}`,
    sources: [
      'https://www.google.com/recaptcha/',
      'https://www.gstatic.com/recaptcha/',
      'https://recaptcha.google.com/recaptcha/',
    ],
  },
};

/** The box to show: ALTCHA's, with its script if that can run; or a provider's, by the site's key. */
export type CaptchaBox =
  | { readonly provider: 'altcha'; readonly asset: PageAsset | null; readonly wait: string }
  | { readonly provider: HostedProvider; readonly siteKey: string; readonly wait: string };

/** The widget's words, in the page's language. */
function widgetTexts(language: Language): string {
  const text = textsIn(language);
  return JSON.stringify({
    label: text('captcha.label'),
    verifying: text('captcha.verifying'),
    verified: text('captcha.verified'),
    error: text('captcha.error'),
    expired: text('captcha.expired'),
    waitAlert: text('captcha.verifying'),
    verificationRequired: text('captcha.required'),
  });
}

function boxOf(language: Language, nonce: string, box: CaptchaBox): Markup | null {
  if (box.provider === 'altcha') {
    if (box.asset === null) return null;
    return markup`<div data-captcha="/api/v1/captcha" data-texts="${widgetTexts(language)}"></div>
${assetTags(box.asset, nonce)}`;
  }
  const { className, script } = widgets[box.provider];
  return markup`<div class="${className}" data-sitekey="${box.siteKey}" data-action="${widgetAction}" data-language="${language}" data-response-field-name="captcha" data-size="flexible"></div>
<script src="${script(language)}" nonce="${nonce}" async defer></script>
`;
}

/** The part of a form that holds the CAPTCHA. */
export function captchaField(language: Language, nonce: string, box: CaptchaBox): Markup {
  return markup`<div class="field">
${hiddenFields({ captchaWait: box.wait })}${boxOf(language, nonce, box)}<p class="hint" data-captcha-wait>${textsIn(language)('captcha.wait', { seconds: waitSeconds })}</p>
</div>
`;
}

/** The Content-Security-Policy of a page with a provider's box: its own, and exactly that provider's sources. */
export function captchaSecurityPolicy(nonce: string, provider: HostedProvider): string {
  const sources = widgets[provider].sources.join(' ');
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' ${sources}`,
    `style-src 'nonce-${nonce}' ${sources}`,
    `frame-src ${sources}`,
    `connect-src 'self' ${sources}`,
    "img-src 'self' data:",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
