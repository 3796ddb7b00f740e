// Rows O5, S8 and core.md "Same answers": two groups of sign-ins that nobody can tell apart, by status, headers, body, number of
// password evaluations or number of SQL statements. (Times are the campaign's business.)
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { goodPassword, type TestApp, testApp } from '../../../test/support/app.ts';
import { comparable, firstDifference, guess, rows } from '../../../test/support/attack.ts';
import type { Answer, Browser } from '../../../test/support/browser.ts';
import { until } from '../../../test/support/until.ts';
import { commandLineCaller } from '../../kernel/caller.ts';
import type { Tenant } from '../../tenants/tenants.ts';

/** Tries of each kind; on the page and as JSON by turns. */
const tries = 200;
const triesOfMore = 20;

/** Identifiers all have the same length, and occur in no page by themselves. */
interface Kind {
  readonly name: string;
  readonly identifier: string;
  /** The password of one try. */
  readonly password: (round: number) => string;
}

interface Seen {
  readonly answer: string;
  readonly evaluations: number;
  readonly statements: number;
}

let app: TestApp;
let statements = 0;
before(async () => {
  app = await testApp({
    onStatement: () => {
      statements += 1;
    },
  });
  // Nobody is connected here and nothing is told to anybody; the beats and looks of those who would be are statements too.
  await Promise.all([app.app.house.connections.close(), app.app.house.webhooks.close()]);
  // The owner's mail is a job of its own; it must not run just while the statements of a request are counted.
  await rows(
    app,
    sql`CREATE FUNCTION later() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.run_at := now() + interval ''1 hour''; RETURN NEW; END'`,
  );
  await rows(
    app,
    sql`CREATE TRIGGER later BEFORE INSERT ON graphile_worker._private_jobs FOR EACH ROW EXECUTE FUNCTION later()`,
  );
});
after(() => app.close());

async function attempt(browser: Browser, token: string, kind: Kind, round: number): Promise<Answer> {
  const password = kind.password(round);
  if (round % 2 === 0) return browser.signIn(kind.identifier, password);
  const form = new URLSearchParams({ formToken: token, identifier: kind.identifier, password }).toString();
  return browser.send('POST', '/sign-in', form, {
    'content-type': 'application/x-www-form-urlencoded',
    accept: 'text/html',
  });
}

/** One try, observed; nothing else is asked of the server meanwhile. */
async function observe(browser: Browser, token: string, kind: Kind, round: number): Promise<Seen> {
  const before = { evaluations: app.app.house.hasher.stats().calls, statements };
  const answer = await attempt(browser, token, kind, round);
  return {
    answer: comparable(answer, kind.identifier),
    evaluations: app.app.house.hasher.stats().calls - before.evaluations,
    statements: statements - before.statements,
  };
}

function assertEqual(one: Seen, other: Seen, about: string): void {
  assert.ok(one.answer === other.answer, `${about}: ${firstDifference(one.answer, other.answer)}`);
  assert.equal(one.evaluations, other.evaluations, `${about}: password evaluations`);
  assert.equal(one.statements, other.statements, `${about}: SQL statements`);
}

/** Interleaves the kinds and requires that in each round all look the same. @returns the first round's two faces */
async function assertSame(tenant: Tenant, kinds: readonly Kind[], rounds = tries): Promise<Seen[]> {
  const browser = app.browser(tenant.slug);
  const page = await browser.page('/sign-in');
  const token = /name="formToken" value="([^"]*)"/.exec(page.text)?.[1] ?? '';
  // The first request of a host also looks up the tenant.
  await browser.get('/api/v1/session');
  const faces: Seen[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const seen: Seen[] = [];
    for (const kind of kinds) seen.push(await observe(browser, token, kind, round));
    const [first] = seen;
    assert.ok(first);
    seen.forEach((one, index) => {
      assertEqual(one, first, `round ${round}: ${kinds[index]?.name}, compared with ${kinds[0]?.name}`);
    });
    if (round < 2) faces.push(first);
  }
  return faces;
}

/** Distinct for as long as the threshold allows, then repeated: both must look the same for everybody. */
const wrong = (round: number): string => `wrong password ${round % 90}`;

/** An organisation that never limits this machine; the longest threshold there is. */
async function organization(slug: string, threshold: number): Promise<Tenant> {
  const tenant = await app.organization(slug, {
    lockout: { threshold, unlock: 'either', durationMinutes: 30 },
    officeNetworks: ['127.0.0.0/8'],
  });
  await app.user(tenant, 'zk001');
  const { id } = await app.user(tenant, 'zd001');
  await app.app.house.users.setDisabled(tenant, commandLineCaller(tenant.id), id, true);
  await app.user(tenant, 'ze001');
  await app.user(tenant, 'zt001', { temporary: true });
  const { id: bare } = await app.user(tenant, 'zn001');
  await rows(app, sql`DELETE FROM passwords WHERE tenant_id = ${tenant.id} AND user_id = ${bare}`);
  return tenant;
}

test('O5 S8.1 V6.3.8 below the threshold nobody can tell known, unknown, disabled and other organisations’ people apart', async () => {
  const tenant = await organization('same', 100);
  const other = await app.organization('same-other');
  await app.user(other, 'zo001');
  const faces = await assertSame(tenant, [
    { name: 'known', identifier: 'zk001', password: wrong },
    { name: 'unknown', identifier: 'zu001', password: wrong },
    { name: 'disabled', identifier: 'zd001', password: wrong },
    { name: 'empty password', identifier: 'ze001', password: () => '' },
    // The very password that opens the door of the other organisation.
    { name: 'other organisation', identifier: 'zo001', password: () => goodPassword },
  ]);
  for (const face of faces) {
    assert.match(face.answer, /^401/);
    assert.equal(face.evaluations, 1);
  }
});

test('O5 S8.5 P3 V6.3.8 nor inactive people, those with a temporary password, those with none, and unusable input', async () => {
  const tenant = await organization('same-more', 100);
  const { id } = await app.user(tenant, 'zi001');
  await app.app.house.users.update(tenant, commandLineCaller(tenant.id), id, { status: 'inactive' }, null);
  await assertSame(
    tenant,
    [
      { name: 'known', identifier: 'zk001', password: wrong },
      { name: 'inactive', identifier: 'zi001', password: wrong },
      { name: 'temporary', identifier: 'zt001', password: wrong },
      { name: 'without a password', identifier: 'zn001', password: wrong },
      { name: 'unusable', identifier: 'zx001', password: (round) => `${round}\u0000` },
      { name: 'too long', identifier: 'zy001', password: (round) => `${round}${'x'.repeat(1100)}` },
    ],
    triesOfMore,
  );
});

test('O5 S8.4 V6.3.8 when locked nobody can tell known, unknown and disabled apart, with the right password or a wrong one', async () => {
  const tenant = await organization('same-locked', 5);
  for (const identifier of ['zk001', 'zu001', 'zd001']) await guess(app.browser(tenant.slug), identifier, 5);
  // Locked in the same instant: how long it takes until then is told to everyone, and differs by the moment only.
  await rows(
    app,
    sql`UPDATE attempt_buckets SET locked_at = date_trunc('minute', now()), tried_at = now() WHERE tenant_id = ${tenant.id}`,
  );
  const faces = await assertSame(tenant, [
    { name: 'known, right', identifier: 'zk001', password: () => goodPassword },
    { name: 'known, wrong', identifier: 'zk001', password: wrong },
    { name: 'unknown', identifier: 'zu001', password: wrong },
    { name: 'disabled, right', identifier: 'zd001', password: () => goodPassword },
  ]);
  for (const face of faces) {
    assert.match(face.answer, /^423/);
    assert.equal(face.evaluations, 0);
  }
});

test('O5 S9 the tries that lead to the lock look the same for known and unknown, the locking one too', async () => {
  const tenant = await organization('same-towards', 5);
  const browser = app.browser(tenant.slug);
  await browser.page('/sign-in');
  await browser.get('/api/v1/session');
  for (let round = 0; round < 14; round += 2) {
    const password = (): string => `towards ${round}`;
    const known = await observe(browser, '', { name: 'known', identifier: 'zk001', password }, round);
    const unknown = await observe(browser, '', { name: 'unknown', identifier: 'zu001', password }, round);
    const untilMasked = (seen: Seen): Seen => ({
      ...seen,
      answer: seen.answer.replace(/"until":"[^"]+"/, '"until":"(moment)"'),
    });
    assertEqual(untilMasked(unknown), untilMasked(known), `try ${round / 2 + 1}`);
  }
});

test('O5 S3 V6.3.8 asked for a CAPTCHA, nobody can tell known, unknown, disabled and other organisations’ people apart', async () => {
  for (const signIn of [{ captcha: 'always' }, { captcha: 'after_failures' }] as const) {
    const tenant = await organization(`same-${signIn.captcha.replace('_', '-')}`, 100);
    const { tenants } = app.app.house;
    // The address counts here: an office network would be spared.
    const settings = { signIn, officeNetworks: [] };
    const changed = await tenants.changeSettings(commandLineCaller(tenant.id), settings, null);
    await until(async () => (await tenants.bySlug(tenant.slug)).revision === changed.revision);
    await guess(app.browser(tenant.slug), 'zz001', 3);
    const faces = await assertSame(
      tenant,
      [
        { name: 'known, right', identifier: 'zk001', password: () => goodPassword },
        { name: 'known, wrong', identifier: 'zk001', password: wrong },
        { name: 'unknown', identifier: 'zu001', password: wrong },
        { name: 'disabled', identifier: 'zd001', password: () => goodPassword },
        { name: 'other organisation', identifier: 'zo001', password: () => goodPassword },
      ],
      triesOfMore,
    );
    for (const face of faces) {
      assert.match(face.answer, /^400[\s\S]*captcha_required/);
      assert.equal(face.evaluations, 0);
    }
  }
});
