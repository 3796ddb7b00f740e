// Codes that were mailed, read as their owner reads them; and clocks of codes moved.
import { sql } from 'kysely';
import type { Tenant } from '../../server/tenants/tenants.ts';
import type { TestApp } from './app.ts';
import { rows } from './attack.ts';
import { until } from './until.ts';

/** The code in the newest mail to an address, once `count` mails with a code have come. */
export async function mailedCode(app: TestApp, address: string, count = 1): Promise<string> {
  const { captured } = app.app.house.mail;
  if (captured === null) throw new Error('mail is not captured');
  let code = '';
  await until(async () => {
    const mails = (await captured.list()).filter((mail) => mail.to.includes(address));
    const texts = await Promise.all(mails.map(async ({ id }) => (await captured.read(id))?.text ?? ''));
    const codes = texts.flatMap((text) => /\b\d{6}\b/.exec(text)?.[0] ?? []);
    code = codes[0] ?? '';
    return codes.length >= count;
  });
  return code;
}

/** Another code than this one. */
export function wrongCode(code: string, nth = 1): string {
  return String((Number(code) + nth) % 1_000_000).padStart(6, '0');
}

/** Moves every code of an organisation this far into the past. */
export async function ageCodes(app: TestApp, tenant: Tenant, seconds: number): Promise<void> {
  await rows(
    app,
    sql`UPDATE email_codes SET sent_at = sent_at - make_interval(secs => ${seconds}), expires_at = expires_at - make_interval(secs => ${seconds})
      WHERE tenant_id = ${tenant.id}`,
  );
}
