// A random walk over what comes after the factors (yardstick, "Random walk"): other browsers, station, seat, in three browsers and by
// two people who share two seats. Whatever is pressed in whatever order, what the database holds afterwards is a legal house.
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import type { SessionId } from '../../server/kernel/ids.ts';
import type { Tenant } from '../../server/tenants/tenants.ts';
import { goodPassword, type TestApp, testApp } from '../support/app.ts';
import { rows } from '../support/attack.ts';
import type { Answer, Browser } from '../support/browser.ts';
import { step } from '../support/places.ts';
import { counted, houseOf, tabGone, tabOf } from '../support/seats.ts';

const walks = 5;
const steps = 40;
const people = ['ana', 'bo', 'cleo'] as const;

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app?.close());

interface Walk {
  readonly tenant: Tenant;
  readonly browsers: readonly Browser[];
  /** Flows begun, and what they asked last. */
  readonly flows: { browser: Browser; flow: string; listed: readonly { id: string }[] }[];
}

function any<Item>(items: readonly Item[]): Item | undefined {
  return items[randomInt(Math.max(items.length, 1))];
}

function noted(walk: Walk, browser: Browser, answer: Answer): void {
  if (answer.status !== 200) {
    assert.ok([401, 403, 404, 409, 410, 422].includes(answer.status), answer.text);
    return;
  }
  const {
    next,
    flow,
    connections = [],
  } = answer.json<{ next: string; flow: string; connections?: { id: string }[] }>();
  if (next === 'done') assert.ok(browser.cookies.has('usher_session'));
  else walk.flows.push({ browser, flow, listed: connections });
}

const live = (tenant: Tenant): Promise<{ id: SessionId }[]> =>
  rows(app, sql`SELECT id FROM live_sessions WHERE tenant_id = ${tenant.id}`);

async function answerFlow(walk: Walk, bodyOf: (listed: readonly { id: string }[]) => object): Promise<void> {
  const at = any(walk.flows);
  if (at) noted(walk, at.browser, await step(at.browser, at.flow, bodyOf(at.listed)));
}

const actions: Readonly<Record<string, (walk: Walk) => Promise<unknown>>> = {
  'somebody signs in': async (walk) => {
    const browser = any(walk.browsers);
    if (browser) noted(walk, browser, await browser.signIn(any(people) ?? '', goodPassword));
  },
  'a station': (walk) => answerFlow(walk, () => ({ station: any(['0001', '0002', '0003']) })),
  'no station': (walk) => answerFlow(walk, () => ({ station: '9999999999' })),
  'log out there': (walk) => answerFlow(walk, (listed) => ({ endSession: any(listed)?.id ?? crypto.randomUUID() })),
  nothing: (walk) => answerFlow(walk, () => ({})),
  'a flow in another browser': async (walk) => {
    const [at, browser] = [any(walk.flows), any(walk.browsers)];
    if (!at || !browser || at.browser === browser) return;
    const copied = browser.cookies.get('usher_flow')?.startsWith(at.flow) === true;
    const answer = await step(browser, at.flow, { station: '0001' });
    if (!copied) assert.equal(answer.status, 410, answer.text);
  },
  'a tab connects': async ({ tenant }) => {
    const session = any(await live(tenant));
    if (session) await tabOf(app, tenant, session.id);
  },
  'the tabs go': async ({ tenant }) => {
    const session = any(await live(tenant));
    if (session) await tabGone(app, tenant, session.id);
  },
  'log out': (walk) => any(walk.browsers)?.json('DELETE', '/api/v1/session') ?? Promise.resolve(),
};

/** What must be true at any time. */
async function assertLegal(tenant: Tenant, path: string): Promise<void> {
  const [wrong] = await rows<{ many: string; seatless: string; stationless: string; idle: string }>(
    app,
    sql`WITH l AS (SELECT user_id FROM live_sessions WHERE tenant_id = ${tenant.id})
      SELECT (SELECT count(*) FROM (SELECT user_id FROM l GROUP BY user_id HAVING count(*) > 1) m) AS many,
        (SELECT count(*) FROM l WHERE NOT EXISTS (SELECT FROM seats s WHERE s.tenant_id = ${tenant.id} AND s.user_id = l.user_id)) AS seatless,
        (SELECT count(*) FROM l WHERE NOT EXISTS (SELECT FROM stations s WHERE s.tenant_id = ${tenant.id} AND s.holder_id = l.user_id)) AS stationless,
        (SELECT count(*) FROM seats s WHERE s.tenant_id = ${tenant.id} AND NOT EXISTS (SELECT FROM l WHERE l.user_id = s.user_id)) AS idle`,
  );
  assert.deepEqual(wrong, { many: '0', seatless: '0', stationless: '0', idle: '0' }, path);
  const { seats, exact } = await counted(app, tenant);
  assert.ok(exact && seats <= 2, `${seats} seats: ${path}`);
}

test('L1 L2 T1 S8.2 S8.6 a random walk over other browsers, stations and seats leaves one browser, seat and station to each', async () => {
  const names = Object.keys(actions);
  let sessions = 0;
  for (let index = 0; index < walks; index += 1) {
    const tenant = await houseOf(app, `places-${index}`, 2, {
      connections: { browsers: 1 },
      officeNetworks: ['127.0.0.0/8'],
    });
    await rows(app, sql`UPDATE roles SET station_required = true WHERE tenant_id = ${tenant.id} AND key = 'agent'`);
    for (const name of people) await app.user(tenant, name);
    const walk: Walk = { tenant, browsers: [1, 2, 3].map(() => app.browser(tenant.slug)), flows: [] };
    const path: string[] = [];
    for (let at = 0; at < steps; at += 1) {
      const name = at % 3 === 0 ? 'somebody signs in' : at % 3 === 1 ? 'a station' : (any(names) ?? '');
      path.push(name);
      await actions[name]?.(walk);
      await assertLegal(tenant, path.join(' → '));
      sessions += (await live(tenant)).length;
    }
  }
  assert.ok(sessions > walks * steps * 0.3, `only ${sessions} sessions were seen`);
});
