// What the console and the administration API promise of a large organisation: search as one types, a month's audit
// log by each of its filters, its export, and the requests that an identity provider makes most.
import { createApiKey } from '../server/api-keys/api-keys.ts';
import { commandLineCaller } from '../server/kernel/caller.ts';
import { addAuditEntries } from './audit-log.ts';
import { type Export, exportLog, measureFilters, partOfName } from './audit-reads.ts';
import { type Installation, install } from './directory.ts';
import type { Figure } from './figures.ts';
import { requestText } from './load.ts';
import { interleaved, medianOf, ratio, type Samples } from './measure.ts';
import { asked, type Percentiles, paced, requestsPerSecond } from './paced.ts';
import { hostOf } from './stage.ts';

export interface ConsoleSpec {
  readonly users: { readonly few: number; readonly many: number };
  readonly entries: number;
  readonly rounds: number;
  /** Milliseconds for which each kind of request is made. */
  readonly durationMs: number;
}

const signedIn = 3;
const deepPage = 'the last 100';
/** A name that many have, both names, a username to the end, an address, and what nobody has. */
const typed = ['ferreira', 'hugo gomes', 'moura e', 'user0000777', 'user0000123@example.com', 'zzyzx'];

/** What is asked while a text is typed, letter by letter. */
function lettersOf(text: string): string[] {
  return Array.from({ length: text.length }, (_, index) => text.slice(0, index + 1));
}

function searches(): string[] {
  return typed.flatMap(lettersOf).map((text) => `/api/v1/users?search=${encodeURIComponent(text)}`);
}

async function measureSearch(
  few: Installation,
  many: Installation,
  { rounds, durationMs }: ConsoleSpec,
): Promise<Samples> {
  const p95s: Record<string, number[]> = { few: [], many: [] };
  const p50Of = (name: string, installation: Installation) => async (): Promise<number> => {
    const { p50Ms, p95Ms } = await paced(installation, asked(installation, searches()), durationMs);
    p95s[name]?.push(p95Ms);
    return p50Ms;
  };
  const measures = { searchFewP50Ms: p50Of('few', few), searchManyP50Ms: p50Of('many', many) };
  for (const warmUp of Object.values(measures)) await warmUp();
  for (const list of Object.values(p95s)) list.length = 0;
  const samples = await interleaved(rounds, measures);
  return { ...samples, searchFewP95Ms: p95s.few ?? [], searchManyP95Ms: p95s.many ?? [] };
}

/** @returns milliseconds by what is asked */
async function measureScim(
  installation: Installation,
  { users, durationMs }: ConsoleSpec,
): Promise<Map<string, Percentiles>> {
  const { stage, people } = installation;
  const caller = commandLineCaller(people.tenant.id);
  const { key } = await createApiKey(stage.house.database, caller, {
    name: 'Directory',
    permissions: ['users:read', 'teams:read'],
  });
  const headers = { authorization: `Bearer ${key}`, accept: 'application/scim+json' };
  const host = hostOf(stage.server, people.tenant);
  const text = (path: string): string => requestText({ method: 'GET', path: `/scim/v2${path}`, host, headers });
  const usernames = Array.from({ length: 30 }, (_, n) => `user${String(1 + n * 31).padStart(7, '0')}`);
  const kinds = {
    'userName eq': usernames.map((name) => text(`/Users?filter=${encodeURIComponent(`userName eq "${name}"`)}`)),
    'the first 100': [text('/Users?count=100')],
    [deepPage]: [text(`/Users?startIndex=${users.many - 100}&count=100`)],
  };
  const found = new Map<string, Percentiles>();
  for (const [name, requests] of Object.entries(kinds))
    found.set(name, await paced(installation, requests, durationMs));
  return found;
}

interface Measured {
  readonly spec: ConsoleSpec;
  readonly search: Samples;
  readonly audit: ReadonlyMap<string, Percentiles>;
  readonly exported: Export;
  readonly scim: ReadonlyMap<string, Percentiles>;
}

export async function measureConsole(spec: ConsoleSpec): Promise<{ figures: Figure[]; samples: Samples }> {
  const few = await install(spec.users.few, signedIn);
  const many = await install(spec.users.many, signedIn);
  try {
    const search = await measureSearch(few, many, spec);
    const scim = await measureScim(many, spec);
    await addAuditEntries(many.stage.ownerUrl, many.people.tenant, spec.entries);
    const audit = await measureFilters(many, spec.durationMs);
    const exported = await exportLog(many);
    return { figures: figuresOf({ spec, search, audit, exported, scim }), samples: search };
  } finally {
    await few.stage.stop();
    await many.stage.stop();
  }
}

/** The slowest of them, and all of them as text. */
function slowestOf(kinds: ReadonlyMap<string, Percentiles>): { p95Ms: number; text: string } {
  const text = [...kinds]
    .map(([name, { p50Ms, p95Ms }]) => `${name} ${p50Ms.toFixed(1)}/${p95Ms.toFixed(1)}`)
    .join(', ');
  return { p95Ms: Math.max(...[...kinds.values()].map(({ p95Ms }) => p95Ms)), text };
}

function figuresOf({ spec, search, audit, exported, scim }: Measured): Figure[] {
  const [few, users] = [spec.users.few.toLocaleString('en'), spec.users.many.toLocaleString('en')];
  const entries = spec.entries.toLocaleString('en');
  const milliseconds = (name: string): string => `${medianOf(search, name).toFixed(1)} ms`;
  const indexed = new Map([...audit].filter(([name]) => name !== partOfName));
  const near = new Map([...scim].filter(([name]) => name !== deepPage));
  const [slowestFilter, slowestScim] = [slowestOf(indexed), slowestOf(near)];
  const [scanned, deepScim] = [audit.get(partOfName), scim.get(deepPage)];
  return [
    {
      id: 'console-search-p95',
      title: `search among ${users} users, letter by letter (p95)`,
      value: medianOf(search, 'searchManyP95Ms'),
      unit: 'ms',
      budget: { max: 50 },
      detail: `p50 ${milliseconds('searchManyP50Ms')}; at ${requestsPerSecond} a second`,
    },
    {
      id: 'console-search-growth',
      title: `the same, p50: ${users} ÷ ${few} users`,
      value: ratio(search, 'searchManyP50Ms', 'searchFewP50Ms'),
      unit: 'ratio',
      budget: { max: 1.3 },
      detail: `${milliseconds('searchManyP50Ms')} against ${milliseconds('searchFewP50Ms')}`,
    },
    {
      id: 'audit-filter-p95',
      title: `audit log of ${entries} entries: its slowest filter (p95)`,
      value: slowestFilter.p95Ms,
      unit: 'ms',
      budget: { max: 50 },
      detail: `p50/p95 in ms: ${slowestFilter.text}`,
    },
    {
      id: 'audit-search-p95',
      title: `the same: looked for a part of a name (p95)`,
      value: scanned?.p95Ms ?? Number.NaN,
      unit: 'ms',
      budget: { max: 50 },
      detail: `median ${scanned?.p50Ms.toFixed(1)} ms; one in four is a name that nobody has, for which 100,000 entries are looked through`,
    },
    {
      id: 'audit-export-rate',
      title: `export of ${entries} entries as NDJSON`,
      value: exported.rows / exported.seconds,
      unit: 'per second',
      budget: { min: 10_000 },
      detail: `${exported.rows.toLocaleString('en')} rows, ${exported.megabytes.toFixed(0)} MB in ${exported.seconds.toFixed(1)} s`,
    },
    {
      id: 'audit-export-memory',
      title: 'the same: what the server grows by meanwhile',
      value: exported.grownMb,
      unit: 'MB',
      budget: null,
      detail: 'resident, the most at any time',
    },
    {
      id: 'scim-p95',
      title: `SCIM with ${users} users: a user by userName, or the first 100 (the slower one's p95)`,
      value: slowestScim.p95Ms,
      unit: 'ms',
      budget: { max: 50 },
      detail: `p50/p95 in ms: ${slowestScim.text}; each page counts all, as the protocol demands`,
    },
    {
      id: 'scim-deep-p95',
      title: 'the same: the last 100, by startIndex (p95)',
      value: deepScim?.p95Ms ?? Number.NaN,
      unit: 'ms',
      budget: null,
      detail: `median ${deepScim?.p50Ms.toFixed(1)} ms`,
    },
  ];
}
