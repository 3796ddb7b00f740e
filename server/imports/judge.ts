/** What would become of lines now: whom they mean, who is there already, and which are refused. For the check and for the import. */
import type { Caller } from '../kernel/caller.ts';
import type { UserId } from '../kernel/ids.ts';
import type { Transaction } from '../platform/database.ts';
import type { Sealer } from '../platform/seal.ts';
import type { LineOutcome } from '../platform/tables/imports.ts';
import type { Tenant } from '../tenants/tenants.ts';
import { foldIdentifier } from '../users/identifiers.ts';
import { foreseeIn } from '../users/many/foresee.ts';
import type { Users } from '../users/users.ts';
import { accepted, type Candidate, type Claims, candidateOf, type Names, refuseDuplicates } from './candidate.ts';
import { type Plan, recordOf } from './plan.ts';
import { type LineRefusal, lineRefusal, lineRefusalOf } from './reasons.ts';
import { openLine } from './sealed.ts';
import type { ImportKey, LineResult, WaitingLine } from './store-lines.ts';
import { storable } from './upload.ts';

/** All that a part of an import needs to know. */
export interface Work {
  readonly tenant: Tenant;
  readonly key: ImportKey;
  readonly plan: Plan;
  readonly caller: Caller;
  readonly names: Names;
}

export interface JudgeOptions {
  readonly users: Users;
  readonly sealer: Sealer;
}

/** A line, and what is to become of it. */
export interface Verdict extends Candidate {
  /** Who has the username already. */
  owner: UserId | null;
  skipped: boolean;
  repeated: boolean;
}

function verdictOf(sealer: Sealer, { key, plan, names }: Work, { line, sealed, repeated }: WaitingLine): Verdict {
  const { cells, fault } = openLine(sealer, key, line, sealed);
  const value = recordOf(plan, cells);
  const candidate = candidateOf(fault === undefined ? { line, value } : { line, value, fault }, names);
  const verdict = { ...candidate, owner: null, skipped: false, repeated: repeated !== null };
  if (repeated !== null) verdict.refusal = repeated;
  return verdict;
}

/** Whoever exists is theirs: their own name, address, extension and station are no reason to refuse. */
function isTaken({ code, reasons }: LineRefusal): boolean {
  if (code === 'identifier_taken' || code === 'station_taken') return true;
  return reasons.some((reason) => reason.code === 'extension_taken');
}

function refusalToUpdate(
  { caller }: Work,
  one: Verdict & { readonly input: NonNullable<Verdict['input']> },
): LineRefusal | null {
  if (!caller.permissions.has('users:update')) return lineRefusal('not_permitted');
  // What opens one's own account asks who one is, and nobody is there to answer.
  if (one.owner === caller.id) return lineRefusal('not_permitted', 'own_account');
  if (one.input.state === 'disabled') return lineRefusal('invalid_request', 'status_disabled');
  return null;
}

async function putOwners(tx: Transaction, users: Users, work: Work, verdicts: readonly Verdict[]): Promise<void> {
  if (work.plan.existing === 'refuse') return;
  const open = accepted(verdicts);
  const owners = await users.ownersOf(
    tx,
    work.tenant,
    open.map(({ input }) => foldIdentifier(input.username)),
  );
  for (const one of open) {
    one.owner = owners.get(foldIdentifier(one.input.username)) ?? null;
    one.skipped = one.owner !== null && work.plan.existing === 'skip';
    if (one.owner !== null && !one.skipped) one.refusal = refusalToUpdate(work, one);
  }
}

/** @param claimed what earlier lines claim; added to */
export async function judgeLines(
  { users, sealer }: JudgeOptions,
  tx: Transaction,
  work: Work,
  lines: readonly WaitingLine[],
  claimed: Claims,
): Promise<Verdict[]> {
  const verdicts = lines.map((line) => verdictOf(sealer, work, line));
  await putOwners(tx, users, work, verdicts);
  const open = accepted(verdicts).filter((one) => !one.skipped);
  const refusals = await foreseeIn(
    tx,
    work.tenant,
    work.caller,
    open.map(({ input }) => input),
  );
  for (const [index, one] of open.entries()) {
    const found = refusals[index] ?? null;
    const refusal = found === null ? null : lineRefusalOf(found, { ...one.input });
    one.refusal = refusal !== null && one.owner !== null && isTaken(refusal) ? null : refusal;
  }
  const unclaimed = open.filter((one) => one.refusal === null);
  refuseDuplicates(unclaimed, claimed);
  for (const one of unclaimed) one.repeated = one.refusal !== null;
  return verdicts;
}

export function outcomeOf({ refusal, skipped, owner }: Verdict): LineOutcome {
  if (refusal !== null) return 'refused';
  if (skipped) return 'skipped';
  return owner === null ? 'created' : 'updated';
}

export function resultOf(verdict: Verdict): LineResult {
  const { line, username, refusal, repeated } = verdict;
  return {
    line,
    username: username === null ? null : storable(username),
    outcome: outcomeOf(verdict),
    code: refusal?.code ?? null,
    reasons: refusal?.reasons ?? [],
    repeated,
  };
}
