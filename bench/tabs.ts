// What the holder of tabs is told and what it answers; starts it in a process of its own and talks to it line by line.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { root } from './processes.ts';

/** One tab as a browser has it. */
export interface TabSpec {
  /** The whole Cookie header. */
  readonly cookie: string;
  readonly tab: string;
}

export type TabsCommand =
  | { readonly command: 'tabs'; readonly port: number; readonly host: string; readonly tabs: readonly TabSpec[] }
  /** Opens every stream, so many at a time. */
  | { readonly command: 'connect'; readonly atOnce: number }
  /** Closes the stream of one tab for good, as a browser does with a tab that is closed. */
  | { readonly command: 'close'; readonly index: number }
  /** Answers once every tab is connected again, however often it had to try. */
  | { readonly command: 'whole' }
  | { readonly command: 'stats' };

export interface TabsStats {
  readonly open: number;
  readonly pings: number;
  readonly pongs: number;
  /** Attempts to connect, since the last report. */
  readonly attempts: number;
  /** How often a connection or answer was not what it should be, by what it was; since the last report. */
  readonly faults: Readonly<Record<string, number>>;
  /** Milliseconds from one complete state to the next: of `connect` and `whole`. */
  readonly tookMs: number;
}

export interface Tabs {
  ask(command: TabsCommand): Promise<TabsStats>;
  stop(): Promise<void>;
}

const program = fileURLToPath(new URL('tabs-process.ts', import.meta.url));

export function startTabs(): Tabs {
  const child: ChildProcess = spawn(process.execPath, [program], {
    cwd: root,
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' },
  });
  const exited = once(child, 'exit');
  const waiting: ((answer: TabsStats) => void)[] = [];
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => undefined);
  exited.then(() => failed.reject(new Error('The holder of tabs ended.')), failed.reject);
  // `stdio` above makes them pipes.
  if (child.stdout === null || child.stdin === null) throw new Error('no pipes');
  const { stdin } = child;
  createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()?.(JSON.parse(line)));
  return {
    ask(command) {
      const { promise, resolve } = Promise.withResolvers<TabsStats>();
      waiting.push(resolve);
      stdin.write(`${JSON.stringify(command)}\n`);
      return Promise.race([promise, failed.promise]);
    },
    async stop() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
