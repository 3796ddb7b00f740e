/** Tells who may manage endpoints, by mail, that one was disabled by itself: nobody looks at a list that nothing changes. */
import type { Permission } from '../kernel/caller.ts';
import { now } from '../kernel/clock.ts';
import type { TenantId } from '../kernel/ids.ts';
import { Refusal } from '../kernel/refusal.ts';
import type { Mail, OutgoingMail } from '../mail/mail.ts';
import type { Transaction } from '../platform/database.ts';
import type { Tenant, Tenants } from '../tenants/tenants.ts';
import { instantInWords } from '../texts/refusal-message.ts';
import { managing } from './change.ts';
import type { DisabledWebhook, Outcome } from './store-sending.ts';

export interface NoticeTools {
  readonly tenants: Pick<Tenants, 'byId'>;
  readonly mail: Mail;
  /** Those who can come in, have an address and hold all of these; given by who knows people. */
  readonly holdersOf: (
    tx: Transaction,
    tenant: Tenant,
    permissions: readonly Permission[],
  ) => Promise<readonly Pick<OutgoingMail, 'tenant' | 'user'>[]>;
}

/** Null for one that was deleted while something was being sent for it: that must not keep the others' outcomes waiting. */
async function tenantOf(tenants: NoticeTools['tenants'], id: TenantId): Promise<Tenant | null> {
  try {
    return await tenants.byId(id);
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

/** Whose endpoints outcomes may disable; from memory, as a rule. Outside of any transaction. */
export async function tenantsAtRisk(
  { tenants }: Pick<NoticeTools, 'tenants'>,
  outcomes: readonly Outcome[],
): Promise<ReadonlyMap<TenantId, Tenant>> {
  const failed = outcomes.filter(({ result }) => result === 'retry' || result === 'failed' || result === 'gone');
  const ids = new Set(failed.map(({ tenant }) => tenant));
  const found = await Promise.all([...ids].map((id) => tenantOf(tenants, id)));
  return new Map(found.flatMap((tenant) => (tenant === null ? [] : [[tenant.id, tenant]])));
}

/** In the transaction that disabled it, or not at all. Its address may hold a secret but for the host. */
export async function noticeDisabled(
  { mail, holdersOf }: NoticeTools,
  tx: Transaction,
  tenant: Tenant,
  { id, name, url, disabled_reason: reason }: DisabledWebhook,
): Promise<void> {
  const recipients = await holdersOf(tx, tenant, managing);
  const mails = recipients.map(
    (to): OutgoingMail => ({
      ...to,
      template: 'webhook_disabled',
      parameters: {
        link: `/console/settings/webhooks/${id}`,
        webhook: name,
        host: URL.parse(url)?.host ?? '',
        reason: reason === 'gone' ? 'gone' : 'failing',
        when: instantInWords(to.user.language, now().toString(), tenant.timeZone),
      },
    }),
  );
  if (mails.length > 0) await mail.sendMany(tx, mails);
}
