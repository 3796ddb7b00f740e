/** How an answer travels in a form: the fields, and what of them to judge. Pages of sign-in and recovery use it. */
import { Type } from 'typebox';

const Field = Type.Optional(Type.String({ maxLength: 8_192 }));

/** The fields a form with a CAPTCHA may bring: ours, the wait, and what widgets of providers add by themselves. */
export const captchaFields = {
  captcha: Field,
  captchaWait: Field,
  'h-captcha-response': Field,
  'g-recaptcha-response': Field,
} as const;

export type CaptchaForm = { readonly [Name in keyof typeof captchaFields]?: string };

/** The answers to judge, the best first; none where the form had no CAPTCHA. */
export function captchaAnswers(form: CaptchaForm): string[] {
  const solved = form.captcha || form['h-captcha-response'] || form['g-recaptcha-response'];
  return [solved, form.captchaWait].filter((answer): answer is string => answer !== undefined && answer !== '');
}
