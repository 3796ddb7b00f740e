// `npm run campaign`: what takes too long for every test run. Now: do the times of refused sign-ins tell who exists? (security:
// medians of identical groups within 5 %.) A real server process with the default cost of a hash, one client, tries in turn.

import { sql } from 'kysely';
import { commandLineCaller } from '../../server/kernel/caller.ts';
import { testApp } from '../support/app.ts';
import { rows } from '../support/attack.ts';

const triesPerGroup = Number(process.env.USHER_CAMPAIGN_TRIES ?? 200);
const toleranceShare = 0.05;
/** KiB of the default Argon2id: the answer's time must be the hash's. */
const hashMemoryKib = 47_104;

const app = await testApp({ hashMemoryKib });
const tenant = await app.organization('campaign');
const elsewhere = await app.organization('elsewhere');
await app.user(tenant, 'known');
const disabled = await app.user(tenant, 'disabled');
await app.user(elsewhere, 'stranger');
await app.app.house.users.setDisabled(tenant, commandLineCaller(tenant.id), disabled.id, true);
await app.user(tenant, 'bare');
await rows(app, sql`DELETE FROM passwords WHERE user_id = (SELECT id FROM users WHERE username = 'bare')`);

const groups: Readonly<Record<string, readonly [identifier: string, password: string]>> = {
  known: ['known', 'not the password'],
  unknown: ['nobody-here', 'not the password'],
  disabled: ['disabled', 'not the password'],
  'without a password': ['bare', 'not the password'],
  'empty password': ['known', ''],
  'other organisation': ['stranger', 'not the password'],
};
const times = new Map<string, number[]>(Object.keys(groups).map((name) => [name, []]));
const browser = app.browser('campaign');
for (let attempt = -10; attempt < triesPerGroup; attempt += 1) {
  // Another order each round, so that no group always follows the same one.
  const names = Object.keys(groups);
  const shift = Math.abs(attempt) % names.length;
  for (const name of [...names.slice(shift), ...names.slice(0, shift)]) {
    const [identifier, password] = groups[name] ?? ['', ''];
    const startedAt = performance.now();
    const answer = await browser.signIn(identifier, password);
    if (answer.status !== 401) throw new Error(`${name}: ${answer.status} ${answer.text}`);
    if (attempt >= 0) times.get(name)?.push(performance.now() - startedAt);
  }
}
await app.close();

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

const base = median(times.get('known') ?? []);
const results = [...times].map(([name, values]) => ({ name, ms: median(values), ratio: median(values) / base }));
for (const { name, ms, ratio } of results) {
  process.stdout.write(`${name.padEnd(20)} ${ms.toFixed(2).padStart(8)} ms   ${ratio.toFixed(3)}\n`);
}
const apart = results.filter(({ ratio }) => Math.abs(ratio - 1) > toleranceShare);
process.stdout.write(
  apart.length === 0 ? 'No group stands apart.\n' : `Apart: ${apart.map(({ name }) => name).join(', ')}\n`,
);
process.exitCode = apart.length === 0 ? 0 : 1;
