/** The import itself, some hundred lines at a time: users and what became of their lines are committed together, so none is lost or made twice. */
import type { UserId } from '../kernel/ids.ts';
import { Refusal } from '../kernel/refusal.ts';
import type { Transaction } from '../platform/database.ts';
import { needsHash, Overtaken, type PreparedRecruit, type Recruit } from '../users/many/create-many.ts';
import type { UserPatch } from '../users/users.ts';
import { accepted } from './candidate.ts';
import { type Counts, noCounts } from './check.ts';
import { judgeLines, resultOf, type Verdict, type Work } from './judge.ts';
import { type LineRefusal, lineRefusal, lineRefusalOf } from './reasons.ts';
import { sealPassword } from './sealed.ts';
import { importCount, importHold } from './store.ts';
import { type LineResult, linesDone, linesWaiting, type WaitingLine } from './store-lines.ts';
import { passwordsInsert } from './store-passwords.ts';
import type { WorkerOptions } from './worker-options.ts';

const batchLines = 250;
/** Passwords hashed for one batch: some seconds, so that the import can be seen to go on, and to stop. */
const hashesMax = 40;
const triesMax = 5;

/** Somebody cancelled it. */
export class NoLongerWanted extends Error {}

type Wanted = Verdict & { readonly input: Recruit };

/** What a line sets of somebody who exists: its own cells, nothing more, and never their password. */
function patchOf({ state, foreign: _kept, ...input }: Recruit, plan: Work['plan']): UserPatch {
  const { role, ...others } = input;
  const saysRole = plan.columns.includes('role') || plan.constants.role !== undefined;
  return {
    ...others,
    ...(saysRole ? { role } : {}),
    ...(state === 'active' || state === 'inactive' ? { status: state } : {}),
  };
}

function asLineRefusal(refusal: Refusal | null | undefined, { input }: Wanted): LineRefusal | null {
  return refusal ? lineRefusalOf(refusal, { ...input }) : null;
}

/** Notes for good what has become of lines. @throws NoLongerWanted, when it was cancelled: nothing of this transaction happens */
async function settle(tx: Transaction, { key }: Work, results: readonly LineResult[]): Promise<void> {
  if (results.length === 0) return;
  if (!(await importHold(tx, key.tenant, key.id, 'running'))) throw new NoLongerWanted();
  const counts: Counts = noCounts();
  for (const { outcome } of results) counts[outcome] += 1;
  if ((await linesDone(tx, key, results)) < results.length) throw new Error('A line was imported by somebody else.');
  await importCount(tx, key.tenant, key.id, counts);
}

/** Cut where more passwords would have to be hashed than a batch may take. */
function affordable(work: Work, verdicts: readonly Verdict[]): readonly Verdict[] {
  let hashes = 0;
  const end = verdicts.findIndex((one) => {
    const isNew = one.input !== null && one.refusal === null && one.owner === null;
    if (isNew && one.input !== null && needsHash(work.tenant, one.input, work.plan.passwords)) hashes += 1;
    return hashes > hashesMax;
  });
  return end < 0 ? verdicts : verdicts.slice(0, end);
}

/** Those of one batch who are new, in one transaction with the lines of which nothing else becomes. */
async function settleNew(
  { database, users, sealer }: WorkerOptions,
  work: Work,
  plain: readonly Verdict[],
  recruits: readonly Wanted[],
  prepared: readonly PreparedRecruit[],
): Promise<void> {
  const { key, tenant, caller } = work;
  await database.withTenant(key.tenant, async (tx) => {
    const refusals = await users.insertMany(tx, tenant, caller, prepared);
    const results = recruits.map((one, index) => resultOf({ ...one, refusal: asLineRefusal(refusals[index], one) }));
    await settle(tx, work, [...plain.map(resultOf), ...results]);
    const handedOver = recruits.flatMap(({ line }, index) => {
      const one = prepared[index];
      if (refusals[index] || !one?.credential || one.mailed !== null) return [];
      const { credential, row } = one;
      const content = { username: row.username, temporaryPassword: credential.plain };
      return [{ line, sealed: sealPassword(sealer, key, line, content) }];
    });
    await passwordsInsert(tx, key, handedOver);
  });
}

/** One who exists: a transaction of their own, as every change of one person is. */
async function settleExisting(
  { database, users }: WorkerOptions,
  work: Work,
  one: Wanted,
  owner: UserId,
): Promise<void> {
  const { key, tenant, caller, plan } = work;
  try {
    await database.withTenant(key.tenant, async (tx) => {
      await users.updateIn(tx, tenant, caller, owner, patchOf(one.input, plan));
      await settle(tx, work, [resultOf(one)]);
    });
  } catch (error) {
    if (!(error instanceof Refusal) || error.code === 'unavailable') throw error;
    await database.withTenant(key.tenant, (tx) =>
      settle(tx, work, [resultOf({ ...one, refusal: asLineRefusal(error, one) })]),
    );
  }
}

async function settleLines(options: WorkerOptions, work: Work, lines: readonly WaitingLine[]): Promise<void> {
  const { database, users } = options;
  const judged = await database.withTenant(work.key.tenant, (tx) => judgeLines(options, tx, work, lines, new Map()));
  const verdicts = affordable(work, judged);
  const going = accepted(verdicts).filter((one) => !one.skipped);
  const recruits = going.filter((one) => one.owner === null);
  const inputs = recruits.map(({ input }) => input);
  const prepared = await users.prepareMany(work.tenant, inputs, work.plan.passwords);
  const plain = verdicts.filter((one) => one.refusal !== null || one.skipped);
  await settleNew(options, work, plain, recruits, prepared);
  for (const one of going) {
    if (one.owner !== null) await settleExisting(options, work, one, one.owner);
  }
}

/** No line's own fault: the database is away, or whoever asked for the import may not make anybody any more. */
function endsAll(error: unknown): boolean {
  return error instanceof Refusal && (error.code === 'unavailable' || error.code === 'not_permitted');
}

/** A fault that one line brings about stops no other: it is found by trying them one by one, and told. */
async function settleApart(
  options: WorkerOptions,
  work: Work,
  lines: readonly WaitingLine[],
  cause: unknown,
): Promise<void> {
  const [only] = lines;
  if (lines.length > 1) {
    for (const line of lines)
      await settleLines(options, work, [line]).catch((error) => apart(options, work, line, error));
  } else if (only !== undefined) await apart(options, work, only, cause);
}

async function apart(options: WorkerOptions, work: Work, { line }: WaitingLine, cause: unknown): Promise<void> {
  if (cause instanceof NoLongerWanted || endsAll(cause)) throw cause;
  options.onError(cause);
  const result: LineResult = {
    line,
    username: null,
    outcome: 'refused',
    ...lineRefusal('internal', 'line_failed'),
  };
  await options.database.withTenant(work.key.tenant, (tx) => settle(tx, work, [result]));
}

/**
 * The next lines. @returns whether there were any
 * @throws NoLongerWanted
 * @throws Refusal unavailable (to be tried again later), not_permitted
 */
export async function runBatch(options: WorkerOptions, work: Work): Promise<boolean> {
  const { key } = work;
  const lines = await options.database.withTenant(key.tenant, (tx) => linesWaiting(tx, key, 0, batchLines));
  if (lines.length === 0) return false;
  for (let tries = 1; ; tries += 1) {
    try {
      await settleLines(options, work, lines);
      return true;
    } catch (error) {
      if (error instanceof Overtaken && tries < triesMax) continue;
      if (error instanceof NoLongerWanted || endsAll(error)) throw error;
      await settleApart(options, work, lines, error);
      return true;
    }
  }
}
