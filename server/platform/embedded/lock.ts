// The lock of a data directory: a file that names the one process that may run the embedded database in it, and, once it
// is ready, where it listens. A process that was killed leaves its file behind; the next one recognises that.
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { processStart } from './process.ts';

/** Where a cluster listens: a directory with its Unix socket, or a loopback address, and the port in both cases. */
export type DatabaseAddress = { host: string; port: number };

export type LockHolder = { pid: number; start: string; address: DatabaseAddress | null };

/** Someone else runs the embedded database of this data directory. */
export class DataDirectoryInUse extends Error {}

function lockPath(directory: string): string {
  return join(directory, 'usher.lock');
}

function readLock(path: string): LockHolder | null {
  try {
    // Written by writeHolder below, whole or not at all.
    return JSON.parse(readFileSync(path, 'utf8')) as LockHolder;
  } catch {
    return null;
  }
}

/** The living process that holds the lock, or null. */
export function lockHolder(directory: string): LockHolder | null {
  const holder = readLock(lockPath(directory));
  return holder !== null && processStart(holder.pid) === holder.start ? holder : null;
}

function writeHolder(directory: string, address: DatabaseAddress | null): string {
  const path = `${lockPath(directory)}.${process.pid}`;
  const holder: LockHolder = { pid: process.pid, start: processStart(process.pid) ?? '', address };
  writeFileSync(path, JSON.stringify(holder), { mode: 0o600 });
  return path;
}

/** Takes the lock for this process. Throws {@link DataDirectoryInUse} when a living process holds it. */
export function lockTake(directory: string): void {
  const path = lockPath(directory);
  const own = writeHolder(directory, null);
  try {
    for (;;) {
      // link(2) makes the name or fails, so of two that try at once one wins.
      if (tryLink(own, path)) return;
      const holder = lockHolder(directory);
      if (holder) {
        throw new DataDirectoryInUse(
          `The data directory ${directory} is in use by another Usher (process ${holder.pid}). ` +
            'Stop that one first, or give this one a directory of its own in USHER_DATA.',
        );
      }
      setAside(directory, own);
    }
  } finally {
    rmSync(own, { force: true });
  }
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Removes the lock of a dead process; if another process took the lock meanwhile, it gets it back. */
function setAside(directory: string, own: string): void {
  const aside = `${own}.stale`;
  try {
    renameSync(lockPath(directory), aside);
  } catch {
    // Another process was faster.
    return;
  }
  const moved = readLock(aside);
  if (moved !== null && processStart(moved.pid) === moved.start) tryLink(aside, lockPath(directory));
  rmSync(aside, { force: true });
}

/** Tells in the lock where the database listens, so that the command line can reach it. */
export function lockAnnounce(directory: string, address: DatabaseAddress): void {
  renameSync(writeHolder(directory, address), lockPath(directory));
}

export function lockRelease(directory: string): void {
  if (lockHolder(directory)?.pid === process.pid) rmSync(lockPath(directory), { force: true });
}
