/** Takes a file in: finds out how it is written, reads it as CSV, and stores its lines, some hundreds at a time. */
import type { CsvErrorCode } from 'csv-parse';
import { type Refusal, refuse } from '../kernel/refusal.ts';
import type { Database } from '../platform/database.ts';
import type { Sealer } from '../platform/seal.ts';
import { CsvError, type CsvRecord, csvRecords, decodedText, delimiterOf, textChunks } from './csv.ts';
import { importLinesMax, widthFault } from './file-lines.ts';
import type { Reason } from './reasons.ts';
import { sealLine } from './sealed.ts';
import { type ImportKey, linesInsert } from './store-lines.ts';

const columnsMax = 100;
const columnNameMax = 100;
const batchLines = 500;

/** Excel's first line that names the separator; as an empty one the lines keep their numbers. */
const separatorLine = /^sep=(.)(?=\r?\n)/;

/** The file as a whole is refused, or at the line where reading ended; in words that read on from "the file". */
function refuseFile(message: string, detail: string, line: number | null = null, cause?: unknown): Refusal {
  const path = line === null ? '/file' : `/file/${line}`;
  return refuse('invalid_request', { violations: [{ path, message }], detail }, cause);
}

/** What is no CSV, by the library's own codes. */
const csvFaults: Readonly<Partial<Record<CsvErrorCode, string>>> = {
  INVALID_OPENING_QUOTE: 'has a quotation mark that is out of place',
  CSV_INVALID_CLOSING_QUOTE: 'has a quotation mark that is out of place',
  CSV_QUOTE_NOT_CLOSED: 'has a quotation mark that nothing closes',
  CSV_MAX_RECORD_SIZE: 'has a line that is too long',
};

function readingOf(bytes: Buffer): { readonly text: string; readonly delimiter: string } {
  const text = decodedText(bytes);
  const named = separatorLine.exec(text)?.[1];
  return named === undefined
    ? { text, delimiter: delimiterOf(text) }
    : { text: text.replace(separatorLine, ''), delimiter: named };
}

/** Where reading ended, as an editor counts; null where the library does not say. */
function lineOf({ lines }: CsvError): number | null {
  return Number.isInteger(lines) ? Number(lines) : null;
}

/** Text that PostgreSQL takes. */
export function storable(text: string): string {
  return text.replaceAll('\0', '\u{fffd}').toWellFormed();
}

function columnsOf(cells: readonly string[]): string[] {
  if (cells.length > columnsMax)
    throw refuseFile('names too many columns', `The first line names more than ${columnsMax} columns.`);
  return cells.map((cell) => storable(cell.slice(0, columnNameMax)));
}

async function readRecords(
  records: AsyncGenerator<CsvRecord>,
  store: (batch: { line: number; cells: readonly string[]; fault?: Reason }[]) => Promise<void>,
): Promise<{ columns: string[]; lines: number }> {
  let columns: string[] | null = null;
  let lines = 0;
  let batch: Parameters<typeof store>[0] = [];
  for await (const { cells, line } of records) {
    if (columns === null) {
      columns = columnsOf(cells);
      continue;
    }
    lines += 1;
    if (lines > importLinesMax)
      throw refuseFile(
        'holds too many people',
        `The file holds more than ${importLinesMax} people: import it in parts.`,
      );
    const fault = widthFault(columns, cells);
    const content = { line, cells: cells.map(storable) };
    batch.push(fault === undefined ? content : { ...content, fault });
    if (batch.length < batchLines) continue;
    await store(batch);
    batch = [];
  }
  if (batch.length > 0) await store(batch);
  if (columns === null || lines === 0)
    throw refuseFile(
      'holds nobody',
      'The file holds nobody: its first line names the columns, each further one is a person.',
    );
  return { columns, lines };
}

/**
 * @returns the names of the columns, and how many lines were stored
 * @throws Refusal invalid_request when the file is no CSV, empty, or too long
 */
export async function storeUpload(
  { database, sealer }: { readonly database: Database; readonly sealer: Sealer },
  key: ImportKey,
  bytes: Buffer,
): Promise<{ columns: string[]; lines: number }> {
  const { text, delimiter } = readingOf(bytes);
  try {
    return await readRecords(csvRecords(textChunks(text), delimiter), (batch) => {
      const rows = batch.map(({ line, ...content }) => ({ line, sealed: sealLine(sealer, key, line, content) }));
      return database.withTenant(key.tenant, (tx) => linesInsert(tx, key, rows));
    });
  } catch (cause) {
    if (cause instanceof CsvError)
      throw refuseFile(
        csvFaults[cause.code] ?? 'is not CSV',
        `The file is not CSV: ${cause.message}.`,
        lineOf(cause),
        cause,
      );
    throw cause;
  }
}
