/**
 * Threads of the pool give way to the event loop when both want the processor. On Linux each thread has a priority of its own;
 * elsewhere, or where the kernel says no, everything stays as it is.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';

/** What libuv calls the threads of its pool; they are all made at the pool's first use. */
const poolThreadName = 'libuv-worker';
const tasksDirectory = '/proc/self/task';

/** Ids of the threads of this process's pool; none before the pool's first use, and none but on Linux. */
export function poolThreads(): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync(tasksDirectory)
    .filter((id) => readFileSync(`${tasksDirectory}/${id}/comm`, 'utf8').trim() === poolThreadName)
    .map(Number);
}

/** Makes the threads of the pool at least so nice (0 = not at all, 19 = most). Call once the pool has been used. Never throws. */
export function makePoolNice(niceness: number): void {
  try {
    // A process that was started nicer stays so: only the superuser may take niceness away.
    for (const id of poolThreads()) if (getPriority(id) < niceness) setPriority(id, niceness);
  } catch {
    // A thread of the runtime may end while we read, and a sandbox may refuse: then the hashes compete as they used to.
  }
}
