/**
 * Tells people by mail that their password is about to be too old, while there is time to change it (P4). Runs once a day per
 * organisation, in its morning; whoever was missed, because nothing ran, is told on the next one.
 */
import type { Mail, OutgoingMail } from '../../mail/mail.ts';
import type { Database } from '../../platform/database.ts';
import type { Task } from '../../platform/jobs.ts';
import type { Tenant, Tenants } from '../../tenants/tenants.ts';
import { instantInWords } from '../../texts/refusal-message.ts';
import { recipientOf } from './recipient.ts';
import { type AgingPassword, passwordsClaimAging } from './store-expiry.ts';

const expiryTask = 'users:expiry-warnings';
/** Whole days before the end at which somebody is told, each once per password. */
const stepsDays = [7, 1] as const;
/** The hour of the organisation's day: people are at work, or find it when they come. */
const morningHour = 9;
const batchMax = 500;

/** Every hour, because it is morning somewhere. */
export const expiryCrontab = `23 * * * * ${expiryTask}`;

export interface ExpiryWarningsOptions {
  readonly database: Database;
  readonly tenants: Tenants;
  readonly mail: Mail;
}

function warningTo(tenant: Tenant, person: AgingPassword): OutgoingMail {
  const to = recipientOf(tenant, person);
  const when = instantInWords(to.user.language, person.expires_at.toISOString(), tenant.timeZone);
  return {
    ...to,
    template: 'expiry_warning',
    // On the last day, "0 days" would say that it is over.
    parameters: { days: Math.max(1, person.days), when },
    expiresAt: person.expires_at,
  };
}

/** Warns everybody of one organisation who is due. @returns how many */
export async function warnOfExpiry({ database, mail }: ExpiryWarningsOptions, tenant: Tenant): Promise<number> {
  const { maxAgeDays } = tenant.settings.passwordPolicy;
  if (maxAgeDays === null) return 0;
  // A password that lives for a week is not warned of on the day it was chosen.
  const steps = stepsDays.filter((days) => days + 1 < maxAgeDays);
  let count = 0;
  for (;;) {
    const told = await database.withTenant(tenant.id, async (tx) => {
      const due = await passwordsClaimAging(tx, tenant.id, { maxAgeDays, steps, limit: batchMax });
      await mail.sendMany(
        tx,
        due.map((person) => warningTo(tenant, person)),
      );
      return due.length;
    });
    count += told;
    if (told < batchMax) return count;
  }
}

/** @param hour for tests: the hour of the day at which an organisation's turn is */
export function expiryTasks(
  options: ExpiryWarningsOptions,
  hour: number = morningHour,
): Readonly<Record<typeof expiryTask, Task>> {
  return {
    [expiryTask]: async () => {
      for (const tenant of await options.tenants.listAtHour(hour)) await warnOfExpiry(options, tenant);
    },
  };
}
