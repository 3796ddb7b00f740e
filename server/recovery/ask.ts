/**
 * Asking for a link (R1): two statements, the same for people who exist, who do not, who may not enter and who have no
 * address. Whom the identifier means is found out by the job.
 */
import type { Origin } from '../kernel/caller.ts';
import { refuse } from '../kernel/refusal.ts';
import { sourceWindowMinutes } from '../passwords/limits.ts';
import { enqueue } from '../platform/jobs.ts';
import { inOfficeNetwork } from '../signin/attempt.ts';
import { sourceOf } from '../tenants/guesses.ts';
import type { Tenant } from '../tenants/tenants.ts';
import { linkTaskName, sealedRequest } from './link-job.ts';
import type { RecoveryOptions } from './recovery.ts';
import { requestCount } from './store.ts';

/** Tries of the job, which a database that is away can make fail: some minutes' worth. */
const attemptsMax = 6;

/** @throws Refusal rate_limited when the address asks too often; a registered office network may */
export async function askForLink(
  { database, passwords, sealer }: RecoveryOptions,
  tenant: Tenant,
  origin: Origin,
  identifier: string,
): Promise<void> {
  const source = passwords.subjectMac(tenant.id, 'recovery', sourceOf(origin.address));
  const exempt = inOfficeNetwork(origin.address, tenant.settings.officeNetworks);
  const payload = { tenant: tenant.id, sealed: sealedRequest(sealer, tenant.id, { identifier, origin }) };
  await database.withTenant(tenant.id, async (tx) => {
    if (!exempt && !(await requestCount(tx, tenant.id, source)))
      throw refuse('rate_limited', { retryAfterSeconds: sourceWindowMinutes * 60 });
    await enqueue(tx, linkTaskName, payload, { maxAttempts: attemptsMax });
  });
}
