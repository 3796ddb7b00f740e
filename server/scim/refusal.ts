/** Refusals as SCIM tells them (RFC 7644 section 3.12): the same statuses as everywhere, with a scimType where the RFC has one. Pure. */
import { Refusal, type Violation } from '../kernel/refusal.ts';
import type { Problem } from '../platform/http/problem.ts';

/** The kinds of RFC 7644 table 9 and RFC 9865 section 4 that are used here. */
export type ScimType =
  | 'invalidFilter'
  | 'tooMany'
  | 'uniqueness'
  | 'mutability'
  | 'invalidSyntax'
  | 'invalidPath'
  | 'noTarget'
  | 'invalidValue'
  | 'invalidCursor';

class ScimRefusal extends Refusal {
  readonly scimType: ScimType;

  constructor(scimType: ScimType, detail: string) {
    super('invalid_request', { detail });
    this.scimType = scimType;
  }
}

/** A request that SCIM has a word for: 400 with that `scimType`. Reads as `throw refuseScim('invalidFilter', '…')`. */
export function refuseScim(scimType: ScimType, detail: string): Refusal {
  return new ScimRefusal(scimType, detail);
}

export const errorSchema = 'urn:ietf:params:scim:api:messages:2.0:Error';
export const mediaType = 'application/scim+json; charset=utf-8';

/** The paths that SCIM answers in its own form. */
export function isScimPath(url: string): boolean {
  return /^\/scim(\/|\?|$)/.test(url);
}

function inWords(one: string | Violation): string {
  return typeof one === 'string' ? one : `${one.path.slice(1)} ${one.message}`.trim();
}

function belongsToAnother({ violations = [] }: Refusal['details']): boolean {
  return violations.some((one) => typeof one !== 'string' && one.message.startsWith('belongs to another'));
}

/** What an identity provider understands of a refusal: the status, and what kind of fault it is. */
function kindOf(refusal: Refusal, status: number): { status: number; scimType: ScimType | null } {
  if (refusal instanceof ScimRefusal) return { status, scimType: refusal.scimType };
  if (refusal.code === 'identifier_taken' || belongsToAnother(refusal.details))
    return { status: 409, scimType: 'uniqueness' };
  // 422 is no status of SCIM.
  if (refusal.code === 'password_policy' || refusal.code === 'password_reused')
    return { status: 400, scimType: 'invalidValue' };
  if (refusal.code === 'invalid_request' && (refusal.details.violations ?? []).length > 0)
    return { status: 400, scimType: 'invalidValue' };
  return { status, scimType: null };
}

/** The error message of RFC 7644 section 3.12. `code` is Usher's own word for it, explained in docs/errors.md. */
export function scimError(refusal: Refusal, problem: Problem): { status: number; body: object } {
  const { status, scimType } = kindOf(refusal, problem.status);
  const { detail, violations = [] } = refusal.details;
  const faults = violations.map(inWords).join('; ');
  const said = [detail ?? problem.title, ...(faults === '' ? [] : [faults])].join(': ');
  return {
    status,
    body: {
      schemas: [errorSchema],
      status: String(status),
      ...(scimType === null ? {} : { scimType }),
      detail: said,
      code: problem.code,
      ...(problem.reference === undefined ? {} : { reference: problem.reference }),
    },
  };
}
