/**
 * Argon2id in a bounded pool. It owns how many evaluations run at once and how many may wait; the passwords slice and
 * the benchmarks call it. It never sees a user, a policy or the key that encrypts what it returns.
 *
 * The evaluations run on libuv's thread pool, which file access and DNS share. That pool must be larger than
 * `concurrency` (environment variable UV_THREADPOOL_SIZE, 4 unless set; it counts until the pool's first use), or a
 * file read waits behind the hashes.
 */
import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { hash as argonHash, verify as argonVerify, parseOptions } from '@node-rs/argon2';
import { givesForeignHash, memoryKibOf, readForeignHash } from './foreign-hash.ts';
import { MemoryGate } from './memory-gate.ts';

/** Cost of one Argon2id evaluation (RFC 9106 section 3.1). */
export interface HashParameters {
  /** Memory in KiB. */
  readonly memoryCost: number;
  /** Passes over the memory. */
  readonly timeCost: number;
  /** Lanes. */
  readonly parallelism: number;
}

/** 46 MiB, one pass, one lane: the first of OWASP's equivalent recommendations for Argon2id. */
export const defaultHashParameters: HashParameters = { memoryCost: 47_104, timeCost: 1, parallelism: 1 };

/** The queue was full when a password arrived: the edge answers 503 with Retry-After. Nothing was evaluated. */
export class HashQueueFull extends Error {
  constructor(queueMax: number) {
    super(`${queueMax} password evaluations are already waiting`);
    this.name = 'HashQueueFull';
  }
}

/**
 * A stored text is not an Argon2id hash, or asks for a cost beyond the bounds. It is a fault of the data, not a wrong
 * password. The text itself stays out of the message.
 */
export class HashMalformed extends Error {
  constructor(reason: string, cause?: unknown) {
    super(`The stored password hash cannot be used: ${reason}`, cause === undefined ? undefined : { cause });
    this.name = 'HashMalformed';
  }
}

/** Observers for metrics. They must not throw. */
export interface HasherHooks {
  /** An evaluation left the queue after waiting this long (0 if it never queued). */
  readonly started?: (waitedMs: number) => void;
  /** An evaluation ended, whatever its outcome. */
  readonly finished?: (durationMs: number) => void;
  /** An evaluation was turned away because the queue was full. */
  readonly refused?: () => void;
}

export interface HasherOptions {
  readonly parameters?: HashParameters;
  /** Evaluations running at once; default: as many as the process has cores. */
  readonly concurrency?: number;
  /** Evaluations waiting at most; default 200. */
  readonly queueMax?: number;
  readonly hooks?: HasherHooks;
}

export interface HasherStats {
  readonly running: number;
  readonly queued: number;
  /** Argon2 evaluations begun since the start; known and unknown users must cause equally many (security.md). */
  readonly calls: number;
}

export interface Hasher {
  /** PHC string of the password under the current parameters, with a fresh 16-byte salt and 32 bytes of output. */
  hash(password: string): Promise<string>;
  /** The same for work that nobody waits for: one at a time, while nobody else is being judged, and with pauses as long as it took. */
  hashInBackground(password: string): Promise<string>;
  /** Whether the password gives this PHC string, at the cost written in it. Throws HashMalformed. */
  verify(phc: string, password: string): Promise<boolean>;
  /**
   * Whether the password gives a hash that another system made (foreign-hash.ts), at the cost written in it. Ours is evaluated after it,
   * in vain, so that such a person is never answered sooner than one who is not there. Throws HashMalformed.
   */
  verifyForeign(foreign: string, password: string): Promise<boolean>;
  /** The cost of `verify` under the current parameters, for a user who does not exist. Always false. */
  verifyDummy(password: string): Promise<false>;
  /** Whether the string was made with other parameters than the current ones. Throws HashMalformed. */
  needsRehash(phc: string): boolean;
  stats(): HasherStats;
  /** Resolves once nothing runs or waits. It does not turn newcomers away: stop the listener first. */
  drain(): Promise<void>;
}

/** Milliseconds between looks whether the pool is quiet, and after which a background evaluation begins beside one that runs. */
const backgroundPollMs = 2;
const backgroundWaitMs = 1_000;
/** KiB that evaluations of foreign hashes hold together, however many cores there are: one may ask for five times what ours do. */
const foreignMemoryMaxKib = 524_288;
const outputBytes = 32;
const saltBytes = 16;
/** Bounds on what a stored hash may ask of this process: 1 GiB, 10 passes, 16 lanes. */
const costMax: HashParameters = { memoryCost: 1_048_576, timeCost: 10, parallelism: 16 };
/** Values of the library's `const enum`s, which cannot be imported under verbatimModuleSyntax. */
const argon2id = 2;
const version13 = 1;

type Parsed = HashParameters & { readonly outputLen: number; readonly saltLen: number };

function parsePhc(phc: string): Parsed {
  let parsed: ReturnType<typeof parseOptions>;
  try {
    parsed = parseOptions(phc);
  } catch (cause) {
    throw new HashMalformed('it is not an Argon2 hash in PHC form', cause);
  }
  if (parsed.algorithm !== argon2id || parsed.version !== version13) {
    throw new HashMalformed('it is not Argon2id version 19');
  }
  if (
    parsed.memoryCost > costMax.memoryCost ||
    parsed.timeCost > costMax.timeCost ||
    parsed.parallelism > costMax.parallelism
  ) {
    throw new HashMalformed('its cost is beyond 1 GiB, 10 passes or 16 lanes');
  }
  return parsed;
}

/**
 * A PHC string that no password gives: salt and output are drawn at random, so it costs nothing to make and exactly
 * one ordinary verification to refute.
 */
function dummyPhc(parameters: HashParameters): string {
  const text = (size: number): string => randomBytes(size).toString('base64').replaceAll('=', '');
  const { memoryCost, timeCost, parallelism } = parameters;
  return `$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}$${text(saltBytes)}$${text(outputBytes)}`;
}

interface Pool {
  run<Result>(evaluate: () => Promise<Result>): Promise<Result>;
  /** Beside the others: it takes no place of theirs, and begins while none of them runs (or, at the latest after a while, waits). */
  runInBackground<Result>(evaluate: () => Promise<Result>): Promise<Result>;
  stats(): HasherStats;
  idle(): Promise<void>;
}

function createPool(concurrency: number, queueMax: number, hooks: HasherHooks): Pool {
  const waiting: (() => void)[] = [];
  let idleWaiters: (() => void)[] = [];
  let running = 0;
  let calls = 0;
  let background: Promise<unknown> = Promise.resolve();

  /** Resolves when a background evaluation disturbs nobody; under steady load it gets its turn between those that wait. */
  async function quiet(): Promise<void> {
    const since = performance.now();
    const isBusy = (): boolean => waiting.length > 0 || (running > 0 && performance.now() - since < backgroundWaitMs);
    while (isBusy()) await delay(backgroundPollMs);
  }

  async function evaluateQuietly<Result>(evaluate: () => Promise<Result>): Promise<Result> {
    await quiet();
    const startedAt = performance.now();
    calls += 1;
    try {
      return await evaluate();
    } finally {
      await delay(performance.now() - startedAt);
    }
  }

  async function execute<Result>(evaluate: () => Promise<Result>, waitedMs: number): Promise<Result> {
    calls += 1;
    hooks.started?.(waitedMs);
    const startedAt = performance.now();
    try {
      return await evaluate();
    } finally {
      hooks.finished?.(performance.now() - startedAt);
      const next = waiting.shift();
      // The place is handed over rather than freed, so that a newcomer cannot overtake the queue.
      if (next) next();
      else running -= 1;
      if (running === 0) {
        for (const resolve of idleWaiters) resolve();
        idleWaiters = [];
      }
    }
  }

  return {
    async run(evaluate) {
      if (running < concurrency) {
        running += 1;
        return execute(evaluate, 0);
      }
      if (waiting.length >= queueMax) {
        hooks.refused?.();
        throw new HashQueueFull(queueMax);
      }
      const queuedAt = performance.now();
      await new Promise<void>((resolve) => waiting.push(resolve));
      return execute(evaluate, performance.now() - queuedAt);
    },
    runInBackground(evaluate) {
      const turn = background.then(() => evaluateQuietly(evaluate));
      background = turn.catch(() => undefined);
      return turn;
    },
    stats: () => ({ running, queued: waiting.length, calls }),
    idle: () => (running === 0 ? Promise.resolve() : new Promise((resolve) => idleWaiters.push(resolve))),
  };
}

/** Makes the process's one hasher. Throws RangeError for a concurrency below 1 or a negative queue. */
export function createHasher(options: HasherOptions = {}): Hasher {
  const parameters = options.parameters ?? defaultHashParameters;
  const concurrency = options.concurrency ?? availableParallelism();
  const queueMax = options.queueMax ?? 200;
  if (!(Number.isInteger(concurrency) && concurrency >= 1)) throw new RangeError('concurrency must be at least 1');
  if (!(Number.isInteger(queueMax) && queueMax >= 0)) throw new RangeError('queueMax must be at least 0');
  const pool = createPool(concurrency, queueMax, options.hooks ?? {});
  const argonOptions = { ...parameters, outputLen: outputBytes };
  const foreignMemory = new MemoryGate(foreignMemoryMaxKib, queueMax);
  const dummy = dummyPhc(parameters);
  parsePhc(dummy); // Parameters out of bounds are found at start, not at the first sign-in.

  return {
    hash: (password) => pool.run(() => argonHash(password, argonOptions)),
    hashInBackground: (password) => pool.runInBackground(() => argonHash(password, argonOptions)),
    async verify(phc, password) {
      parsePhc(phc);
      return pool.run(() => argonVerify(phc, password));
    },
    async verifyForeign(foreign, password) {
      const read = readForeignHash(foreign);
      if (typeof read === 'string') throw new HashMalformed(`one of another system is ${read}`);
      const memoryKib = memoryKibOf(read);
      if (foreignMemory.isFull(memoryKib)) throw new HashQueueFull(queueMax);
      const judge = async (): Promise<boolean> => {
        const right = await givesForeignHash(read, password);
        await argonVerify(dummy, password);
        return right;
      };
      return foreignMemory.run(memoryKib, () => pool.run(judge));
    },
    async verifyDummy(password) {
      await pool.run(() => argonVerify(dummy, password));
      return false;
    },
    needsRehash(phc) {
      const parsed = parsePhc(phc);
      return (
        parsed.memoryCost !== parameters.memoryCost ||
        parsed.timeCost !== parameters.timeCost ||
        parsed.parallelism !== parameters.parallelism ||
        parsed.outputLen !== outputBytes ||
        parsed.saltLen !== saltBytes
      );
    },
    stats: pool.stats,
    drain: pool.idle,
  };
}
