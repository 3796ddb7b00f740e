// What is read of an audit log: pages by each filter, and all of it as a file.
import { get } from 'node:http';
import { rowsOf } from './crowd.ts';
import type { Installation } from './directory.ts';
import { asked, type Percentiles, paced } from './paced.ts';
import { residentMegabytes } from './processes.ts';
import { cookieHeader, hostOf } from './stage.ts';

interface Place {
  readonly actor: string;
  readonly target: string;
  readonly address: string;
  readonly reference: string;
  readonly from: string;
  readonly to: string;
  readonly id: string;
}

/** Places all over the log, so that a filter does not find the same pages again and again. */
function placesIn({ stage, people }: Installation): Promise<Place[]> {
  return rowsOf<Place>(
    stage.ownerUrl,
    `SELECT done.actor_id AS actor, done.target_id AS target, done.address, refused.reference, done.id,
        to_json(done.at) #>> '{}' AS from, to_json(done.at + interval '1 hour') #>> '{}' AS to
      FROM (SELECT *, row_number() OVER () AS n FROM (SELECT * FROM audit_events WHERE tenant_id = $1 AND action = 'session.start'
        AND outcome = 'done' ORDER BY md5(id::text) LIMIT 30) d) done
      JOIN (SELECT *, row_number() OVER () AS n FROM (SELECT * FROM audit_events WHERE tenant_id = $1 AND outcome = 'refused'
        AND reference <> '' ORDER BY md5(id::text) LIMIT 30) r) refused USING (n)`,
    [people.tenant.id],
  );
}

type Query = (place: Place, index: number) => Readonly<Record<string, string>>;
/** The one that no index helps with. */
export const partOfName = 'part of a name';
const names = ['user00123', 'boss', 'ser000', 'zzyzx'];
/** Every filter of the audit page, and those that go together when somebody looks for what happened. */
const filters: Readonly<Record<string, Query>> = {
  none: () => ({}),
  'a page far back': ({ id }) => ({ cursor: id }),
  area: (_place, index) => ({ area: index % 2 === 0 ? 'administration' : 'sign_in' }),
  action: (_place, index) => ({ action: index % 2 === 0 ? 'user.password.set' : 'session.' }),
  outcome: () => ({ outcome: 'refused' }),
  unfinished: () => ({ outcome: 'unfinished' }),
  reason: () => ({ reason: 'incorrect_credentials' }),
  actor: ({ actor }) => ({ actor }),
  target: ({ target }) => ({ target }),
  user: ({ target }) => ({ user: target }),
  address: ({ address }) => ({ address }),
  reference: ({ reference }) => ({ reference }),
  [partOfName]: (_place, index) => ({ search: names[index % names.length] ?? '' }),
  'an hour': ({ from, to }) => ({ from, to }),
  'refused in an hour': ({ from, to }) => ({ from, to, outcome: 'refused', area: 'sign_in' }),
};

/** @returns milliseconds by filter */
export async function measureFilters(
  installation: Installation,
  durationMs: number,
): Promise<Map<string, Percentiles>> {
  const places = await placesIn(installation);
  const found = new Map<string, Percentiles>();
  for (const [name, query] of Object.entries(filters)) {
    const paths = places.map((place, index) => `/api/v1/audit?${new URLSearchParams(query(place, index))}`);
    found.set(name, await paced(installation, asked(installation, paths), durationMs));
  }
  return found;
}

export interface Export {
  readonly rows: number;
  readonly seconds: number;
  readonly megabytes: number;
  /** What the server's process had grown by at most meanwhile. */
  readonly grownMb: number;
}

/** Reads the whole log as a program does that keeps up with it. */
export async function exportLog({ stage, people }: Installation): Promise<Export> {
  const { port, pid } = stage.server;
  const beforeMb = residentMegabytes(pid);
  let [rows, bytes, mostMb] = [0, 0, beforeMb];
  const watch = setInterval(() => {
    mostMb = Math.max(mostMb, residentMegabytes(pid));
  }, 50);
  const startedMs = performance.now();
  try {
    const headers = { host: hostOf(stage.server, people.tenant), ...cookieHeader(people.administrator) };
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    get({ host: '127.0.0.1', port, path: '/api/v1/audit/export?format=ndjson', headers }, (incoming) => {
      if (incoming.statusCode !== 200) reject(new Error(`The export answered ${incoming.statusCode}.`));
      incoming.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) rows += 1;
      });
      incoming.on('error', reject).on('end', resolve);
    }).on('error', reject);
    await promise;
  } finally {
    clearInterval(watch);
  }
  return {
    rows,
    seconds: (performance.now() - startedMs) / 1000,
    megabytes: bytes / 1e6,
    grownMb: mostMb - beforeMb,
  };
}
