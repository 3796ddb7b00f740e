/**
 * Import makes many users out of a file. Every line is judged by the rules of the API and goes through the door of users,
 * which audits it; a refusal on one line does not stop the others, and running a file again makes nobody twice.
 */
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Caller } from '../kernel/caller.ts';
import { Refusal, type RefusalCode, refuse } from '../kernel/refusal.ts';
import type { Tenant } from '../tenants/tenants.ts';
import { refusalText } from '../texts/texts.ts';
import { Email, Extension, Locale, PersonName, RoleKey, StationNumber, Username } from '../users/fields.ts';
import { identifiersOf } from '../users/foresee.ts';
import type { StationChoice } from '../users/station.ts';
import type { NewUser, Users } from '../users/users.ts';
import { type FileLine, ImportError, readImportFile } from './import-file.ts';
import { createPasswordsFile, type PasswordsFile } from './import-passwords.ts';

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

const ImportedUser = Type.Object(
  {
    username: Username,
    email: Type.Optional(Email),
    firstName: Type.Optional(PersonName),
    lastName: Type.Optional(PersonName),
    role: Type.Optional(RoleKey),
    extension: Type.Optional(Extension),
    station: Type.Optional(Type.Union([StationNumber, Type.Literal('none')])),
    locale: Type.Optional(Locale),
  },
  { additionalProperties: false },
);
const userCheck = Compile(ImportedUser);

/** A line on its way: `refusal` is set at the first step that refuses it. */
interface Candidate {
  readonly line: number;
  readonly username: string | null;
  readonly input: NewUser | null;
  refusal: Refusal | null;
  /** Beside the outcome, when more must be said. */
  remark: string | null;
}

/** A number is theirs alone; without one they choose each time. */
function stationOf(cell: string): StationChoice {
  return cell === 'none' ? { mode: 'none' } : { mode: 'static', id: cell };
}

function candidateOf({ line, value, fault }: FileLine): Candidate {
  const username = typeof value.username === 'string' ? value.username.slice(0, 100) : null;
  const none = { line, username, input: null, remark: null };
  if (fault !== undefined) return { ...none, refusal: refuse('invalid_request', { detail: `The line ${fault}.` }) };
  if (!userCheck.Check(value)) {
    const violations = [...userCheck.Errors(value)]
      .slice(0, 20)
      .map(({ instancePath, message }) => ({ path: instancePath, message }));
    return { ...none, refusal: refuse('invalid_request', { violations }) };
  }
  const { station, ...user } = value;
  const input = {
    ...user,
    role: value.role ?? 'agent',
    ...(station === undefined ? {} : { station: stationOf(station) }),
  };
  return { ...none, input, refusal: null };
}

/** Short, because there may be thousands: what is wrong with this line, or the title of the refusal. */
function sentenceOf({ code, details }: Refusal): string {
  const faults = (details.violations ?? []).map((one) =>
    typeof one === 'string' ? one : `${one.path.slice(1)} ${one.message}`.trim(),
  );
  const reason = faults.length > 0 ? faults.join('; ') : (details.detail ?? refusalText('en', code).title);
  return `${reason.replace(/\.$/, '')}.`;
}

/** Lines that nothing has refused yet. */
function accepted(candidates: readonly Candidate[]): (Candidate & { readonly input: NewUser })[] {
  return candidates.filter(
    (one): one is Candidate & { readonly input: NewUser } => one.input !== null && one.refusal === null,
  );
}

/** Of two lines that claim the same name, address, extension or station the first keeps it. */
function refuseDuplicates(candidates: readonly Candidate[]): void {
  const claimed = new Map<string, number>();
  for (const one of accepted(candidates)) {
    const { extension } = one.input;
    const station = one.input.station?.id ?? null;
    const identifier = identifiersOf(one.input).find((name) => claimed.has(`identifier ${name}`));
    if (identifier !== undefined) {
      const line = claimed.get(`identifier ${identifier}`);
      one.refusal = refuse('identifier_taken', { detail: `"${identifier}" is in line ${line} already.` });
    } else if (extension && claimed.has(`extension ${extension}`)) {
      const message = `is in line ${claimed.get(`extension ${extension}`)} already`;
      one.refusal = refuse('invalid_request', { violations: [{ path: '/extension', message }] });
    } else if (station !== null && claimed.has(`station ${station}`)) {
      one.refusal = refuse('station_taken', {
        detail: `Station ${station} is in line ${claimed.get(`station ${station}`)} already.`,
      });
    } else {
      for (const name of identifiersOf(one.input)) claimed.set(`identifier ${name}`, one.line);
      if (extension) claimed.set(`extension ${extension}`, one.line);
      if (station !== null) claimed.set(`station ${station}`, one.line);
    }
  }
}

async function judge(users: Users, tenant: Tenant, caller: Caller, lines: readonly FileLine[]): Promise<Candidate[]> {
  const candidates = lines.map(candidateOf);
  const shaped = accepted(candidates);
  const foreseen = await users.foresee(
    tenant,
    caller,
    shaped.map(({ input }) => input),
  );
  for (const [index, one] of shaped.entries()) one.refusal = foreseen[index] ?? null;
  refuseDuplicates(candidates);
  return candidates;
}

/** Fails only when going on makes no sense; the line is marked then. */
async function createOne(
  create: (input: NewUser) => ReturnType<Users['create']>,
  one: Candidate & { readonly input: NewUser },
  passwordsFile: PasswordsFile | null,
): Promise<boolean> {
  let handedOver: string | undefined;
  try {
    handedOver = (await create(one.input)).temporaryPassword;
  } catch (error) {
    one.refusal = error instanceof Refusal ? error : refuse('internal', {}, error);
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
  create: (input: NewUser) => ReturnType<Users['create']>,
  candidates: readonly Candidate[],
  passwordsFile: PasswordsFile | null,
): Promise<number> {
  const waiting = accepted(candidates)[Symbol.iterator]();
  let passwords = 0;
  let stoppedBy: string | null = null;
  const work = async (): Promise<void> => {
    for (const one of waiting) {
      if (stoppedBy !== null) {
        one.refusal = refuse('unavailable', { detail: `Not tried, because line ${stoppedBy}` });
        continue;
      }
      try {
        if (await createOne(create, one, passwordsFile)) passwords += 1;
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        stoppedBy ??= `${one.line} failed: ${reason}. Run the import again later.`;
      }
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  return passwords;
}

function lineOf({ line, username, refusal, remark }: Candidate, dryRun: boolean): ImportLine {
  if (refusal) return { line, username, outcome: 'refused', code: refusal.code, message: sentenceOf(refusal) };
  const outcome = dryRun ? 'would_create' : 'created';
  return remark === null ? { line, username, outcome } : { line, username, outcome, code: 'internal', message: remark };
}

/**
 * Makes the users of a file, or with `dryRun` tells what would become of each line.
 * @throws ImportError when the file cannot be read, or passwords have nowhere to go; nothing is created then
 * @throws Refusal not_permitted
 */
export async function importUsers(
  { users }: { readonly users: Users },
  tenant: Tenant,
  caller: Caller,
  { file, dryRun, passwordsFile }: ImportOptions,
): Promise<ImportResult> {
  const candidates = await judge(users, tenant, caller, await readImportFile(file));
  const withoutAddress = (one: Candidate): boolean => one.input !== null && !one.input.email?.trim();
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
      passwords = await createAll((input) => users.create(tenant, caller, input), candidates, written);
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
