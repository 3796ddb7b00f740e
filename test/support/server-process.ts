// A real second (or first) process: `server/main.ts` on a database given, for what only processes can show.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from './app.ts';
import { Browser } from './browser.ts';
import { programEnvironment } from './program.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface ServerProcess {
  readonly child: ChildProcess;
  readonly port: number;
  readonly dataDirectory: string;
  /** Everything it has printed so far. */
  output(): string;
  browser(slug?: string, headers?: Record<string, string>): Browser;
  /** SIGTERM by default; resolves when it is gone. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/**
 * Starts one and waits until it says it is ready.
 * @param environment e.g. DATABASE_URL and USHER_SMTP_URL, or USHER_DATA; without either, an embedded database in a fresh directory
 */
export async function startServer(environment: Record<string, string> = {}): Promise<ServerProcess> {
  const port = await freePort();
  const fresh = environment.USHER_DATA === undefined ? await mkdtemp(join(tmpdir(), 'usher-server-')) : null;
  const dataDirectory = environment.USHER_DATA ?? fresh ?? '';
  const child = spawn(process.execPath, ['server/main.ts'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...programEnvironment(),
      USHER_PORT: String(port),
      USHER_DATA: dataDirectory,
      ...environment,
    },
  });
  let output = '';
  const { promise: ready, resolve, reject } = Promise.withResolvers<void>();
  const read = (chunk: Buffer): void => {
    output += chunk.toString();
    if (output.includes('Usher is ready')) resolve();
  };
  child.stdout?.on('data', read);
  child.stderr?.on('data', read);
  const exited = once(child, 'exit');
  exited.then(() => reject(new Error(`The server ended before it was ready:\n${output}`)), reject);
  await ready;
  return {
    child,
    port,
    dataDirectory,
    output: () => output,
    browser: (slug = '', headers = {}) => new Browser(port, slug === '' ? 'localhost' : `${slug}.localhost`, headers),
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      const [code] = await exited;
      if (fresh !== null) await rm(fresh, { recursive: true, force: true });
      return typeof code === 'number' ? code : null;
    },
  };
}
