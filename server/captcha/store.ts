/** SQL of captcha: the database's clock, and answers that were used. Each use is one guarded statement. */
import { sql } from 'kysely';
import type { TenantId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';

/** The database's clock in whole seconds. */
export async function clockFetch(tx: Transaction): Promise<number> {
  const { rows } = await sql<{ at: string }>`SELECT floor(extract(epoch FROM now())) AS at`.execute(tx);
  return Number(rows[0]?.at);
}

export interface CaptchaUse {
  readonly tenant: TenantId;
  /** SHA-256 of what may be used once. */
  readonly answer: Buffer;
  /** Seconds of the database's clock. */
  readonly begunAt: number;
  /** How long it may be used. */
  readonly minutes: number;
}

/** Uses an answer up. @returns false when it is too old or was used before: of many at once, one gets true */
export async function captchaUse(tx: Transaction, { tenant, answer, begunAt, minutes }: CaptchaUse): Promise<boolean> {
  const { rows } = await sql`
    INSERT INTO captcha_uses (tenant_id, answer_hash, expires_at)
    SELECT ${tenant}, ${answer}, expires_at FROM (SELECT to_timestamp(${begunAt}) + make_interval(mins => ${minutes}) AS expires_at) life
    WHERE expires_at > now() ON CONFLICT DO NOTHING RETURNING 1`.execute(tx);
  return rows.length > 0;
}

export interface WaitUse extends CaptchaUse {
  /** HMAC of the address. */
  readonly source: Buffer;
  readonly seconds: number;
  readonly spacingSeconds: number;
}

export interface WaitUsed {
  readonly taken: boolean;
  /** The same token will do after so many seconds; null when it never will. */
  readonly seconds_left: number | null;
}

/** Uses a wait up, if it was long enough and its source has passed by none in this span of time. */
export async function waitUse(tx: Transaction, use: WaitUse): Promise<WaitUsed> {
  const { tenant, answer, begunAt, seconds, minutes, source, spacingSeconds } = use;
  const { rows } = await sql<WaitUsed>`
    WITH wait AS (
      SELECT ceil(extract(epoch FROM begun_at - now()) + ${seconds}::integer)::integer AS seconds_left, begun_at + make_interval(mins => ${minutes}) AS expires_at,
        EXISTS (SELECT FROM captcha_uses WHERE tenant_id = ${tenant} AND answer_hash = ${answer}) AS used,
        sha256(${source}::bytea || convert_to(floor(extract(epoch FROM now()) / ${spacingSeconds}::integer)::text, 'UTF8')) AS slot
      FROM (SELECT to_timestamp(${begunAt}) AS begun_at) began),
    taken AS (
      INSERT INTO captcha_uses (tenant_id, answer_hash, wait_slot, expires_at)
      SELECT ${tenant}, ${answer}, slot, expires_at FROM wait WHERE seconds_left <= 0 AND expires_at > now()
      ON CONFLICT DO NOTHING RETURNING 1)
    SELECT EXISTS (SELECT FROM taken) AS taken,
      CASE WHEN used OR expires_at <= now() THEN NULL WHEN seconds_left > 0 THEN seconds_left ELSE ${spacingSeconds}::integer END AS seconds_left
    FROM wait`.execute(tx);
  const [row] = rows;
  if (row === undefined) throw new Error('The use of a wait gave no row.');
  return row;
}

/** Clean-up across tenants: what has expired would not be accepted again anyway. */
export async function captchaPrune(tx: Transaction): Promise<void> {
  await sql`DELETE FROM captcha_uses WHERE expires_at < now()`.execute(tx);
}
