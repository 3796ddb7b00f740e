// A random walk over everything a browser can do while signing in (yardstick, "Random walk"): only legal paths end in a session,
// and always in the session of the person who proved who they are. The model below is the whole of what is legal.
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { after, before, test } from 'node:test';
import { chooseEmailCode } from '../../server/factors/factors.ts';
import { commandLineCaller } from '../../server/kernel/caller.ts';
import type { UserId } from '../../server/kernel/ids.ts';
import type { Tenant } from '../../server/tenants/tenants.ts';
import { goodPassword, type TestApp, testApp } from '../support/app.ts';
import type { Browser } from '../support/browser.ts';
import { mailedCode, wrongCode } from '../support/mailed-code.ts';
import { until } from '../support/until.ts';

const walks = 14;
const steps = 18;

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app.close());

/**
 * What must be true; `password` is that of Tess, who begins with a temporary one. Carla chose the code by mail, so she needs
 * that as well.
 */
interface Model {
  session: 'paul' | 'tess' | 'carla' | null;
  /** Flow of the browser's cookie, at Tess's new password, that can still be finished. */
  flow: string | null;
  /** The same at Carla's code: the code that was mailed for it, and how many wrong ones it saw. */
  code: { flow: string; code: string; wrong: number } | null;
  /** Codes mailed to Carla until now, and the wrong ones of her day. */
  mailed: number;
  wrong: number;
  temporary: boolean;
  password: string;
  chosen: number;
}

interface Walk {
  readonly tenant: Tenant;
  readonly browser: Browser;
  readonly tess: string;
  readonly model: Model;
  /** Every flow that there ever was, to be tried again. */
  readonly flows: string[];
}

function finished(model: Model, password: string): void {
  if (model.flow === null) return;
  Object.assign(model, { session: 'tess', flow: null, temporary: false, password });
}

/** Gives a code in a flow: it opens Carla's session exactly if it is the flow's own, in this browser, with tries left. */
async function codeBy({ browser, model }: Walk, flow: string, code: string, form = false): Promise<void> {
  const at = model.code?.flow === flow ? model.code : null;
  const judged = at !== null && at.wrong < 5 && model.wrong < 10;
  const answer = form
    ? await browser.form('/sign-in/code', { code, method: 'email_code' })
    : await browser.json('POST', `/api/v1/sign-in/${flow}`, { code });
  const right = judged && code === at.code;
  assert.equal(answer.status === (form ? 303 : 200), right, `a code was answered ${answer.status}`);
  if (right) Object.assign(model, { session: 'carla', code: null });
  else if (judged) {
    at.wrong += 1;
    model.wrong += 1;
  }
}

async function chooseBy({ browser, model }: Walk, flow: string, newPassword: string): Promise<void> {
  const answer = await browser.json('POST', `/api/v1/sign-in/${flow}`, { newPassword });
  if (answer.status !== 200) return;
  assert.equal(flow, model.flow, 'only the flow of this browser can be finished');
  finished(model, newPassword);
}

const actions: Readonly<Record<string, (walk: Walk) => Promise<unknown>>> = {
  'Paul signs in': async ({ browser, model }) => {
    assert.equal((await browser.signIn('paul', goodPassword)).json().next, 'done');
    Object.assign(model, { session: 'paul', flow: null, code: null });
  },
  'Tess signs in': async ({ browser, model, flows }) => {
    const answer = (await browser.signIn('tess', model.password)).json();
    assert.equal(answer.next, model.temporary ? 'new_password' : 'done');
    if (model.temporary) {
      Object.assign(model, { flow: String(answer.flow), code: null });
      flows.push(String(answer.flow));
    } else Object.assign(model, { session: 'tess', flow: null, code: null });
  },
  'Carla signs in': async ({ tenant, browser, model, flows }) => {
    const answer = await browser.signIn('carla', goodPassword);
    if (model.wrong >= 10) return assert.equal(answer.status, 429);
    assert.equal(answer.json().next, 'code');
    const flow = String(answer.json().flow);
    flows.push(flow);
    model.mailed += 1;
    const code = await mailedCode(app, `carla@${tenant.slug}.example`, model.mailed);
    Object.assign(model, { flow: null, code: { flow, code, wrong: 0 } });
  },
  'the right code': async (walk) => {
    if (walk.model.code !== null) await codeBy(walk, walk.model.code.flow, walk.model.code.code);
  },
  'the right code on the page': async (walk) => {
    if (walk.model.code !== null) await codeBy(walk, walk.model.code.flow, walk.model.code.code, true);
  },
  'a wrong code': async (walk) => {
    const { code } = walk.model;
    if (code !== null) await codeBy(walk, code.flow, wrongCode(code.code, code.wrong + 1));
  },
  'the right code in another flow': async (walk) => {
    const { code } = walk.model;
    if (code === null) return;
    for (const flow of walk.flows) if (flow !== code.flow) await codeBy(walk, flow, code.code);
  },
  'a code where a password is asked': async (walk) => {
    if (walk.model.flow !== null) await codeBy(walk, walk.model.flow, '123456');
  },
  'a new password where a code is asked': async (walk) => {
    if (walk.model.code !== null) await chooseBy(walk, walk.model.code.flow, 'not asked 44 for this');
  },
  'Resend at once': async ({ browser, model }) => {
    if (model.code === null) return;
    const answer = await browser.json('POST', `/api/v1/sign-in/${model.code.flow}`, { resend: true });
    assert.equal(answer.status, 429);
  },
  'the page of the code': ({ browser }) => browser.page('/sign-in/code'),
  'a wrong password': ({ browser }) => browser.signIn('tess', 'wrong'),
  'an unknown name': ({ browser }) => browser.signIn('nobody', goodPassword),
  'the new password': async (walk) => {
    if (walk.model.flow === null) return;
    const { flow } = walk.model;
    walk.model.chosen += 1;
    await chooseBy(walk, flow, `river ${walk.model.chosen} of my own stones`);
    assert.equal(walk.model.flow, null, 'the legal step succeeds');
  },
  'a weak new password': async (walk) => {
    if (walk.model.flow !== null) await chooseBy(walk, walk.model.flow, 'weak');
  },
  'the temporary password again': async (walk) => {
    if (walk.model.flow !== null) await chooseBy(walk, walk.model.flow, walk.model.password);
  },
  'an older flow': async (walk) => {
    for (const flow of walk.flows) if (flow !== walk.model.flow) await chooseBy(walk, flow, 'older river 99 stones');
  },
  'a made-up flow': (walk) => chooseBy(walk, crypto.randomUUID(), 'made-up river 99 stones'),
  'no step at all': ({ browser, flows }) => browser.json('POST', `/api/v1/sign-in/${flows.at(-1) ?? 'x'}`, {}),
  'the page of the step': ({ browser }) => browser.page('/sign-in/new-password'),
  'the page’s form': async ({ browser, model }) => {
    model.chosen += 1;
    const newPassword = `page ${model.chosen} of my own stones`;
    const answer = await browser.form('/sign-in/new-password', { newPassword, repeatPassword: newPassword });
    assert.equal(answer.status === 303, model.flow !== null, 'the form works exactly when there is a flow');
    if (answer.status === 303) finished(model, newPassword);
  },
  'log out': async ({ browser, model }) => {
    await browser.json('DELETE', '/api/v1/session');
    model.session = null;
  },
  'a planted flow cookie': async (walk) => {
    const flow = walk.model.flow ?? crypto.randomUUID();
    walk.browser.cookies.set('usher_flow', `${flow}.${'A'.repeat(43)}`);
    Object.assign(walk.model, { flow: null, code: null });
    await chooseBy(walk, flow, 'planted river 99 stones');
  },
  'a new temporary password': async ({ tenant, tess, model }) => {
    const choice = { generate: true } as const;
    const made = await app.app.house.users.setPassword(tenant, commandLineCaller(tenant.id), tess, choice);
    Object.assign(model, { temporary: true, password: made.temporaryPassword, flow: null });
    if (model.session === 'tess') model.session = null;
  },
};

async function whoIsIn(browser: Browser): Promise<string | null> {
  const answer = await browser.get('/api/v1/session');
  return answer.status === 200 ? answer.json<{ user: { username: string } }>().user.username : null;
}

test('V6.3 P3 S8 a random walk over the sign-in flow ends in a session by legal paths only', async () => {
  const names = Object.keys(actions);
  let sessions = 0;
  for (let index = 0; index < walks; index += 1) {
    const tenant = await app.organization(`walk-${index}`, { officeNetworks: ['127.0.0.0/8'] });
    await app.user(tenant, 'paul');
    const { id: tess } = await app.user(tenant, 'tess', { temporary: true });
    const carla = (await app.user(tenant, 'carla', { email: `carla@${tenant.slug}.example` })).id as UserId;
    await app.app.house.database.withTenant(tenant.id, (tx) => chooseEmailCode(tx, tenant.id, carla, true));
    const model: Model = {
      session: null,
      flow: null,
      code: null,
      mailed: 0,
      wrong: 0,
      temporary: true,
      password: goodPassword,
      chosen: 0,
    };
    const walk: Walk = { tenant, browser: app.browser(tenant.slug), tess, model, flows: [] };
    const path: string[] = [];
    for (let step = 0; step < steps; step += 1) {
      // Each begins with a flow, for much of what may go wrong needs one.
      const name =
        (step === 0 ? (index % 2 === 0 ? 'Tess signs in' : 'Carla signs in') : names[randomInt(names.length)]) ?? '';
      path.push(name);
      await actions[name]?.(walk);
      // A session that an administrator ended is refused within a second, everything else at once.
      if (model.session === null)
        await until(async () => (await whoIsIn(walk.browser)) === null, 1_000).catch(() => undefined);
      assert.equal(await whoIsIn(walk.browser), model.session, path.join(' → '));
      if (model.session !== null) sessions += 1;
    }
  }
  assert.ok(sessions > walks, `the walks were in a session ${sessions} times: they saw both sides`);
});
