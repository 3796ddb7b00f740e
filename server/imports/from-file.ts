/**
 * The import of the command line makes many users out of a file. Every line is judged by the rules of the API and goes through the door of users,
 * which audits it; a refusal on one line does not stop the others, and running a file again makes nobody twice.
 */
import type { Caller } from '../kernel/caller.ts';
import { Refusal, type RefusalCode } from '../kernel/refusal.ts';
import type { Database } from '../platform/database.ts';
import type { Tenant } from '../tenants/tenants.ts';
import { Overtaken, type Recruit } from '../users/many/create-many.ts';
import type { Users } from '../users/users.ts';
import { accepted, type Candidate, candidateOf, type FileLine, refuseDuplicates } from './candidate.ts';
import { ImportError, readImportFile } from './file-lines.ts';
import { type NamesOptions, namesOf } from './names.ts';
import { createPasswordsFile, type PasswordsFile } from './passwords-file.ts';
import { lineRefusal, lineRefusalOf, sentenceOf } from './reasons.ts';

export interface ImportLine {
  readonly line: number;
  /** Null when the line does not say one. */
  readonly username: string | null;
  readonly outcome: 'created' | 'refused' | 'would_create';
  readonly code?: RefusalCode;
  readonly message?: string;
}

export interface ImportResult {
  readonly created: number;
  readonly wouldCreate: number;
  readonly refused: number;
  /** Temporary passwords written to the file for them. */
  readonly passwords: number;
  readonly lines: readonly ImportLine[];
}

export interface ImportOptions {
  /** Path of what is read. */
  readonly file: string;
  /** Judge everything, write nothing. */
  readonly dryRun: boolean;
  /** Path of the file to make for temporary passwords that are not mailed. */
  readonly passwordsFile: string | null;
}

/** Users made at once. Hashing is the limit, and its threads are fewer than this. */
const workers = 8;

export interface FromFileOptions extends NamesOptions {
  readonly database: Database;
  readonly users: Users;
}

/** Makes one; what they are to be handed, if anything. */
type Create = (input: Recruit) => Promise<{ readonly temporaryPassword?: string }>;

/** How often somebody else may be quicker. */
const triesMax = 5;

/** Beside the outcome, when more must be said. */
interface Work extends Candidate {
  remark: string | null;
}

async function judge(
  options: FromFileOptions,
  tenant: Tenant,
  caller: Caller,
  lines: readonly FileLine[],
): Promise<Work[]> {
  const names = await namesOf(options, caller);
  const candidates = lines.map((line) => ({ ...candidateOf(line, names), remark: null }));
  const shaped = accepted(candidates);
  const foreseen = await options.users.foresee(
    tenant,
    caller,
    shaped.map(({ input }) => input),
  );
  for (const [index, one] of shaped.entries()) {
    const refusal = foreseen[index] ?? null;
    one.refusal = refusal === null ? null : lineRefusalOf(refusal, { ...one.input });
  }
  refuseDuplicates(candidates);
  return candidates;
}

/** One who brings their password along is made by the door of many: nothing is mailed, and there is nothing to hand over. */
async function createWithHash(
  { database, users }: FromFileOptions,
  tenant: Tenant,
  caller: Caller,
  input: Recruit,
): Promise<object> {
  const prepared = await users.prepareMany(tenant, [input], 'usual');
  for (let tries = 1; ; tries += 1) {
    try {
      const [refusal] = await database.withTenant(tenant.id, (tx) => users.insertMany(tx, tenant, caller, prepared));
      if (refusal) throw refusal;
      return {};
    } catch (error) {
      if (!(error instanceof Overtaken) || tries === triesMax) throw error;
    }
  }
}

function creator(options: FromFileOptions, tenant: Tenant, caller: Caller): Create {
  return (input) => {
    if (input.foreign !== undefined) return createWithHash(options, tenant, caller, input);
    const { foreign: _none, state: _active, ...user } = input;
    return options.users.create(tenant, caller, user);
  };
}

/** Fails only when going on makes no sense; the line is marked then. */
async function createOne(
  create: Create,
  one: Work & { readonly input: Recruit },
  passwordsFile: PasswordsFile | null,
): Promise<boolean> {
  let handedOver: string | undefined;
  try {
    handedOver = (await create(one.input)).temporaryPassword;
  } catch (error) {
    one.refusal = error instanceof Refusal ? lineRefusalOf(error, { ...one.input }) : lineRefusal('internal');
    if (!(error instanceof Refusal)) throw error;
  }
  if (handedOver === undefined) return false;
  try {
    await passwordsFile?.add(one.input.username.trim(), handedOver);
  } catch (error) {
    one.remark = 'Created, but the temporary password could not be written down: set another one (user set-password).';
    throw error;
  }
  return true;
}

/** @returns how many passwords were written down */
async function createAll(
  create: Create,
  candidates: readonly Work[],
  passwordsFile: PasswordsFile | null,
): Promise<number> {
  const waiting = accepted(candidates)[Symbol.iterator]();
  let passwords = 0;
  let stoppedBy: { readonly line: number; readonly cause: string } | null = null;
  const work = async (): Promise<void> => {
    for (const one of waiting) {
      if (stoppedBy !== null) {
        one.refusal = lineRefusal('unavailable', 'not_tried', stoppedBy);
        continue;
      }
      try {
        if (await createOne(create, one, passwordsFile)) passwords += 1;
      } catch (error) {
        const cause = error instanceof Error ? error.message : String(error);
        stoppedBy ??= { line: one.line, cause };
      }
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  return passwords;
}

function lineOf({ line, username, refusal, remark }: Work, dryRun: boolean): ImportLine {
  if (refusal) return { line, username, outcome: 'refused', code: refusal.code, message: sentenceOf(refusal, 'en') };
  const outcome = dryRun ? 'would_create' : 'created';
  return remark === null ? { line, username, outcome } : { line, username, outcome, code: 'internal', message: remark };
}

/**
 * Makes the users of a file, or with `dryRun` tells what would become of each line.
 * @throws ImportError when the file cannot be read, or passwords have nowhere to go; nothing is created then
 * @throws Refusal not_permitted
 */
export async function importUsers(
  options: FromFileOptions,
  tenant: Tenant,
  caller: Caller,
  { file, dryRun, passwordsFile }: ImportOptions,
): Promise<ImportResult> {
  const candidates = await judge(options, tenant, caller, await readImportFile(file));
  const withoutAddress = ({ input }: Candidate): boolean =>
    input !== null && input.foreign === undefined && !input.email?.trim();
  const first = candidates.find(withoutAddress);
  if (first && !dryRun && passwordsFile === null)
    throw new ImportError(
      `Line ${first.line} has no e-mail address, so its temporary password cannot be mailed: name a new file for such passwords with --passwords FILE.`,
    );
  let passwords = 0;
  if (!dryRun) {
    const needed = passwordsFile !== null && accepted(candidates).some(withoutAddress);
    const written = needed ? await createPasswordsFile(passwordsFile) : null;
    try {
      passwords = await createAll(creator(options, tenant, caller), candidates, written);
    } finally {
      await written?.close();
    }
  }
  const lines = candidates.map((one) => lineOf(one, dryRun));
  const count = (outcome: ImportLine['outcome']): number => lines.filter((one) => one.outcome === outcome).length;
  return {
    created: count('created'),
    wouldCreate: count('would_create'),
    refused: count('refused'),
    passwords,
    lines,
  };
}
