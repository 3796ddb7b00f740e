// What the embedded database must know of other processes: is the one that wrote a lock file still the same one, and
// which processes still work in a data directory. Reads /proc on Linux and asks `ps` elsewhere.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

const linux = process.platform === 'linux';

function ps(pid: number, column: string): string | null {
  try {
    return execFileSync('ps', ['-o', `${column}=`, '-p', String(pid)], { encoding: 'utf8' }).trim() || null;
  } catch {
    // ps exits with 1 when there is no such process.
    return null;
  }
}

/**
 * When a process started, in a form that is only good for comparing, or null when it does not run. A zombie, which a
 * first process that does not reap leaves behind, does not run. Together with the pid this names one process: pids are
 * given again, soonest in containers.
 */
export function processStart(pid: number): string | null {
  if (!linux) return ps(pid, 'stat')?.startsWith('Z') ? null : ps(pid, 'lstart');
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // proc(5): the name in parentheses may hold anything; after it come the state (3) and, as 22nd, the start time.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const startTicks = fields[22 - 3];
    const gone = fields[0] === 'Z' || fields[0] === 'X' || startTicks === undefined;
    return gone ? null : `${bootId()}/${startTicks}`;
  } catch {
    return null;
  }
}

function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
}

/**
 * The pids of PostgreSQL processes that still work in a data directory. On Linux every process of a cluster shows, also
 * those that outlive their postmaster for a moment, by their working directory; elsewhere only the postmaster, by its
 * command line.
 */
export function processesOfCluster(dataDirectory: string, postmasterPid: number | null): number[] {
  if (!linux) {
    const command = postmasterPid === null ? null : ps(postmasterPid, 'command');
    return postmasterPid !== null && command?.includes(dataDirectory) ? [postmasterPid] : [];
  }
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid && worksIn(pid, dataDirectory) && processStart(pid) !== null);
}

function worksIn(pid: number, directory: string): boolean {
  try {
    const name = readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
    return name.startsWith('postgres') && readlinkSync(`/proc/${pid}/cwd`) === directory;
  } catch {
    // It ended meanwhile, or belongs to someone else.
    return false;
  }
}
