// Two real processes on one database and one key, beside a server in this process that makes people and looks at the database.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { SettingsPatch } from '../../server/tenants/setting-shapes.ts';
import type { Tenant } from '../../server/tenants/tenants.ts';
import { goodPassword, type TestApp, testApp } from './app.ts';
import { rows } from './attack.ts';
import type { Answer, Browser } from './browser.ts';
import { houseOf } from './seats.ts';
import { type ServerProcess, startServer } from './server-process.ts';

export interface TwoProcesses {
  readonly here: TestApp;
  /** A new browser, by turns on the one process and on the other. */
  browser(slug: string, turn: number): Browser;
  close(): Promise<void>;
}

export async function twoProcesses(): Promise<TwoProcesses> {
  const here = await testApp();
  const directory = await mkdtemp(join(tmpdir(), 'usher-key-'));
  const keyFile = join(directory, 'usher.key');
  const keys = Object.fromEntries([...here.keyring.keys].map(([id, key]) => [id, key.toString('base64')]));
  await writeFile(keyFile, JSON.stringify({ current: here.keyring.current, keys }), { mode: 0o600 });
  const environment = { DATABASE_URL: here.ownerUrl, USHER_SMTP_URL: 'smtp://127.0.0.1:9', USHER_KEY_FILE: keyFile };
  const processes = await Promise.all([startServer(environment), startServer(environment)]);
  return {
    here,
    browser(slug, turn) {
      const process: ServerProcess | undefined = processes[turn % 2];
      assert.ok(process);
      return process.browser(slug);
    },
    async close() {
      await Promise.all(processes.map((process) => process.stop()));
      await here.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Somebody who can sign in. */
export interface Person {
  readonly id: string;
  readonly username: string;
  readonly browser: Browser;
}

/** An organisation with so many seats, behind one address, and so many agents, each with a browser of their own. */
export async function shift(
  { here, browser }: TwoProcesses,
  slug: string,
  seats: number,
  count: number,
  settings: SettingsPatch = {},
): Promise<{ tenant: Tenant; people: Person[] }> {
  const tenant = await houseOf(here, slug, seats, { officeNetworks: ['127.0.0.0/8'], ...settings });
  const people = await Promise.all(
    Array.from({ length: count }, async (_, turn) => {
      const { id, username } = await here.user(tenant, `agent-${turn}`);
      return { id, username, browser: browser(slug, turn) };
    }),
  );
  return { tenant, people };
}

/** An attempt, and when it was under way: milliseconds of this machine's clock, which is the database's too. */
export interface Attempt {
  readonly answer: Answer;
  readonly from: number;
  readonly to: number;
}

export async function attemptOf({ browser, username }: Person): Promise<Attempt> {
  const from = performance.timeOrigin + performance.now();
  const answer = await browser.signIn(username, goodPassword);
  return { answer, from, to: performance.timeOrigin + performance.now() };
}

const notes = [
  'CREATE TABLE seat_notes (n bigserial, tenant_id uuid, change integer, at timestamptz DEFAULT clock_timestamp())',
  'GRANT INSERT ON seat_notes TO usher_app',
  'GRANT USAGE ON SEQUENCE seat_notes_n_seq TO usher_app',
  `CREATE FUNCTION seat_note() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'INSERT' THEN
        INSERT INTO seat_notes (tenant_id, change) VALUES (NEW.tenant_id, 1);
      ELSE
        INSERT INTO seat_notes (tenant_id, change) VALUES (OLD.tenant_id, -1);
      END IF;
      RETURN NULL;
    END $$`,
  'CREATE TRIGGER zz_note AFTER INSERT OR DELETE ON seats FOR EACH ROW EXECUTE FUNCTION seat_note()',
];

/** Notes from now on when seats were taken and freed, in the order in which it happened: the lock of the count makes it one. */
export async function noteSeats(app: TestApp): Promise<void> {
  for (const statement of notes) await rows(app, sql.raw(statement));
}

/** When the house was full, as the notes tell: from the taking of its last seat to the next that was freed. */
export async function fullTimes(app: TestApp, tenant: Tenant, seats: number): Promise<{ from: number; to: number }[]> {
  const notes = await rows<{ change: number; at: number }>(
    app,
    sql`SELECT change, extract(epoch FROM at)::float8 * 1000 AS at FROM seat_notes WHERE tenant_id = ${tenant.id} ORDER BY n`,
  );
  const full: { from: number; to: number }[] = [];
  let taken = 0;
  for (const { change, at } of notes) {
    const last = full.at(-1);
    if (taken === seats && last) last.to = at;
    taken += change;
    assert.ok(taken <= seats, `${taken} of ${seats} seats`);
    if (taken === seats) full.push({ from: at, to: Number.POSITIVE_INFINITY });
  }
  return full;
}
