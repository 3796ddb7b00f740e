/** Whether a form shows the check box "I am not a robot", and which (S3). */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Captcha } from '../../captcha/captcha.ts';
import type { CaptchaForm } from '../../captcha/form.ts';
import { type CaptchaBox, captchaSecurityPolicy } from '../../captcha/view-captcha.ts';
import type { Refusal } from '../../kernel/refusal.ts';

/** What the form that is answered brought, and why it was refused; nothing when the page is merely looked at. */
interface Answered {
  readonly form?: CaptchaForm;
  readonly error?: Refusal;
}

/** Who shows the box, and whether this source is to be asked already when it merely looks. */
interface Asking {
  readonly captcha: Captcha;
  readonly due: () => Promise<boolean>;
}

/**
 * The box to show: because it is due (always, or after what this source did), or because this very form was asked for it, whose next try would be
 * too. Allows the provider's sources in the page's policy. Null where none is asked for.
 */
export async function captchaBox(
  { captcha, due }: Asking,
  request: FastifyRequest,
  reply: FastifyReply,
  { form = {}, error }: Answered,
): Promise<CaptchaBox | null> {
  const { tenant } = request;
  if (tenant.settings.signIn.captcha === 'off') return null;
  const refused = error?.code === 'captcha_required' || error?.code === 'captcha_failed';
  const wasShown = form.captchaWait !== undefined;
  if (!refused && !wasShown && !(await due())) return null;
  // A wait that was too short goes on; every other answer is used up, or no good.
  const goesOn = error?.code === 'captcha_failed' && error.details.retryAfterSeconds !== undefined;
  const box = await captcha.box(tenant, goesOn ? (form.captchaWait ?? null) : null);
  if (box.provider !== 'altcha')
    reply.header('content-security-policy', captchaSecurityPolicy(request.nonce, box.provider));
  return box;
}
