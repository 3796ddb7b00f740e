/**
 * The backup's file: gzip of JSON lines. First the header, then batches of rows table by table, last the trailer with the
 * number of rows per table, the SHA-256 of everything before it, and an HMAC-SHA-256 of the same under a sub-key of the key
 * file. So a file that was cut off, damaged or altered is recognised, and so is the wrong key file. The keys are not in it.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type { Sealer } from '../platform/seal.ts';

/** The file cannot be written, read or trusted; the message is a sentence for the terminal. */
export class BackupError extends Error {}

export interface BackupHeader {
  readonly format: 'usher-backup';
  readonly version: 1;
  /** Of the Usher that wrote it. */
  readonly usher: string;
  /** RFC 3339. */
  readonly madeAt: string;
  readonly migrations: readonly { readonly name: string; readonly checksum: string }[];
}

export interface BackupBatch {
  readonly table: string;
  /** In the order of the rows' first member. */
  readonly columns: readonly string[];
  readonly count: number;
  /** The line as it stands in the file; its member `rows` is an array of rows. Parsed by the database, not here: exact numbers. */
  readonly json: string;
}

interface Trailer {
  readonly counts: Readonly<Record<string, number>>;
  readonly sha256: string;
  readonly keyId: string;
  readonly hmac: string;
}

/** A line holds at most one batch; longer is no backup of ours. */
const lineBytesMax = 64 * 1024 * 1024;
const purpose = 'backup';

interface Digests {
  update(bytes: Buffer): void;
  sha256(): string;
  /** Under a named key; RangeError when the keyring has no such key. */
  hmac(): string;
}

function digests(sealer: Sealer, keyId: string): Digests {
  const sha256 = createHash('sha256');
  const hmac = createHmac('sha256', sealer.deriveKey(purpose, keyId));
  return {
    update: (bytes) => {
      sha256.update(bytes);
      hmac.update(bytes);
    },
    sha256: () => sha256.digest('hex'),
    hmac: () => hmac.digest('hex'),
  };
}

/** The lines of a whole backup: the header, the batches, the trailer. */
async function* sealedLines(
  sealer: Sealer,
  header: BackupHeader,
  batches: AsyncIterable<{ table: string; rows: readonly string[] }>,
  counts: Record<string, number>,
): AsyncGenerator<Buffer> {
  const keyId = sealer.currentKeyId;
  const digest = digests(sealer, keyId);
  const line = (text: string): Buffer => {
    const bytes = Buffer.from(`${text}\n`);
    digest.update(bytes);
    return bytes;
  };
  yield line(JSON.stringify({ ...header, keyId }));
  for await (const { table, rows } of batches) {
    counts[table] = (counts[table] ?? 0) + rows.length;
    yield line(`{"table":${JSON.stringify(table)},"rows":[${rows.join(',')}]}`);
  }
  const trailer: Trailer = { counts, sha256: digest.sha256(), keyId, hmac: digest.hmac() };
  yield Buffer.from(`${JSON.stringify({ trailer })}\n`);
}

/**
 * Writes a backup under a temporary name, puts it on the disk, then gives it its name; mode 0600. An existing file is replaced.
 * @returns rows per table, and the size in bytes
 */
export async function writeBackup(
  path: string,
  sealer: Sealer,
  header: BackupHeader,
  batches: AsyncIterable<{ table: string; rows: readonly string[] }>,
): Promise<{ counts: Record<string, number>; bytes: number }> {
  const unfinished = `${path}.unfinished`;
  const counts: Record<string, number> = {};
  await rm(unfinished, { force: true });
  try {
    const lines = Readable.from(sealedLines(sealer, header, batches, counts), { objectMode: false });
    // flush: on the disk before it gets its name.
    await pipeline(lines, createGzip(), createWriteStream(unfinished, { flags: 'wx', mode: 0o600, flush: true }));
    await rename(unfinished, path);
    return { counts, bytes: (await stat(path)).size };
  } catch (cause) {
    await rm(unfinished, { force: true });
    // Faults of the file system name a system call; everything else is not about the file.
    if (!(cause instanceof Error && 'syscall' in cause && 'path' in cause)) throw cause;
    throw new BackupError(`The backup cannot be written: ${cause.message}.`, { cause });
  }
}

/** Lines as bytes, each with its line break. Not readline: it also breaks at U+2028, which may stand in a name. */
async function* linesOf(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of source) {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      yield Buffer.concat([...parts, chunk.subarray(start, end + 1)]);
      parts = [];
      bytes = 0;
      start = end + 1;
    }
    parts.push(chunk.subarray(start));
    bytes += chunk.length - start;
    if (bytes > lineBytesMax) throw new BackupError('This file is not a backup of Usher: a line of it is too long.');
  }
  if (bytes > 0) throw new BackupError('The backup is incomplete: it ends in the middle of a line.');
}

function parsed(line: Buffer): Record<string, unknown> {
  const value: unknown = JSON.parse(line.toString('utf8'));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new SyntaxError('not an object');
  // Narrowed to an object above; every member read from it is checked.
  return value as Record<string, unknown>;
}

function readHeader(line: Buffer, sealer: Sealer): { header: BackupHeader; digest: Digests } {
  let value: Record<string, unknown>;
  try {
    value = parsed(line);
  } catch (cause) {
    throw new BackupError('This file is not a backup of Usher.', { cause });
  }
  if (value.format !== 'usher-backup' || !Array.isArray(value.migrations))
    throw new BackupError('This file is not a backup of Usher.');
  if (value.version !== 1)
    throw new BackupError(`This backup has the format version ${value.version}, which this Usher does not know.`);
  try {
    // Written by sealedLines above, under the HMAC that the end of the file verifies.
    return { header: value as unknown as BackupHeader, digest: digests(sealer, String(value.keyId)) };
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new BackupError(
      `The key "${value.keyId}" of this backup is not in the key file in use. Without the key file of the installation ` +
        'that was backed up no password in it can be used: put that file in place (USHER_KEY_FILE), then restore again.',
      { cause },
    );
  }
}

function readBatch(value: Record<string, unknown>, line: Buffer): BackupBatch {
  const { table, rows } = value;
  const first: unknown = Array.isArray(rows) ? rows[0] : null;
  if (typeof table !== 'string' || !Array.isArray(rows) || typeof first !== 'object' || first === null)
    throw new BackupError('The backup is damaged: a line of it holds no rows.');
  return { table, columns: Object.keys(first), count: rows.length, json: line.toString('utf8') };
}

function sameText(left: string, right: unknown): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(String(right))];
  return a.length === b.length && timingSafeEqual(a, b);
}

function verifyEnd(trailer: Partial<Trailer>, digest: Digests, counts: Record<string, number>): void {
  if (!sameText(digest.sha256(), trailer.sha256))
    throw new BackupError('The backup is damaged: its contents do not match its checksum.');
  if (!sameText(digest.hmac(), trailer.hmac))
    throw new BackupError('The backup was altered, or made with another key file: its seal does not fit.');
  const expected = trailer.counts ?? {};
  const tables = new Set([...Object.keys(expected), ...Object.keys(counts)]);
  const off = [...tables].find((table) => expected[table] !== counts[table]);
  if (off !== undefined) throw new BackupError(`The backup is incomplete: rows of the table ${off} are missing.`);
}

async function* verifiedParts(path: string, sealer: Sealer): AsyncGenerator<BackupHeader | BackupBatch> {
  const counts: Record<string, number> = {};
  let digest: Digests | null = null;
  let ended = false;
  const source = createReadStream(path);
  const unzipped = source.pipe(createGunzip());
  source.on('error', (error) => unzipped.destroy(error));
  for await (const line of linesOf(unzipped)) {
    if (ended) throw new BackupError('The backup is damaged: something follows its end.');
    if (digest === null) {
      const read = readHeader(line, sealer);
      digest = read.digest;
      digest.update(line);
      yield read.header;
      continue;
    }
    const value = parsed(line);
    if ('trailer' in value) {
      verifyEnd((value.trailer ?? {}) as Partial<Trailer>, digest, counts); // each member is compared, not trusted
      ended = true;
      continue;
    }
    digest.update(line);
    const batch = readBatch(value, line);
    counts[batch.table] = (counts[batch.table] ?? 0) + batch.count;
    yield batch;
  }
  if (!ended) throw new BackupError('The backup is incomplete: its end is missing.');
}

/**
 * Reads a backup: the header first, then the batches. What was yielded is trustworthy only once the generator has returned.
 * @throws BackupError when the file is absent, cut off, damaged, altered, or made under a key that the key file lacks
 */
export async function* readBackup(path: string, sealer: Sealer): AsyncGenerator<BackupHeader | BackupBatch> {
  try {
    yield* verifiedParts(path, sealer);
  } catch (cause) {
    if (cause instanceof BackupError) throw cause;
    const { code = '', message } = cause as NodeJS.ErrnoException; // whatever was thrown, both may be absent
    if (code.startsWith('Z_BUF')) throw new BackupError('The backup is incomplete: its end is missing.', { cause });
    if (code.startsWith('Z_') || cause instanceof SyntaxError)
      throw new BackupError('The backup is damaged, or this file is none.', { cause });
    if (code !== '') throw new BackupError(`The backup cannot be read: ${message}.`, { cause });
    throw cause;
  }
}
