/**
 * Recovery owns the way back in for who forgot their password (R1 to R4): asking for a link, and choosing a password with it.
 * Pages and JSON call it. Whoever asks learns nothing of who exists: the request only writes one job, the same for everybody,
 * and the job looks the person up. It never opens a session or a sign-in, so a second factor is still asked for afterwards,
 * and it lifts a lock only where the organisation says so.
 */
import type { Origin } from '../kernel/caller.ts';
import type { Task } from '../platform/jobs.ts';
import type { Tenant } from '../tenants/tenants.ts';
import type { LinkHolder, RecoveryOptions } from './acts.ts';
import { askForLink, captchaDue } from './ask.ts';
import { linkTask, linkTaskName } from './link-job.ts';
import { lookAtReset, resetPassword } from './reset.ts';

export type { RecoveryOptions };

export interface Recovery {
  /**
   * Asks for a link for whom the identifier means, if anybody.
   * @param captcha answers to the CAPTCHA, the best first
   * @throws Refusal rate_limited, captcha_required, captcha_failed: about the address only
   */
  ask(tenant: Tenant, origin: Origin, identifier: string, captcha: readonly string[]): Promise<void>;
  /** Whether asking from here needs a CAPTCHA now (S3). */
  captchaDue(tenant: Tenant, origin: Origin): Promise<boolean>;
  /** Who holds this link; uses nothing up. @throws Refusal link_invalid, link_expired, and those of `mayEnter` */
  look(tenant: Tenant, token: string): Promise<LinkHolder>;
  /**
   * Uses the link up and sets the password; every session, flow and other link of the person is over.
   * @throws Refusal password_policy, password_reused, unavailable and those of `look`
   */
  reset(tenant: Tenant, origin: Origin, token: string, newPassword: string): Promise<void>;
  readonly tasks: Readonly<Record<typeof linkTaskName, Task>>;
}

export function createRecovery(options: RecoveryOptions): Recovery {
  return {
    ask: (tenant, origin, identifier, captcha) => askForLink(options, tenant, origin, identifier, captcha),
    captchaDue: (tenant, origin) => captchaDue(options, tenant, origin),
    look: (tenant, token) => lookAtReset(options, tenant, token),
    reset: (tenant, origin, token, newPassword) => resetPassword(options, tenant, origin, token, newPassword),
    tasks: { [linkTaskName]: linkTask(options) },
  };
}
