/** How a Refusal becomes HTTP: the one table of statuses, and RFC 9457 problem details. */
import type { Refusal, RefusalCode, RefusalDetails } from '../../kernel/refusal.ts';
import { refusalMessage } from '../../texts/refusal-message.ts';
import { type Language, refusalText } from '../../texts/texts.ts';

export const statusOf: Record<RefusalCode, number> = {
  incorrect_credentials: 401,
  already_signed_in: 409,
  connection_limit: 409,
  user_disabled: 403,
  too_many_attempts: 423,
  user_inactive: 403,
  outside_schedule: 403,
  user_limit_reached: 409,
  no_email_for_code: 403,
  captcha_required: 400,
  captcha_failed: 400,
  code_incorrect: 401,
  code_expired: 410,
  code_attempts_exceeded: 429,
  resend_too_soon: 429,
  code_used: 401,
  passkey_refused: 401,
  second_factor_required: 409,
  password_policy: 422,
  password_reused: 422,
  temporary_password_expired: 403,
  link_invalid: 410,
  link_expired: 410,
  station_taken: 409,
  station_not_yours: 403,
  station_unknown: 422,
  organization_unknown: 404,
  organization_suspended: 403,
  flow_expired: 410,
  flow_step_invalid: 409,
  recent_authentication_required: 403,
  identifier_taken: 409,
  no_email_address: 409,
  email_unconfirmed: 409,
  precondition_failed: 412,
  idempotency_key_reused: 422,
  idempotency_in_progress: 409,
  idempotency_outcome_unknown: 409,
  last_administrator: 409,
  role_in_use: 409,
  schedule_in_use: 409,
  import_running: 409,
  portal_password_policy: 422,
  provider_unavailable: 503,
  body_too_large: 413,
  media_type: 415,
  not_signed_in: 401,
  not_permitted: 403,
  not_found: 404,
  invalid_request: 400,
  rate_limited: 429,
  unavailable: 503,
  slug_taken: 409,
  slug_reserved: 422,
  domain_taken: 409,
  export_required: 409,
  current_password_incorrect: 401,
  cross_site_request: 403,
  host_unknown: 421,
  internal: 500,
};

/** RFC 9457 members, plus `code` (closed list), `help`, and what the refusal carries. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: RefusalCode;
  readonly help: string;
  readonly detail?: string;
  readonly violations?: RefusalDetails['violations'];
  readonly until?: string | null;
  readonly opensAt?: string | null;
  readonly heldBy?: string;
  readonly connections?: RefusalDetails['connections'];
  readonly ended?: RefusalDetails['ended'];
  readonly reference?: string;
}

/** The public form of a refusal. The reference number appears on server faults only, so that equal answers stay equal. */
export function problemOf(refusal: Refusal, language: Language, reference: string): Problem {
  const status = statusOf[refusal.code];
  const { detail, violations, until, timeZone = 'UTC', heldBy, connections, ended, limit = 3 } = refusal.details;
  const text = refusalText(language, refusal.code, { reference, limit });
  return {
    type: `urn:usher:error:${refusal.code}`,
    title: text.title,
    status,
    code: refusal.code,
    help:
      until || heldBy
        ? refusalMessage(language, refusal.code, { until: until ?? null, timeZone, heldBy: heldBy ?? null }).help
        : text.help,
    ...(detail === undefined ? {} : { detail }),
    ...(violations === undefined ? {} : { violations }),
    ...(until === undefined ? {} : refusal.code === 'outside_schedule' ? { opensAt: until } : { until }),
    ...(heldBy === undefined ? {} : { heldBy }),
    ...(connections === undefined ? {} : { connections }),
    ...(ended === undefined ? {} : { ended }),
    ...(status >= 500 ? { reference } : {}),
  };
}
