/**
 * The file that holds the master keys. It owns the file's form, its creation and the refusal of an unsafe one; `main`
 * and the CLI call it once at start. It never writes to a file that exists: a rotation is an edit by the operator.
 *
 *     { "current": "k2", "keys": { "k1": "<32 bytes in base64>", "k2": "<32 bytes in base64>" } }
 *
 * To rotate, add a key, make it `current`, restart every process; a key may go once nothing sealed under it is left.
 */
import { randomBytes } from 'node:crypto';
import { type FileHandle, link, mkdir, open, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Keyring } from './seal.ts';

/** The key file cannot be used; the message is a sentence that tells the operator what to do. */
export class KeyFileError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'KeyFileError';
  }
}

const keyBytes = 32;
const fileBytesMax = 65_536;
const keyIdPattern = /^[a-z0-9]{1,32}$/;

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseKey(path: string, id: string, text: unknown): Buffer {
  if (!keyIdPattern.test(id)) {
    throw new KeyFileError(`The key file ${path} names a key "${id}": ids are 1 to 32 of a-z and 0-9.`);
  }
  const bytes = typeof text === 'string' ? Buffer.from(text, 'base64') : Buffer.alloc(0);
  // Buffer.from skips what is not base64; only a text that comes back unchanged was really a key.
  if (bytes.length !== keyBytes || bytes.toString('base64') !== text) {
    throw new KeyFileError(`The key "${id}" in the key file ${path} is not ${keyBytes} bytes in base64.`);
  }
  return bytes;
}

function parseKeyring(path: string, text: string): Keyring {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    // No cause: V8 quotes the offending text in the message, and the text holds keys.
    throw new KeyFileError(`The key file ${path} is not JSON. Restore it from its backup.`);
  }
  if (!isRecord(parsed) || typeof parsed.current !== 'string' || !isRecord(parsed.keys)) {
    throw new KeyFileError(
      `The key file ${path} must be an object with "current" (a key's id) and "keys" (id to key).`,
    );
  }
  const keys = new Map(Object.entries(parsed.keys).map(([id, key]) => [id, parseKey(path, id, key)]));
  if (!keys.has(parsed.current)) {
    throw new KeyFileError(`The key file ${path} names "${parsed.current}" as current, but has no such key.`);
  }
  return { current: parsed.current, keys };
}

async function readKeyring(path: string, file: FileHandle): Promise<Keyring> {
  const status = await file.stat();
  const { mode, size } = status;
  if (!status.isFile()) {
    throw new KeyFileError(`The key file ${path} is not an ordinary file.`);
  }
  if ((mode & 0o077) !== 0) {
    const octal = (mode & 0o777).toString(8).padStart(4, '0');
    throw new KeyFileError(
      `The key file ${path} can be read by other users (mode ${octal}). Run: chmod 600 '${path}'. If others had access to it, rotate the key.`,
    );
  }
  if (size > fileBytesMax) throw new KeyFileError(`The key file ${path} is larger than ${fileBytesMax} bytes.`);
  return parseKeyring(path, await file.readFile('utf8'));
}

/** Writes a fresh keyring to `path` unless another process was faster; either way a complete file is there afterwards. */
async function createKeyFile(path: string): Promise<void> {
  const id = randomBytes(4).toString('hex');
  const content = { current: id, keys: { [id]: randomBytes(keyBytes).toString('base64') } };
  const temporary = `${path}.${randomBytes(8).toString('hex')}`;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(temporary, 'wx', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(content, null, 2)}\n`);
    await file.sync();
    // link, unlike rename, fails when the name is taken: the first process wins and the others read its file.
    await link(temporary, path);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  } finally {
    await file.close();
    await unlink(temporary);
  }
  const directory = await open(dirname(path), 'r');
  try {
    await directory.sync(); // Losing the name in a power cut would lose every password with it.
  } finally {
    await directory.close();
  }
}

async function openIfPresent(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw new KeyFileError(`The key file ${path} cannot be read (${errorCode(error)}).`, error);
  }
}

/**
 * The keys in the file at `path`; a missing file is created with mode 0600 and one fresh 256-bit key. Processes that
 * start together end up with the same keys. Throws KeyFileError when the file is readable by group or others, malformed
 * or cannot be made.
 */
export async function loadKeyFile(path: string): Promise<Keyring> {
  let file = await openIfPresent(path);
  if (!file) {
    try {
      await createKeyFile(path);
    } catch (error) {
      throw new KeyFileError(`The key file ${path} cannot be created (${errorCode(error)}).`, error);
    }
    file = await open(path, 'r');
  }
  try {
    return await readKeyring(path, file);
  } finally {
    await file.close();
  }
}
