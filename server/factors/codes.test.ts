// Codes by mail and recovery codes at the door of the slice; the way through a sign-in is in server/signin.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { type TestApp, testApp } from '../../test/support/app.ts';
import { type FlowId, newId, type UserId } from '../kernel/ids.ts';
import { Refusal } from '../kernel/refusal.ts';
import type { Tenant } from '../tenants/tenants.ts';
import { createFactors, type Factors } from './factors.ts';
import { plainCode } from './recovery-codes.ts';

let app: TestApp;
let factors: Factors;
let tenant: Tenant;
/** Codes as they were handed to the outbox. */
const mailed: string[] = [];
let people = 0;

before(async () => {
  app = await testApp();
  const { database, sealer, mail } = app.app.house;
  factors = createFactors({
    database,
    sealer,
    mail: {
      ...mail,
      send(tx, outgoing) {
        if (outgoing.template === 'code') mailed.push(outgoing.parameters.code);
        return mail.send(tx, outgoing);
      },
    },
  });
  tenant = await app.organization('acme');
});
after(() => app?.close());

interface Case {
  readonly tenant: Tenant['id'];
  readonly flow: FlowId;
  readonly user: UserId;
  readonly address: string;
}

async function newFlow(user: UserId): Promise<Case> {
  const flow = newId<FlowId>();
  await app.app.house.database.withSystem((tx) =>
    sql`INSERT INTO sign_in_flows (tenant_id, id, secret_hash, user_id, client, password_revision, attempt_subject, attempt_bucket, expires_at)
      VALUES (${tenant.id}, ${flow}, '\\x00', ${user}, 'browser', 1, 'user:x', 'elsewhere', now() + interval '15 minutes')`.execute(
      tx,
    ),
  );
  return { tenant: tenant.id, flow, user, address: 'ana@example.com' };
}

async function newCase(): Promise<Case> {
  people += 1;
  const { id } = await app.user(tenant, `person${people}`, { email: `person${people}@example.com` });
  return newFlow(id as UserId); // the id of a user just made
}

async function send(flow: Case): Promise<string> {
  const to = {
    tenant: { id: tenant.id, name: tenant.name, origin: tenant.origin, accentColor: null },
    user: { id: flow.user, name: 'Ana', email: 'ana@example.com', language: 'en' as const },
  };
  await app.app.house.database.withTenant(tenant.id, (tx) =>
    factors.sendEmailCode(
      tx,
      flow,
      { to, when: 'now', browser: 'Firefox', address: '192.0.2.1' },
      async () => undefined,
    ),
  );
  return mailed.at(-1) ?? '';
}

/** Moves everything about the code into the past. */
async function age(flow: Case, seconds: number): Promise<void> {
  await app.app.house.database.withSystem((tx) =>
    sql`UPDATE email_codes SET sent_at = sent_at - make_interval(secs => ${seconds}), expires_at = expires_at - make_interval(secs => ${seconds})
      WHERE flow_id = ${flow.flow}`.execute(tx),
  );
}

async function refusal(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  return 'none';
}

async function use(flow: Case, code: string): Promise<boolean> {
  const proof = await factors.judgeCode('email_code', flow, code);
  return app.app.house.database.withTenant(tenant.id, proof.consume);
}

const wrong = (code: string, nth = 1): string => String((Number(code) + nth) % 1_000_000).padStart(6, '0');

async function failures(user: UserId): Promise<number> {
  const { rows } = await app.app.house.database.withSystem((tx) =>
    sql<{ failures: number }>`SELECT failures FROM user_factors WHERE user_id = ${user}`.execute(tx),
  );
  return rows[0]?.failures ?? 0;
}

test('F2 a code is six digits, right once, and its right use is no failure', async () => {
  const flow = await newCase();
  const code = await send(flow);
  assert.match(code, /^\d{6}$/);
  assert.equal(await use(flow, ` ${code.slice(0, 3)} ${code.slice(3)}\n`), true);
  assert.equal(await refusal(use(flow, code)), 'code_expired');
  assert.equal(await failures(flow.user), 0);
});

test('F2 a code lives at 4:59 and is dead at 5:01, by the database’s clock', async () => {
  const alive = await newCase();
  const code = await send(alive);
  await age(alive, 299);
  assert.equal(await refusal(use(alive, wrong(code))), 'code_incorrect');
  assert.equal(await use(alive, code), true);
  const dead = await newCase();
  const late = await send(dead);
  await age(dead, 301);
  assert.equal(await refusal(use(dead, late)), 'code_expired');
});

test('F2 a code of one sign-in is worth nothing in another of the same person', async () => {
  const first = await newCase();
  const code = await send(first);
  const second = await newFlow(first.user);
  await send(second);
  // Were it the same number by chance, the digest would still differ.
  assert.equal(await refusal(use(second, code)), mailed.at(-1) === code ? 'none' : 'code_incorrect');
  assert.equal(await use(first, code), true);
});

test('F2 the digest of one sign-in, put beside another, opens nothing there', async () => {
  const first = await newCase();
  const code = await send(first);
  const second = await newFlow(first.user);
  await send(second);
  await app.app.house.database.withSystem((tx) =>
    sql`UPDATE email_codes SET code_mac = (SELECT code_mac FROM email_codes WHERE flow_id = ${first.flow})
      WHERE flow_id = ${second.flow}`.execute(tx),
  );
  assert.equal(await refusal(use(second, code)), 'code_incorrect');
});

test('F2 Resend waits 30 seconds, kills the old code, and comes five times', async () => {
  const flow = await newCase();
  let old = await send(flow);
  assert.equal(await refusal(send(flow)), 'resend_too_soon');
  for (let resend = 0; resend < 5; resend += 1) {
    await age(flow, 30);
    const fresh = await send(flow);
    if (fresh !== old) assert.equal(await refusal(use(flow, old)), 'code_incorrect');
    old = fresh;
  }
  await age(flow, 30);
  assert.equal(await refusal(send(flow)), 'code_attempts_exceeded');
  assert.equal(await use(flow, old), true);
});

test('F2 100 wrong codes at once: five are compared, then even the right one is refused', async () => {
  const flow = await newCase();
  const code = await send(flow);
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, index) => refusal(use(flow, wrong(code, index + 1)))),
  );
  assert.equal(answers.filter((answer) => answer === 'code_incorrect').length, 5);
  assert.equal(answers.filter((answer) => answer === 'code_attempts_exceeded').length, 95);
  assert.equal(await refusal(use(flow, code)), 'code_attempts_exceeded');
});

test('F2 ten wrong codes in a day over all sign-ins of a person, in parallel too; the next day begins anew', async () => {
  const first = await newCase();
  const flows = [first, await newFlow(first.user), await newFlow(first.user), await newFlow(first.user)];
  const codes: string[] = [];
  for (const flow of flows) codes.push(await send(flow));
  const answers = await Promise.all(
    flows.flatMap((flow, at) =>
      Array.from({ length: 25 }, (_, index) => refusal(use(flow, wrong(codes[at] ?? '', index + 1)))),
    ),
  );
  assert.equal(answers.filter((answer) => answer === 'code_incorrect').length, 10);
  assert.equal(await failures(first.user), 10);
  const fresh = await newFlow(first.user);
  const code = await send(fresh);
  assert.equal(await refusal(use(fresh, code)), 'code_attempts_exceeded');
  await app.app.house.database.withSystem((tx) =>
    sql`UPDATE user_factors SET failures_day = failures_day - 1 WHERE user_id = ${first.user}`.execute(tx),
  );
  assert.equal(await use(fresh, code), true);
});

test('F2 100 right codes at once count as one use and no failure', async () => {
  const flow = await newCase();
  const code = await send(flow);
  const used = await Promise.all(
    Array.from({ length: 100 }, () =>
      use(flow, code).catch((error: unknown) => (error instanceof Refusal ? false : error)),
    ),
  );
  assert.equal(used.filter((one) => one === true).length, 1);
  assert.equal(used.filter((one) => one !== true && one !== false).length, 0);
  assert.equal(await failures(flow.user), 0);
});

test('F2 30 codes are mailed to an account in a day, and a mail too many is none', async () => {
  const first = await newCase();
  for (let sent = 0; sent < 30; sent += 1) await send(sent === 0 ? first : await newFlow(first.user));
  const before = mailed.length;
  assert.equal(await refusal(send(await newFlow(first.user))), 'code_attempts_exceeded');
  // What was handed to the outbox in a transaction that failed was not sent either.
  const { rows } = await app.app.house.database.withSystem((tx) =>
    sql<{
      count: number;
    }>`SELECT count(*)::integer AS count FROM mails WHERE user_id = ${first.user} AND template = 'code'`.execute(tx),
  );
  assert.equal(rows[0]?.count, 30);
  assert.equal(mailed.length, before);
});

test('F2 a code stands nowhere in the clear: not in its row, not in the queue', async () => {
  const flow = await newCase();
  const code = await send(flow);
  const { rows } = await app.app.house.database.withSystem((tx) =>
    sql<{ row: string }>`SELECT to_jsonb(c)::text AS row FROM email_codes c WHERE flow_id = ${flow.flow}
      UNION ALL SELECT to_jsonb(m)::text FROM mails m WHERE user_id = ${flow.user}`.execute(tx),
  );
  assert.ok(rows.length >= 2);
  for (const { row } of rows) {
    assert.equal(row.includes(`"${code}"`), false);
    assert.equal(row.includes(Buffer.from(code).toString('hex')), false);
  }
});

test('F4 ten recovery codes, each right once, however they are copied; new ones kill the old', async () => {
  const flow = await newCase();
  const { database } = app.app.house;
  const owner = { tenant: tenant.id, user: flow.user };
  const make = () => database.withTenant(tenant.id, (tx) => factors.replaceRecoveryCodes(tx, owner));
  const recover = async (code: string): Promise<boolean> => {
    const proof = await factors.judgeCode('recovery_code', flow, code);
    return database.withTenant(tenant.id, proof.consume);
  };
  const old = await make();
  assert.equal(new Set(old).size, 10);
  const codes = await make();
  const [first = '', second = ''] = codes;
  assert.match(first, /^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/);
  assert.equal(await refusal(recover(old[0] ?? '')), 'code_incorrect');
  assert.equal(await failures(flow.user), 1);
  assert.equal(await recover(` ${first.toLowerCase().replace('-', ' ')} `), true);
  assert.equal(await refusal(recover(first)), 'code_incorrect');
  const tries = await Promise.all(Array.from({ length: 8 }, () => recover(second).catch(() => false)));
  assert.equal(tries.filter(Boolean).length, 1);
  const { rows } = await database.withSystem((tx) =>
    sql<{ recovery_codes: number }>`SELECT recovery_codes FROM user_factors WHERE user_id = ${flow.user}`.execute(tx),
  );
  assert.equal(rows[0]?.recovery_codes, 8);
});

test('F4 a recovery code is read as people write it', () => {
  assert.equal(plainCode('oil1-l0 o'), '011110 0'.replace(' ', ''));
});
