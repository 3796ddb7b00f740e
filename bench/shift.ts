// What the agents of a shift are told and what they report; starts them in a process of their own, which is their mail server too.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { root } from './processes.ts';

export interface ShiftSpec {
  readonly port: number;
  readonly host: string;
  readonly password: string;
  readonly agents: readonly { readonly username: string; readonly email: string }[];
  /** Within this time all of them begin, one after another at even distances, whatever became of those before. */
  readonly durationMs: number;
}

/** The parts of one agent's way in, in their order. */
export const shiftParts = ['password', 'mail', 'code', 'home', 'tab'] as const;
export type ShiftPart = (typeof shiftParts)[number];

export interface ShiftReport {
  /** Of each agent who got in: milliseconds of each part. */
  readonly waysMs: readonly Readonly<Record<ShiftPart, number>>[];
  /** What went wrong, with how often. */
  readonly errors: Readonly<Record<string, number>>;
  /** From the first to the last beginning. */
  readonly seconds: number;
  /** Processor time of the agents' own process, which is the mail server too, while they came. */
  readonly processorMicroseconds: number;
}

export interface Shift {
  readonly mailUrl: string;
  /** Begins, and resolves when everybody is in or has failed. Their tabs stay connected. */
  run(spec: ShiftSpec): Promise<ShiftReport>;
  stop(): Promise<void>;
}

const program = fileURLToPath(new URL('shift-process.ts', import.meta.url));

export async function startShift(): Promise<Shift> {
  const child: ChildProcess = spawn(process.execPath, [program], {
    cwd: root,
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' },
  });
  const exited = once(child, 'exit');
  const { stdin, stdout } = child;
  // `stdio` above makes them pipes.
  if (stdin === null || stdout === null) throw new Error('no pipes');
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  async function line(): Promise<string> {
    const { value, done } = await lines.next();
    if (done) throw new Error('The agents of the shift ended.');
    return String(value);
  }
  const mailUrl = await line();
  return {
    mailUrl,
    async run(spec) {
      stdin.write(`${JSON.stringify(spec)}\n`);
      return JSON.parse(await line()); // written by shift-process.ts only
    },
    async stop() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
