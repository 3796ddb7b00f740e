/** What every page of sign-in and set-up needs: branding, the message of a refusal, the list of rules, the check of a form. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Captcha } from '../../captcha/captcha.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import type { PasswordContext } from '../../passwords/context-words.ts';
import type { Passwords } from '../../passwords/passwords.ts';
import type { PasswordPolicy } from '../../passwords/policy.ts';
import type { RuleResult } from '../../passwords/rules.ts';
import type { Cookies } from '../../platform/http/cookies.ts';
import { statusOf } from '../../platform/http/problem.ts';
import { languageLinks } from '../../platform/http/request-language.ts';
import type { PageAssets } from '../../platform/page/assets.ts';
import { type Branding, brandingFrom, productBranding } from '../../platform/page/branding.ts';
import type { PageContext } from '../../platform/page/frame.ts';
import type { Sessions } from '../../sessions/sessions.ts';
import { signInPath } from '../../tenants/sign-in-path.ts';
import type { Tenant } from '../../tenants/tenants.ts';
import { type RefusalMessage, refusalMessage } from '../../texts/refusal-message.ts';
import type { BrowserSide } from '../browser-side.ts';
import type { Asked } from '../outcome.ts';
import type { SignIn } from '../signin.ts';
import type { LiveCheck, RuleView } from '../views/new-password.ts';

export interface SignInPageOptions {
  readonly assets: PageAssets;
  readonly signIn: SignIn;
  readonly captcha: Captcha;
  readonly passwords: Passwords;
  readonly sessions: Sessions;
  readonly cookies: Cookies;
  readonly side: BrowserSide;
}

/** Name, logo and colour of the host's tenant; the operators' place looks like Usher itself. */
export function brandingOf(tenant: Tenant): Branding {
  return tenant.kind === 'operators' ? productBranding : brandingFrom(tenant.name, tenant.settings.branding);
}

const stepNames: Record<Asked, string> = {
  new_password: 'new-password',
  enrol_factor: 'second-factor',
  code: 'code',
  connections: 'connections',
  station: 'station',
  seat: 'seat',
};

/** The page of a step, on this kind of host. */
export function stepPath(kind: Tenant['kind'], step: Asked): string {
  return `${signInPath[kind]}/${stepNames[step]}`;
}

export function sendPage(reply: FastifyReply, html: string, status = 200): FastifyReply {
  return reply.code(status).type('text/html; charset=utf-8').send(html);
}

export function messageOf(request: FastifyRequest, refusal: Refusal): RefusalMessage {
  const reference = statusOf[refusal.code] >= 500 ? request.id : null;
  return refusalMessage(request.language, refusal.code, {
    until: refusal.details.until ?? null,
    waitSeconds: refusal.code === 'captcha_failed' ? (refusal.details.retryAfterSeconds ?? null) : null,
    timeZone: request.tenant.timeZone,
    tabsPerBrowser: request.tenant.settings.connections.tabsPerBrowser,
    heldBy: refusal.details.heldBy ?? null,
    reference,
  });
}

/** Rules as the page lists them before anything was judged. */
export function rulesOf(policy: PasswordPolicy, judged: readonly RuleResult[] | null): RuleView[] {
  const parameters = { minLength: policy.minLength, classesAtLeast: policy.classesAtLeast };
  if (judged !== null)
    return judged.map((one) => ({ rule: one.rule, met: one.met, parameters: { ...parameters, ...one.parameters } }));
  const rules: RuleView['rule'][] = ['min_length'];
  if (policy.classesAtLeast > 0) rules.push('classes');
  if (policy.lettersAndDigits) rules.push('letters_and_digits');
  if (policy.blocklist) rules.push('blocklist', 'context_words');
  if (policy.minScore > 0) rules.push('min_score');
  return rules.map((rule) => ({ rule, met: null, parameters }));
}

/** The live checker for a new password of `context`'s, where its script is built. @param token of the link, where a stranger holds one */
export async function liveCheck(
  assets: PageAssets,
  policy: PasswordPolicy,
  context: PasswordContext,
  token: string | null = null,
): Promise<LiveCheck | null> {
  const asset = await assets('new-password');
  return asset === null ? null : { policy, context, token, asset };
}

/** The same list after a refusal that names the rules broken; every other one was met. */
export function rulesAfter(policy: PasswordPolicy, refusal: Refusal): RuleView[] {
  const rules = rulesOf(policy, null);
  if (refusal.code !== 'password_policy') return rules;
  const broken = new Set((refusal.details.violations ?? []).filter((violation) => typeof violation === 'string'));
  return rules.map((one) => ({ ...one, met: !broken.has(one.rule) }));
}

/** The form came from a page of ours in this very browser (login CSRF). @throws Refusal cross_site_request */
export function assertForm(request: FastifyRequest, cookies: Cookies, token: string | undefined): void {
  if (!cookies.formTokenValid(request, token)) throw refuse('cross_site_request');
}

/** Language, look and nonce of this request's page. */
export function pageContext(request: FastifyRequest): PageContext {
  return {
    language: request.language,
    branding: brandingOf(request.tenant),
    nonce: request.nonce,
    languageLinks: languageLinks(request, request.session !== null && request.session.locale !== null),
  };
}

/** The headers that the JSON form of this refusal would carry too; and what log, metrics and audit log know of the answer. */
export function refusalHeaders(reply: FastifyReply, refusal: Refusal): void {
  reply.request.refusalCode = refusal.code;
  const { retryAfterSeconds } = refusal.details;
  if (retryAfterSeconds !== undefined) reply.header('retry-after', String(retryAfterSeconds));
  if (statusOf[refusal.code] === 401) reply.header('www-authenticate', 'Usher');
}
