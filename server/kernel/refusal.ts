/**
 * Expected failures as one closed, transport-free union. A slice throws a Refusal; only platform/http knows what an HTTP
 * status is. Codes are public contract: they may be added, never renamed, and each one is explained in docs/errors.md.
 */
export const refusalCodes = [
  'incorrect_credentials',
  'already_signed_in',
  'connection_limit',
  'user_disabled',
  'too_many_attempts',
  'user_inactive',
  'outside_schedule',
  'user_limit_reached',
  'no_email_for_code',
  'captcha_required',
  'captcha_failed',
  'code_incorrect',
  'code_expired',
  'code_attempts_exceeded',
  'resend_too_soon',
  'code_used',
  'passkey_refused',
  'second_factor_required',
  'password_policy',
  'password_reused',
  'temporary_password_expired',
  'link_invalid',
  'link_expired',
  'station_taken',
  'station_not_yours',
  'station_unknown',
  'organization_unknown',
  'organization_suspended',
  'flow_expired',
  'flow_step_invalid',
  'recent_authentication_required',
  'identifier_taken',
  'no_email_address',
  'email_unconfirmed',
  'precondition_failed',
  'idempotency_key_reused',
  'idempotency_in_progress',
  'idempotency_outcome_unknown',
  'last_administrator',
  'role_in_use',
  'schedule_in_use',
  'import_running',
  'portal_password_policy',
  'provider_unavailable',
  'body_too_large',
  'media_type',
  'not_signed_in',
  'not_permitted',
  'not_found',
  'invalid_request',
  'rate_limited',
  'unavailable',
  'slug_taken',
  'slug_reserved',
  'domain_taken',
  'export_required',
  'current_password_incorrect',
  'cross_site_request',
  'host_unknown',
  'internal',
] as const;

export type RefusalCode = (typeof refusalCodes)[number];

/** One thing wrong with one field of a request; `path` is a JSON pointer ('' for the whole body). */
export interface Violation {
  readonly path: string;
  readonly message: string;
}

/** What the person or program refused may know besides the code. Everything in here is public. */
export interface RefusalDetails {
  /** Seconds after which trying again makes sense. */
  readonly retryAfterSeconds?: number;
  /** When a timed lock ends or the next window opens (RFC 3339), null when nobody can say. */
  readonly until?: string | null;
  /** IANA time zone in which `until` is told in words; default UTC. */
  readonly timeZone?: string;
  /** Names of password rules (password_policy) or field errors (invalid_request). */
  readonly violations?: readonly (string | Violation)[];
  /** Who has the station, for those who may know (T3). */
  readonly heldBy?: string;
  /** The open tabs (connection_limit) or the sessions in use elsewhere (already_signed_in), each with where and since when. */
  readonly connections?: readonly object[];
  /** How the session ended that a tab had (not_signed_in): its `reason`, and what is known of it. */
  readonly ended?: Readonly<Record<string, unknown>>;
  /** The number that a text names: of tabs (connection_limit). */
  readonly limit?: number;
  /** A sentence for a developer, in English, about this one case. */
  readonly detail?: string;
}

/** An expected failure. The private `cause` is for the log and never leaves the process. */
export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly details: RefusalDetails;

  constructor(code: RefusalCode, details: RefusalDetails = {}, cause?: unknown) {
    super(details.detail ?? code, cause === undefined ? undefined : { cause });
    this.name = 'Refusal';
    this.code = code;
    this.details = details;
  }
}

/** Makes a Refusal; reads as `throw refuse('not_found')`. */
export function refuse(code: RefusalCode, details: RefusalDetails = {}, cause?: unknown): Refusal {
  return new Refusal(code, details, cause);
}
