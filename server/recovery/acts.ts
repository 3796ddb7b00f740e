/** What the acts of recovery take and give: shared by the door and the files behind it. */
import type { Captcha } from '../captcha/captcha.ts';
import type { Mail } from '../mail/mail.ts';
import type { LinkPurpose } from '../passwords/links.ts';
import type { Passwords } from '../passwords/passwords.ts';
import type { Database } from '../platform/database.ts';
import type { JobsLog } from '../platform/jobs.ts';
import type { Sealer } from '../platform/seal.ts';
import type { Tenants } from '../tenants/tenants.ts';
import type { UserRow } from '../users/users.ts';

export interface RecoveryOptions {
  readonly database: Database;
  readonly captcha: Captcha;
  readonly passwords: Passwords;
  readonly mail: Mail;
  readonly sealer: Sealer;
  readonly tenants: Tenants;
  readonly log: JobsLog;
}

/** Whose password a link lets choose, and whether it is their first. */
export interface LinkHolder {
  readonly person: UserRow;
  readonly purpose: LinkPurpose;
}
