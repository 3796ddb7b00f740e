// What administrators, supervisors and operators do most, as somebody does it who has never seen the console: from the page that
// they see after logging in, by nothing but what the pages say. What each takes is counted and written to test/output/ten-tasks.md.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { after, before, suite } from 'node:test';
import { sql } from 'kysely';
import type { Browser } from 'playwright-core';
import type { Tenant } from '../../server/tenants/tenants.ts';
import { chromiumPath, launchChromium } from '../../tools/preview-server.ts';
import { dayAt, dayPlus, wallMs } from '../../web/ui/day.ts';
import { goodPassword, type TestApp, testApp } from '../support/app.ts';
import { guess, rows } from '../support/attack.ts';
import { teamOf } from '../support/team.ts';
import { type Effort, effortTable, Hand } from './hand.ts';
import { stepsOf } from './steps.ts';
import { Visitor } from './visitor.ts';

const skip = existsSync(chromiumPath) ? false : `There is no Chromium at ${chromiumPath}; set USHER_CHROMIUM.`;
/** What is done every day must not be further away. */
const clicksMax = 8;

function thousand(): Buffer {
  const lines = Array.from({ length: 1_000 }, (_, n) => `p${n},p${n}@acme.example,Person,Number ${n}`);
  for (let n = 0; n < 20; n += 1) lines[n * 50 + 49] = `bad name ${n},p,Person,Bad`;
  return Buffer.from(`Username,Email,First name,Last name\r\n${lines.join('\r\n')}\r\n`);
}

suite('ten tasks of a new administrator', { skip }, () => {
  let app: TestApp;
  let browser: Browser;
  let tenant: Tenant;
  let ids: Record<string, string> = {};
  let bo: Hand;
  let acme = '';
  const visitors: Visitor[] = [];
  const efforts: Effort[] = [];
  const step = stepsOf(visitors);

  before(async () => {
    [app, browser] = await Promise.all([testApp(), launchChromium()]);
    ({ tenant, ids } = await teamOf(app, 'acme'));
    await rows(
      app,
      sql`UPDATE users SET first_name = initcap(username), last_name = 'Lee' WHERE tenant_id = ${tenant.id}`,
    );
    await app.operator();
    acme = `http://acme.localhost:${app.port}`;
    bo = await arrive('bo', acme);
  });

  after(async () => {
    await browser?.close();
    await app?.close();
    await mkdir('test/output', { recursive: true });
    await writeFile('test/output/ten-tasks.md', effortTable(efforts));
    console.log(effortTable(efforts));
  });

  async function arrive(username: string, origin: string, path?: string): Promise<Hand> {
    const visitor = await Visitor.arrive(browser, { viewport: { width: 1280, height: 800 } });
    visitors.push(visitor);
    await visitor.signIn(origin, username, goodPassword, path);
    await visitor.sees(/^Hello|^People|^Organisations/);
    return new Hand(visitor.page);
  }

  /** One task, begun where a log-in leads; what it takes goes into the table. */
  const task = (title: string, who: () => Hand | Promise<Hand>, act: (hand: Hand) => Promise<void>) =>
    step(title, async () => {
      const hand = await who();
      const effort = await hand.does(title.replace(/^([A-Z]\d+ )+/, ''), act);
      efforts.push(effort);
      assert.ok(effort.clicks <= clicksMax, `${effort.clicks} clicks`);
    });

  /** The administrator, back where their log-in led. */
  const administrator = async () => {
    await bo.page.goto(`${acme}/console/people`);
    await bo.page.getByRole('link', { name: 'Cy Lee' }).waitFor();
    return bo;
  };

  task('P1 Create a person with an e-mail address', administrator, async (hand) => {
    await hand.link('Create user');
    await hand.type('First name', 'Dora');
    await hand.type('Last name', 'Marsh');
    await hand.type('Username', 'dora.marsh');
    await hand.type(/^E-?mail address/, 'dora@acme.example');
    await hand.button('Create user');
    await hand.reads('Dora Marsh is created');
  });

  task('P2 Create a person without one, and have the slip', administrator, async (hand) => {
    await hand.link('Create user');
    await hand.type('First name', 'Leo');
    await hand.type('Last name', 'Marsh');
    await hand.type('Username', 'leo.marsh');
    await hand.button('Create user');
    await hand.reads('Hand these credentials to Leo Marsh.');
    await hand.reads(/^Shown only once/);
  });

  task('P7 Reset a password', administrator, async (hand) => {
    await hand.open('Ana Lee');
    await hand.link('Passwords');
    await hand.button('Set a new password');
    await hand.click(hand.page.getByText('Generate', { exact: true }));
    await hand.button('OK');
    await hand.reads('Shown only once.');
  });

  task(
    'S9 Unlock somebody',
    async () => {
      await guess(app.browser('acme'), 'cy', 5);
      return administrator();
    },
    async (hand) => {
      await hand.open('Cy Lee');
      await hand.link('Passwords');
      await hand.button('Unlock web access password');
      await hand.reads('Cy Lee is unlocked');
    },
  );

  task(
    'F3 Assign an e-mail address, as a supervisor',
    () => arrive('sue', acme),
    async (hand) => {
      await hand.link('People');
      await hand.open('Ana Lee');
      await hand.link('Second factor');
      await hand.type('E-mail address of Ana Lee', 'ana@acme.example');
      await hand.button('Assign the address');
      await hand.reads('Ana Lee has an e-mail address now');
    },
  );

  task('L3 Set somebody’s hours, with a schedule that does not exist yet', administrator, async (hand) => {
    await hand.open('Cy Lee');
    await hand.button('New hours…');
    await hand.type('Name of the schedule', 'Office');
    await hand.type('From', '08:00');
    await hand.type('To', '18:00');
    await hand.button('Create schedule');
    await hand.button('Save');
    await hand.reads('By a schedule of their own: Office.');
  });

  task(
    'O1 Raise the seats of an organisation, as its operator',
    () => operator(),
    async (hand) => {
      await hand.link('acme Ltd');
      await hand.type('Seats', '12000');
      await hand.button('Save');
      await hand.reads('acme Ltd is saved');
    },
  );

  const operator = () => arrive('olga', `http://localhost:${app.port}`, '/operator/sign-in');

  task(
    'T3 Release a station',
    async () => {
      await atStation('0042');
      return administrator();
    },
    async (hand) => {
      await hand.link('Stations');
      await hand.button(/^Release .*0042/);
      await hand.click(hand.page.getByRole('dialog').getByRole('button', { name: /^Release/ }));
      await hand.reads('Station 0042 is free');
    },
  );

  /** Sue goes to a station and stays there. */
  async function atStation(station: string): Promise<void> {
    const { page } = await arrive('sue', acme);
    await page.getByRole('button', { name: 'Enter', exact: true }).click();
    await page.getByRole('dialog').getByLabel('Station ID').fill(station);
    await page.getByRole('dialog').getByRole('button', { name: 'Enter' }).click();
    await page.getByText(`You are at station ${station}`).waitFor();
  }

  task('M1 Import 1,000 people from a file with 20 bad lines', administrator, async (hand) => {
    await hand.link('Import');
    await hand.file('Choose a file', 'people.csv', thousand());
    await hand.click(hand.page.getByLabel('None for now'));
    await hand.button('Check all lines');
    await hand.reads('20 lines shown');
    await hand.button('Import 980 people');
    await hand.page.getByRole('heading', { name: 'Refused lines' }).waitFor({ timeout: 60_000 });
  });

  task(
    'M4 M8 Find out why somebody could not log in yesterday',
    async () => {
      await refusedYesterday();
      return administrator();
    },
    async (hand) => {
      await hand.link('Audit');
      await hand.button('Refused logins');
      await hand.button('Yesterday around nine');
      await hand.reads('Outside scheduled hours');
      await hand.button('Somebody tried to log in as cy');
      await hand.link('Why can’t they log in?');
      await hand.reads(/^Cy Lee can/);
    },
  );

  /** Cy was refused at five past nine on the wall of the organisation. */
  async function refusedYesterday(): Promise<void> {
    const day = dayPlus(dayAt(Date.now(), tenant.timeZone), -1);
    const at = new Date(wallMs(`${day}T09:05`, tenant.timeZone)).toISOString();
    await rows(
      app,
      sql`INSERT INTO audit_events (tenant_id, id, at, action, outcome, reason, actor_kind, target_kind, target_id, target_name, address)
        SELECT ${tenant.id}, (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '70000000000000000000')::uuid, at,
          'session.start', 'refused', 'outside_schedule', 'nobody', 'user', ${ids.cy}, 'cy', '203.0.113.9'
        FROM (SELECT ${at}::timestamptz AS at)`,
    );
  }

  task('M3 Give a supervisor a team of two', administrator, async (hand) => {
    await hand.link('Teams');
    await hand.button('Create team');
    const dialog = hand.page.getByRole('dialog');
    await hand.type('Name of the team', 'Evening');
    await hand.click(dialog.getByRole('button', { name: 'Create team' }));
    await hand.button('Add people');
    for (const name of ['Sue', 'Cy']) {
      await hand.type('People', name);
      await hand.option(new RegExp(`^${name} Lee`));
    }
    await hand.click(dialog.getByRole('button', { name: 'Add people' }));
    await hand.click(hand.page.getByRole('switch', { name: 'Sue Lee supervises this team' }));
    await hand.page.getByRole('switch', { name: 'Sue Lee supervises this team', checked: true }).waitFor();
  });
});
