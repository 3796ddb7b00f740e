/** CSV as files hold it (RFC 4180), read a record at a time; and what separates its cells, where nobody said. */
import { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { CsvError, parse } from 'csv-parse';

/** Characters of a record; the cells of the longest permitted are a hundredth of it. */
export const recordCharactersMax = 65_536;

export interface CsvRecord {
  readonly cells: readonly string[];
  /** As an editor counts, from 1; of a record over several lines the last. */
  readonly line: number;
}

export { CsvError };

/** Every record that is not blank, its cells without outer white space. @throws CsvError */
export async function* csvRecords(
  texts: AsyncIterable<string> | Iterable<string>,
  delimiter = ',',
): AsyncGenerator<CsvRecord> {
  const source = Readable.from(texts);
  const parser = source.pipe(
    parse({
      delimiter,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      // What a spreadsheet saves of rows that were emptied.
      skip_records_with_empty_values: true,
      trim: true,
      max_record_size: recordCharactersMax,
    }),
  );
  source.on('error', (error) => parser.destroy(error));
  try {
    for await (const item of parser) {
      // What `info: true` without `columns` yields, as the library documents it.
      const { record, info } = item as { record: string[]; info: { lines: number } };
      yield { cells: record, line: info.lines };
    }
  } finally {
    source.destroy();
  }
}

const chunkCharacters = 16_384;

/** A long text piece by piece, with a turn for everybody else before each: lines that hold nothing wait for nothing by themselves. */
export async function* textChunks(text: string): AsyncGenerator<string> {
  for (let start = 0; start < text.length; start += chunkCharacters) {
    await turn();
    yield text.slice(start, start + chunkCharacters);
  }
}

const delimiters = [',', ';', '\t', '|'] as const;

/** What separates the cells of the first line: what it holds most often outside of quotes; a comma where it holds none. */
export function delimiterOf(text: string): string {
  // Of a first line without an end, no more than a record may have.
  const [first = ''] = text.slice(0, recordCharactersMax).split(/[\r\n]/, 1);
  const bare = first.replace(/"[^"]*"/g, '');
  const counted = delimiters.map((delimiter) => ({ delimiter, count: bare.split(delimiter).length }));
  return counted.toSorted((one, other) => other.count - one.count)[0]?.delimiter ?? ',';
}

const windows1252 = 'windows-1252';

/**
 * The text of a file: UTF-8 or UTF-16 by its byte order mark, else UTF-8, and what is not that as Windows-1252, in which
 * spreadsheets save "CSV".
 */
export function decodedText(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder(windows1252).decode(bytes);
  }
}
