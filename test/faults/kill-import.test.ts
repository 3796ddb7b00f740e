// Row M1: kill −9 of the real server process in the middle of an import, twice. It goes on by itself at the next start: every line
// once, nobody lost and nobody twice.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { ImportDetail } from '../../server/imports/view.ts';
import { attachEmbedded } from '../../server/platform/embedded/embedded.ts';
import { goodPassword } from '../support/app.ts';
import type { Browser } from '../support/browser.ts';
import { query } from '../support/embedded.ts';
import { checked, importPath, upload } from '../support/imports.ts';
import { type ServerProcess, startServer } from '../support/server-process.ts';
import { until } from '../support/until.ts';

const lines = 2_000;
/** Of these lines the import has begun to make somebody, and has not, when it is killed. */
const stops = [1_000, 1_500] as const;
let directory: string;
let server: ServerProcess;
let nadia: Browser;

async function signIn(): Promise<void> {
  nadia = server.browser('north');
  assert.equal((await nadia.signIn('nadia', goodPassword)).status, 200);
}

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'k-'));
  server = await startServer({ USHER_DATA: directory });
  await until(() => server.output().includes('/setup?token='));
  const link = /http:\/\/localhost:\d+(\/setup\?token=[\w-]+)/.exec(server.output())?.[1] ?? '';
  const base = server.browser();
  const olga = {
    token: link.split('=')[1] ?? '',
    username: 'olga',
    newPassword: goodPassword,
    repeatPassword: goodPassword,
  };
  assert.equal((await base.form(link, olga)).status, 303);
  assert.equal((await base.signIn('olga', goodPassword)).status, 200);
  const organization = { slug: 'north', name: 'North', seats: 10, administrator: { username: 'nadia' } };
  const created = await base.json('POST', '/api/v1/organizations', organization);
  const { administrator } = created.json<{ administrator: { temporaryPassword: string } }>();
  const first = server.browser('north');
  const step = await first.signIn('nadia', administrator.temporaryPassword);
  await first.json('POST', `/api/v1/sign-in/${step.json().flow}`, { newPassword: goodPassword });
  await signIn();
});
after(async () => {
  await server?.stop();
  await rm(directory, { recursive: true, force: true });
});

async function ask(statement: string): Promise<Record<string, unknown>[]> {
  const database = await attachEmbedded({ directory });
  return query(database?.ownerUrl ?? '', statement);
}

/** Whoever is in the table is not made, by the statement that is making them, until they are taken out: a kill is never too early or late. */
const holding = `
  CREATE TABLE held (username text PRIMARY KEY);
  GRANT SELECT ON held TO PUBLIC;
  INSERT INTO held VALUES ${stops.map((line) => `('k${line}')`).join(', ')};
  CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    WHILE EXISTS (SELECT FROM held WHERE username = NEW.username) LOOP PERFORM pg_sleep(0.01); END LOOP;
    RETURN NEW;
  END $$;
  CREATE TRIGGER hold BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION hold();`;

async function facts(): Promise<Record<string, unknown>> {
  const rows = await ask(
    `SELECT (SELECT count(*)::integer FROM users WHERE username LIKE 'k%') AS people,
      (SELECT count(*)::integer FROM import_lines WHERE done AND outcome = 'created') AS lines,
      (SELECT count(DISTINCT target_name)::integer FROM audit_events WHERE action = 'user.create' AND target_name LIKE 'k%') AS recorded,
      (SELECT count(*)::integer FROM audit_events WHERE action = 'user.create' AND target_name LIKE 'k%') AS entries,
      (SELECT count(*)::integer FROM audit_events WHERE action = 'user.import.start' AND outcome = 'done') AS completed`,
  );
  return rows[0] ?? {};
}

test('M1 V1 an import whose process is killed in the middle goes on at the next start, without loss and without doubles', async () => {
  const rows = Array.from({ length: lines }, (_, n) => `k${n},k${n}@example.com`);
  const { id } = await upload(nadia, `username,email\n${rows.join('\n')}\n`);
  await nadia.json('PATCH', `${importPath}/${id}`, { passwords: 'none' });
  assert.equal((await checked(nadia, id)).foreseen?.created, lines);
  await ask(holding);
  assert.equal((await nadia.json('POST', `${importPath}/${id}/start`, {})).status, 204);
  const made = async (): Promise<number> =>
    (await nadia.get(`${importPath}/${id}`)).json<ImportDetail & Record<string, unknown>>().counts.created;
  for (const stop of stops) {
    await until(async () => (await made()) === stop, 90_000);
    await server.stop('SIGKILL');
    server = await startServer({ USHER_DATA: directory });
    const { people, lines: settled } = await facts();
    assert.deepEqual([people, settled], [stop, stop], 'a user and the outcome of their line are there together');
    await ask(`DELETE FROM held WHERE username = 'k${stop}'`);
    await signIn();
  }
  await until(async () => (await nadia.get(`${importPath}/${id}`)).json().state === 'done', 120_000);
  assert.deepEqual(await facts(), { people: lines, lines, recorded: lines, entries: lines, completed: 1 });
});
