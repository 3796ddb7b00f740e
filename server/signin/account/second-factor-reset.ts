/** An administrator takes away somebody's second factors, so that they can begin anew (F4): never seeing one, and told to the owner. */
import { record } from '../../audit/audit.ts';
import { resetFactors, secondFactorSummary } from '../../factors/factors.ts';
import type { Caller } from '../../kernel/caller.ts';
import type { Mail } from '../../mail/mail.ts';
import type { Database } from '../../platform/database.ts';
import { callerOf, type Http } from '../../platform/http/http.ts';
import { ById, Done, NoBody } from '../../platform/http/shapes.ts';
import { announce } from '../../platform/notify.ts';
import { assertRecent, endOpenedBy } from '../../sessions/sessions.ts';
import type { Tenant } from '../../tenants/tenants.ts';
import { assertRecentForSelf } from '../../users/own-account.ts';
import { auditTarget, reachUser } from '../../users/reach.ts';
import { factorNotice } from '../notices.ts';

export interface SecondFactorResetOptions {
  readonly database: Database;
  readonly mail: Mail;
}

/**
 * All of it at once: app, passkeys and what they opened, recovery codes, the chosen code by mail, trusted browsers, and the wrong
 * codes of today.
 * @throws Refusal not_permitted, not_found, recent_authentication_required (one's own)
 */
async function resetSecondFactor(
  { database, mail }: SecondFactorResetOptions,
  tenant: Tenant,
  caller: Caller,
  id: string,
): Promise<void> {
  await database.withTenant(tenant.id, async (tx) => {
    const row = await reachUser(tx, tenant, caller, id, 'second_factor:reset');
    await assertRecentForSelf({ assertRecent }, tx, tenant, caller, row);
    const had = await secondFactorSummary(tx, tenant.id, row.id);
    await resetFactors(tx, tenant.id, row.id);
    await endOpenedBy(tx, tenant.id, row.id, null, null);
    await announce(tx, { kind: 'user', tenant: tenant.id, user: row.id });
    await record(tx, caller, { action: 'user.second_factor.reset', target: auditTarget(row), details: { had } });
    const notice = factorNotice(tenant, row, caller.origin, 'reset_by_administrator');
    if (notice !== null) await mail.send(tx, notice);
  });
}

export function secondFactorResetRoutes(http: Http, options: SecondFactorResetOptions): void {
  const summary = 'Take away all second factors of a user, so that they can set up new ones';
  http.post(
    '/api/v1/users/:id/second-factor/reset',
    { schema: { tags: ['users'], summary, params: ById, body: NoBody, response: { 204: Done } } },
    async (request, reply) => {
      await resetSecondFactor(options, request.tenant, callerOf(request), request.params.id);
      return reply.code(204).send();
    },
  );
}
