/** The file of temporary passwords that an import hands over: CSV, readable by its owner only, written as users come to be. */
import { type FileHandle, open } from 'node:fs/promises';
import { csvLine } from '../platform/csv.ts';
import { ImportError } from './file-lines.ts';

export interface PasswordsFile {
  /** Resolves once the line is handed to the operating system. */
  add(username: string, temporaryPassword: string): Promise<void>;
  close(): Promise<void>;
}

/** Makes the file, which must not exist yet, with mode 0600. @throws ImportError when it cannot */
export async function createPasswordsFile(path: string): Promise<PasswordsFile> {
  let file: FileHandle;
  try {
    file = await open(path, 'wx', 0o600);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ImportError(`The file for the passwords must be a new one, and cannot be made: ${reason}.`, { cause });
  }
  await file.write('username,temporaryPassword\r\n');
  // One write after the other: two at once might mix their bytes.
  let last: Promise<unknown> = Promise.resolve();
  return {
    add(username, temporaryPassword) {
      const written = last.then(() => file.appendFile(csvLine([username, temporaryPassword])));
      last = written.catch(() => undefined);
      return written;
    },
    async close() {
      await last;
      await file.sync();
      await file.close();
    },
  };
}
