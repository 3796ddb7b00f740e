/** How the whole house answers a failure: the page that a person sees, and the entry that an administrator finds. */
import type { FastifyBaseLogger, FastifyRequest } from 'fastify';
import { apart } from './administration/attempt.ts';
import { type AuditEntry, record } from './audit/audit.ts';
import { nobodyCaller } from './kernel/caller.ts';
import type { Database } from './platform/database.ts';
import { originOf } from './platform/http/http.ts';
import type { Problem } from './platform/http/problem.ts';
import { productBranding } from './platform/page/branding.ts';
import { errorView } from './platform/page/error.ts';
import { brandingOf } from './signin/pages/parts.ts';

/** The tenant may be unknown (that can be what failed), so it is read with care. */
export function renderError(request: FastifyRequest, problem: Problem): string {
  const tenant = request.tenant ?? null;
  const { code, title, help, reference = null } = problem;
  return errorView({
    language: request.language,
    branding: tenant === null ? productBranding : brandingOf(tenant),
    nonce: request.nonce,
    error: { code, title, help, reference },
    back: tenant === null ? null : { href: '/' },
  });
}

/** S8.8: what fails unexpectedly stands in the log, and in the audit log if that can be written, under the number shown. */
export function onFault(house: {
  readonly log: FastifyBaseLogger;
  readonly database: Database;
}): (request: FastifyRequest, error: unknown) => void {
  return (request, error) => {
    house.log.error({ err: error, reference: request.id, route: request.routeOptions.url ?? null }, 'request failed');
    const tenant = request.tenant ?? null;
    if (tenant === null) return;
    const caller = request.caller ?? nobodyCaller(tenant.id, originOf(request));
    const entry: AuditEntry = {
      action: 'request.fail',
      outcome: 'failed',
      reason: 'internal',
      details: { route: request.routeOptions.url ?? null },
    };
    apart(() => house.database.withTenant(tenant.id, (tx) => record(tx, caller, entry))).catch(() => undefined);
  };
}
