/** What a command prints: its answer on stdout (as text, or as one JSON document with --json), a failure on stderr. */
import { Refusal } from './kernel/refusal.ts';
import { refusalText } from './texts/texts.ts';

/** Something the command cannot do, in a sentence for the person at the terminal. */
export class CommandError extends Error {}

let json = false;

/** From here on answers and failures are JSON documents. */
export function answerInJson(): void {
  json = true;
}

/** Prints the answer: `data` whole with --json, else the lines made of it. */
export function answer(data: unknown, lines: readonly string[]): void {
  process.stdout.write(json ? `${JSON.stringify(data, null, 2)}\n` : lines.map((line) => `${line}\n`).join(''));
}

/** A remark beside the answer; on stderr, so that a program reading the answer is not disturbed. */
export function remark(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}

interface Failure {
  readonly code: string;
  readonly message: string;
  readonly violations?: readonly unknown[];
}

function failureOf(error: unknown): Failure {
  if (!(error instanceof Refusal)) {
    return { code: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
  const { title, help } = refusalText('en', error.code);
  const { violations, detail } = error.details;
  const faults = (violations ?? []).map((one) =>
    typeof one === 'string' ? one : `${one.path.slice(1).replaceAll('/', '.')} ${one.message}`,
  );
  const reason = faults.length > 0 ? faults.join('; ') : (detail ?? help);
  return {
    code: error.code,
    message: `${title}: ${reason.replace(/\.$/, '')} (${error.code}).`,
    ...(violations === undefined ? {} : { violations }),
  };
}

/** Prints why a command failed: one sentence, or one JSON document. The process ends with status 1. */
export function fail(error: unknown): void {
  const failure = failureOf(error);
  process.stderr.write(json ? `${JSON.stringify({ error: failure })}\n` : `${failure.message}\n`);
  process.exitCode = 1;
}

/** Columns of equal width, two spaces apart. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** One line from standard input, without its line break: a password that must not stand in the process list. */
export async function passwordFromStdin(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) {
    chunks.push(Buffer.from(chunk));
    if (Buffer.concat(chunks).length > 4096) throw new CommandError('The password on standard input is too long.');
  }
  const password = Buffer.concat(chunks)
    .toString('utf8')
    .replace(/\r?\n$/, '');
  if (password === '') throw new CommandError('--password-stdin was given, but standard input is empty.');
  return password;
}
