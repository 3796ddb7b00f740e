/** Why an attempt brought no answer at all: a closed list, because people read it and what a library says may hold anything. */
export const attemptErrors = [
  'name_not_found',
  'address_refused',
  'url_refused',
  'connection_failed',
  'certificate_refused',
  'timed_out',
  'unreadable',
  'secret_unreadable',
] as const;

export type AttemptErrorCode = (typeof attemptErrors)[number];

export class AttemptError extends Error {
  readonly code: AttemptErrorCode;

  constructor(code: AttemptErrorCode) {
    super(code);
    this.name = 'AttemptError';
    this.code = code;
  }
}
