/**
 * Gives memory back while there is nothing to do. Starting the server, and each burst of sign-ins, leaves garbage behind that V8
 * has no reason to collect in a process that then sits idle: a third of its heap. The entry point starts this once; it never
 * runs while requests keep the event loop busy, because the collection stops the process for about a tenth of a second.
 */
import { performance } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const lookEveryMs = 2_000;
/** Share of the time since the last look that the event loop may have been busy. */
const idleUtilization = 0.05;
/**
 * By how much the heap must have grown since the last collection to be worth another: so many bytes, and this share of what was left.
 * A collection looks at all that lives. Of ten thousand tabs it takes half a second, and they only ever answer pings meanwhile.
 */
const worthwhileBytes = 8 * 1024 * 1024;
const worthwhileShare = 0.25;

type Collect = (options: { type: 'major'; execution: 'sync'; flavor: 'last-resort' }) => void;

/** V8's own collector, which Node shows to those who ask for it by a flag only. */
function collector(): Collect {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as Collect; // V8's documented extension; its type is in no library
  setFlagsFromString('--no-expose-gc');
  return collect;
}

export interface IdleMemory {
  /** Looks now: @returns whether it collected. */
  look(): boolean;
  stop(): void;
}

/** Begins to look every two seconds; does not keep the process alive. */
export function startIdleMemory(): IdleMemory {
  const collect = collector();
  let last = performance.eventLoopUtilization();
  let heapAfter = 0;
  function look(): boolean {
    const now = performance.eventLoopUtilization();
    const busy = performance.eventLoopUtilization(now, last).utilization;
    last = now;
    const worthwhile = Math.max(worthwhileBytes, heapAfter * worthwhileShare);
    if (busy > idleUtilization || process.memoryUsage().heapTotal - heapAfter < worthwhile) return false;
    collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
    heapAfter = process.memoryUsage().heapTotal;
    last = performance.eventLoopUtilization();
    return true;
  }
  const timer = setInterval(look, lookEveryMs).unref();
  return { look, stop: () => clearInterval(timer) };
}
