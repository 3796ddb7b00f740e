/**
 * The file that the command line imports: CSV with a header row (RFC 4180), or JSON lines when its name ends in .ndjson or
 * .jsonl. UTF-8, with or without a byte order mark. It knows lines and columns; what a user may be is judged elsewhere.
 */
import { createReadStream } from 'node:fs';
import type { FileLine } from './candidate.ts';
import { CsvError, csvRecords, recordCharactersMax } from './csv.ts';
import { type ImportField, importFields } from './fields.ts';
import type { Reason } from './reasons.ts';

/** The file as a whole cannot be used, or an option is missing; the message is a sentence for the terminal. */
export class ImportError extends Error {}

/** Nobody is made inactive or disabled from the terminal. */
const notFromTerminal: readonly ImportField[] = ['status'];
const importColumns = importFields.filter((field) => !notFromTerminal.includes(field));

/** Lines of one import. */
export const importLinesMax = 100_000;

/** A byte order mark is dropped by the decoder. @throws TypeError at what is not UTF-8 */
async function* textOf(path: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for await (const chunk of createReadStream(path)) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

function checkHeader(header: readonly string[]): void {
  const known: readonly string[] = importColumns;
  const unknown = header.find((column) => !known.includes(column));
  if (unknown !== undefined)
    throw new ImportError(
      `"${unknown.slice(0, 100)}" is no column of an import. Columns are ${importColumns.join(', ')}, separated by commas.`,
    );
  const twice = header.find((column, index) => header.indexOf(column) !== index);
  if (twice !== undefined) throw new ImportError(`The column ${twice} is there twice.`);
  if (!header.includes('username')) throw new ImportError('The column username is missing from the first line.');
}

/** Why a record is none of this header's; undefined when it is. */
export function widthFault(header: readonly string[], cells: readonly string[]): Reason | undefined {
  return cells.length === header.length
    ? undefined
    : { code: 'width', parameters: { cells: cells.length, columns: header.length } };
}

function csvLine(header: readonly string[], record: readonly string[], line: number): FileLine {
  const cells = header.map((column, index) => [column, record[index] ?? ''] as const);
  const value = Object.fromEntries(cells.filter(([column, cell]) => cell !== '' || column === 'username'));
  const fault = widthFault(header, record);
  return fault === undefined ? { line, value } : { line, value, fault };
}

async function* csvLines(path: string): AsyncGenerator<FileLine> {
  let header: readonly string[] | null = null;
  for await (const { cells, line } of csvRecords(textOf(path))) {
    if (header !== null) {
      yield csvLine(header, cells, line);
      continue;
    }
    checkHeader(cells);
    header = cells;
  }
  if (header === null) throw new ImportError('The file is empty: its first line must name the columns.');
}

function jsonLine(text: string, line: number): FileLine {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      // Left out, it would make somebody active who is not to be.
      const isForeign = notFromTerminal.some((field) => Object.hasOwn(value, field));
      const fault = isForeign ? { fault: { code: 'not_readable', parameters: {} } as const } : {};
      // Narrowed to an object above; every member is judged by the reader of the line.
      return { line, value: value as Record<string, unknown>, ...fault };
    }
  } catch {
    // Said below, in the same words for everything that is no object.
  }
  return { line, value: {}, fault: { code: 'not_object', parameters: {} } };
}

async function* jsonLines(path: string): AsyncGenerator<FileLine> {
  let rest = '';
  let line = 0;
  for await (const text of textOf(path)) {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      line += 1;
      if (part.trim() !== '') yield jsonLine(part, line);
    }
    if (rest.length > recordCharactersMax) throw new ImportError(`Line ${line + 1} of the file is too long.`);
  }
  if (rest.trim() !== '') yield jsonLine(rest, line + 1);
}

function readError(cause: unknown): unknown {
  if (cause instanceof CsvError) return new ImportError(`The file is not CSV: ${cause.message}.`, { cause });
  if (!(cause instanceof Error) || !('code' in cause)) return cause;
  if (cause.code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
    return new ImportError('The file is not UTF-8. In Excel, save it as "CSV UTF-8".', { cause });
  return 'syscall' in cause ? new ImportError(`The file cannot be read: ${cause.message}.`, { cause }) : cause;
}

/**
 * Every line of the file but the header and blank ones.
 * @throws ImportError when the file cannot be read as what its name says, or holds more than 100,000 lines
 */
export async function readImportFile(path: string): Promise<FileLine[]> {
  const lines: FileLine[] = [];
  try {
    for await (const line of /\.(ndjson|jsonl)$/i.test(path) ? jsonLines(path) : csvLines(path)) {
      if (lines.length === importLinesMax)
        throw new ImportError(`The file holds more than ${importLinesMax} users: import it in parts.`);
      lines.push(line);
    }
  } catch (cause) {
    throw readError(cause);
  }
  return lines;
}
