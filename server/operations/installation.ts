/**
 * The installation as its operators see it: versions, processes, what the doctor finds, the job queue, and the mails of every
 * organisation that wait or were refused. They see how much of what there is, never what is in it: no payload, no whole address.
 */
import { readFile } from 'node:fs/promises';
import { record } from '../audit/audit.ts';
import type { Caller } from '../kernel/caller.ts';
import { now } from '../kernel/clock.ts';
import { refuse } from '../kernel/refusal.ts';
import { maskedAddress } from '../users/emails/masked-address.ts';
import { examine, type Finding, type Patient } from './doctor.ts';
import {
  type JobRow,
  jobList,
  jobRetry,
  type MailRow,
  mailList,
  type NodeRow,
  nodeList,
  type Totals,
  totalsFetch,
} from './store-installation.ts';

export interface InstallationState {
  readonly at: string;
  /** Of Usher. */
  readonly version: string;
  readonly node: string;
  readonly processes: readonly {
    readonly id: string;
    readonly startedAt: string;
    readonly beatAt: string;
    readonly tabs: number;
  }[];
  readonly totals: Totals;
  readonly findings: readonly Finding[];
}

export interface Job {
  readonly id: string;
  /** What is to be done. */
  readonly task: string;
  readonly state: JobState;
  readonly attempts: number;
  readonly attemptsMax: number;
  readonly runAt: string;
  readonly lastError: string | null;
}

export const jobStates = ['waiting', 'running', 'failed'] as const;
export type JobState = (typeof jobStates)[number];
export const mailStates = ['queued', 'failed', 'expired'] as const;
export type MailState = (typeof mailStates)[number];

export interface WaitingMail {
  readonly id: string;
  /** Slug. */
  readonly organization: string;
  readonly template: string;
  /** As much of the address as tells it from others. */
  readonly recipient: string;
  readonly status: MailState;
  readonly attempts: number;
  readonly lastError: string | null;
  readonly createdAt: string;
}

interface Query<State> {
  readonly state: State | null;
  readonly limit: number;
  readonly cursor: string | null;
}

interface Page<Item> {
  readonly items: Item[];
  readonly next: string | null;
}

function assertMayRead(caller: Caller): void {
  if (!caller.permissions.has('installation:read')) throw refuse('not_permitted');
}

/** Of the package that is running. */
async function versionOf(): Promise<string> {
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  // Our own file, which npm would not have installed without a version.
  return (JSON.parse(text) as { version: string }).version;
}

function processOf({ id, started_at, beat_at, tabs }: NodeRow): InstallationState['processes'][number] {
  return { id, startedAt: started_at.toISOString(), beatAt: beat_at.toISOString(), tabs };
}

/** @throws Refusal not_permitted */
export async function installationState(patient: Patient, caller: Caller): Promise<InstallationState> {
  assertMayRead(caller);
  const { database } = patient;
  const [version, findings, nodes, totals] = await Promise.all([
    versionOf(),
    examine(patient),
    database.withSystem(nodeList),
    database.withSystem(totalsFetch),
  ]);
  const at = now().toString();
  return { at, version, node: process.versions.node, processes: nodes.map(processOf), totals, findings };
}

/** What a mail server answers names whom it refused, more often than not. */
function withoutAddresses(said: string | null): string | null {
  if (said === null) return null;
  const words = said.split(/([\s<>()[\]"',;:]+)/);
  return words.map((word) => (word.includes('@') ? maskedAddress(word) : word)).join('');
}

function jobOf(row: JobRow): Job {
  return {
    id: row.id,
    task: row.task,
    state: row.state,
    attempts: row.attempts,
    attemptsMax: row.max_attempts,
    runAt: row.run_at.toISOString(),
    lastError: withoutAddresses(row.last_error),
  };
}

/** A number that the database takes for a job's id; null for anything else. */
function jobIdOf(text: string): string | null {
  return /^[1-9]\d{0,17}$/.test(text) ? text : null;
}

function pageOf<Row, Item extends { readonly id: string }>(
  rows: readonly Row[],
  limit: number,
  of: (row: Row) => Item,
): Page<Item> {
  const items = rows.slice(0, limit).map(of);
  return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}

/** The oldest first. @throws Refusal not_permitted, invalid_request */
export async function listJobs(
  { database }: Pick<Patient, 'database'>,
  caller: Caller,
  { state, limit, cursor }: Query<JobState>,
): Promise<Page<Job>> {
  assertMayRead(caller);
  const after = cursor === null ? null : jobIdOf(cursor);
  if (cursor !== null && after === null) throw refuse('invalid_request', { detail: 'cursor is not one of ours' });
  return pageOf(await database.withSystem((tx) => jobList(tx, { state, limit, after })), limit, jobOf);
}

/** Tries a job at once, with all its attempts before it again. @throws Refusal not_permitted, not_found (done, or running now) */
export async function retryJob({ database }: Pick<Patient, 'database'>, caller: Caller, id: string): Promise<void> {
  if (!caller.permissions.has('installation:update')) throw refuse('not_permitted');
  const job = jobIdOf(id);
  await database.withSystem(async (tx) => {
    const task = job === null ? null : await jobRetry(tx, job);
    if (task === null) throw refuse('not_found');
    await record(tx, caller, {
      action: 'installation.job.retry',
      target: { kind: 'job', id: null, name: task },
      details: { job },
    });
  });
}

function mailOf(row: MailRow): WaitingMail {
  return {
    id: row.id,
    organization: row.slug,
    template: row.template,
    recipient: maskedAddress(row.recipient),
    status: row.status,
    attempts: row.attempts,
    lastError: withoutAddresses(row.last_error),
    createdAt: row.created_at.toISOString(),
  };
}

/** The newest first, of every organisation. @throws Refusal not_permitted, invalid_request */
export async function listWaitingMails(
  { database }: Pick<Patient, 'database'>,
  caller: Caller,
  { state, limit, cursor }: Query<MailState>,
): Promise<Page<WaitingMail>> {
  assertMayRead(caller);
  if (cursor !== null && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(cursor))
    throw refuse('invalid_request', { detail: 'cursor is not one of ours' });
  return pageOf(await database.withSystem((tx) => mailList(tx, { state, limit, before: cursor })), limit, mailOf);
}
