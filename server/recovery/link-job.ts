/** The job behind a request for a link: finds the person, and mails a link if they have an address and may enter. */
import { record } from '../audit/audit.ts';
import { nobodyCaller, type Origin } from '../kernel/caller.ts';
import { parseId, type TenantId } from '../kernel/ids.ts';
import { Refusal, refuse } from '../kernel/refusal.ts';
import { issueLink } from '../passwords/links.ts';
import type { Transaction } from '../platform/database.ts';
import type { Task } from '../platform/jobs.ts';
import { type Sealer, UnsealError } from '../platform/seal.ts';
import { whenText } from '../signin/notices.ts';
import type { Tenant } from '../tenants/tenants.ts';
import { recipientOf } from '../users/emails/recipient.ts';
import { mayEnter, standingOf } from '../users/may-enter.ts';
import { findUser, type UserRow } from '../users/users.ts';
import type { RecoveryOptions } from './acts.ts';

export const linkTaskName = 'recovery:link';
/** Links that a person is given within an hour; what is asked for beyond is not answered, so that nobody floods a mailbox. */
const linksPerHourMax = 5;

/** What was asked for, and from where. */
interface LinkRequest {
  readonly identifier: string;
  readonly origin: Origin;
}

const sealedFor = (tenant: TenantId) => [tenant, 'recovery'];

/** The request as it waits in the queue: people type passwords into any field, so what they typed is encrypted. */
export function sealedRequest(sealer: Sealer, tenant: TenantId, request: LinkRequest): string {
  return sealer.seal(JSON.stringify(request), sealedFor(tenant)).toString('base64');
}

/** Why no link is mailed, as the audit log tells it; null when one may be. */
function reasonAgainst(tenant: Tenant, person: UserRow): string | null {
  if (person.email === null) return 'no_email_address';
  if (!person.email_confirmed) return 'email_unconfirmed';
  // A lock is about guessing and does not end what else is open; setting a password does not lift it either.
  // Nor do hours: to set a password is not to enter.
  return mayEnter(standingOf(tenant, person, false), 'session');
}

/**
 * Issues the link and queues its mail.
 * @returns false when the person has had as many as an hour allows
 * @throws Refusal precondition_failed when the address changed meanwhile: the next attempt judges the new one
 */
async function mailLink(
  { mail }: RecoveryOptions,
  tx: Transaction,
  tenant: Tenant,
  person: UserRow & { email: string },
  origin: Origin,
): Promise<boolean> {
  const minutes = tenant.settings.recovery.linkMinutes;
  const owner = { tenant: tenant.id, user: person.id };
  const link = await issueLink(tx, owner, { purpose: 'reset', minutes, perHourMax: linksPerHourMax });
  if (link === null) return false;
  if (link.address !== person.email) throw refuse('precondition_failed');
  const to = recipientOf(tenant, person);
  const when = whenText(tenant, to.user.language);
  await mail.send(tx, {
    ...to,
    template: 'reset_link',
    parameters: { link: link.path, minutes, when, address: origin.address },
    expiresAt: link.expiresAt,
  });
  return true;
}

async function answer(options: RecoveryOptions, tenant: Tenant, { identifier, origin }: LinkRequest): Promise<void> {
  await options.database.withTenant(tenant.id, async (tx) => {
    const person = await findUser(tx, tenant, { identifier });
    if (person === undefined) return;
    const { email } = person;
    let reason = reasonAgainst(tenant, person);
    if (reason === null && email !== null && !(await mailLink(options, tx, tenant, { ...person, email }, origin)))
      reason = 'rate_limited';
    await record(tx, nobodyCaller(tenant.id, origin), {
      action: 'user.password.recover',
      target: { kind: 'user', id: person.id, name: person.username },
      ...(reason === null ? {} : { outcome: 'refused' as const, reason }),
    });
  });
}

/** The tenant of a job, null when it is gone by now. */
async function tenantOf({ tenants }: RecoveryOptions, id: TenantId): Promise<Tenant | null> {
  try {
    return await tenants.byId(id);
  } catch (error) {
    if (error instanceof Refusal && error.code === 'organization_unknown') return null;
    throw error;
  }
}

/** The handler of `recovery:link`. */
export function linkTask(options: RecoveryOptions): Task {
  return async (payload) => {
    const given = payload as { tenant: string; sealed: string }; // written by ask.ts only
    const id = parseId<TenantId>(given.tenant);
    const tenant = id === null ? null : await tenantOf(options, id);
    if (tenant === null) return;
    let request: LinkRequest;
    try {
      // Written by `sealedRequest` and authenticated by the seal.
      request = JSON.parse(options.sealer.unseal(Buffer.from(given.sealed, 'base64'), sealedFor(tenant.id)).toString());
    } catch (error) {
      if (!(error instanceof UnsealError)) throw error;
      options.log.warn({ tenant: tenant.id }, 'A request for a link cannot be decrypted with the key file in use');
      return;
    }
    await answer(options, tenant, request);
  };
}
