/**
 * Asking for a link (R1): two statements, the same for people who exist, who do not, who may not enter and who have no
 * address. Whom the identifier means is found out by the job.
 */
import { type CaptchaResult, captchaAfter } from '../captcha/captcha.ts';
import type { Origin } from '../kernel/caller.ts';
import { type Refusal, refuse } from '../kernel/refusal.ts';
import { sourceWindowMinutes } from '../passwords/limits.ts';
import type { Transaction } from '../platform/database.ts';
import { enqueue } from '../platform/jobs.ts';
import { inOfficeNetwork, unproven } from '../signin/password/attempt.ts';
import { sourceOf } from '../tenants/guesses.ts';
import type { Tenant } from '../tenants/tenants.ts';
import type { RecoveryOptions } from './acts.ts';
import { linkTaskName, sealedRequest } from './link-job.ts';
import { requestCount, requestsSoFar } from './store.ts';

/** Tries of the job, which a database that is away can make fail: some minutes' worth. */
const attemptsMax = 6;

/** Where a request comes from; null when it is not counted, because it comes from a registered office network. */
function counted({ passwords }: RecoveryOptions, tenant: Tenant, { address }: Origin): Buffer | null {
  if (inOfficeNetwork(address, tenant.settings.officeNetworks)) return null;
  return passwords.subjectMac(tenant.id, 'recovery', sourceOf(address));
}

/** Whether the next request from here needs a CAPTCHA: always, or after as many requests as failures at sign-in. */
export async function captchaDue(options: RecoveryOptions, tenant: Tenant, origin: Origin): Promise<boolean> {
  const after = captchaAfter(tenant.settings);
  const source = counted(options, tenant, origin);
  if (after === null || after === 0 || source === null) return after === 0;
  return (await options.database.withTenant(tenant.id, (tx) => requestsSoFar(tx, tenant.id, source))) >= after;
}

/** Why a request was not counted: it needs a CAPTCHA, or even with one it is too many. */
async function refusalOf(
  tx: Transaction,
  tenant: Tenant,
  source: Buffer,
  unprovenMax: number | null,
  proof: CaptchaResult,
): Promise<Refusal> {
  const soFar = unprovenMax === null ? 0 : await requestsSoFar(tx, tenant.id, source);
  if (unprovenMax !== null && soFar >= unprovenMax) return unproven(proof);
  return refuse('rate_limited', { retryAfterSeconds: sourceWindowMinutes * 60 });
}

/**
 * @param captcha answers to the CAPTCHA, the best first
 * @throws Refusal rate_limited when the address asks too often (a registered office network may), captcha_required, captcha_failed
 */
export async function askForLink(
  options: RecoveryOptions,
  tenant: Tenant,
  origin: Origin,
  identifier: string,
  captcha: readonly string[],
): Promise<void> {
  const { database, sealer } = options;
  const proof = await options.captcha.check(tenant, captcha, origin);
  const unprovenMax = proof.verdict === 'passed' ? null : captchaAfter(tenant.settings);
  if (unprovenMax === 0) throw unproven(proof);
  const source = counted(options, tenant, origin);
  const payload = { tenant: tenant.id, sealed: sealedRequest(sealer, tenant.id, { identifier, origin }) };
  await database.withTenant(tenant.id, async (tx) => {
    if (source !== null && !(await requestCount(tx, tenant.id, source, unprovenMax)))
      throw await refusalOf(tx, tenant, source, unprovenMax, proof);
    await enqueue(tx, linkTaskName, payload, { maxAttempts: attemptsMax });
  });
}
