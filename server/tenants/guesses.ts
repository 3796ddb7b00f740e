/**
 * Limits how many names of organisations that nobody has one address may ask for (O3), so that they cannot be listed by
 * guessing. Right names never count: a whole contact centre starts its shift behind one address. Per process, in memory.
 */
import { isIPv4 } from 'node:net';
import ipaddr from 'ipaddr.js';
import { monotonicMs } from '../kernel/clock.ts';
import { refuse } from '../kernel/refusal.ts';

const windowMs = 60_000;
const guessesMax = 120;
const sourcesMax = 10_000;

/** What one person can hold many of counts as one: IPv6 addresses by their /64, an IPv4 address in IPv6 as itself. */
export function sourceOf(address: string): string {
  if (isIPv4(address) || !ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  if (!(parsed instanceof ipaddr.IPv6)) return parsed.toString();
  return `${parsed.parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(':')}::/64`;
}

export class Guesses {
  readonly #windows = new Map<string, { startedAt: number; count: number }>();

  /** @throws Refusal rate_limited while the address has guessed too often; nothing is looked up for it then */
  assertFew(address: string): void {
    const window = this.#windows.get(sourceOf(address));
    if (window === undefined || window.count < guessesMax) return;
    const leftMs = window.startedAt + windowMs - monotonicMs();
    if (leftMs > 0) throw refuse('rate_limited', { retryAfterSeconds: Math.ceil(leftMs / 1000) });
  }

  /** Counts a name that nobody has. @throws Refusal rate_limited when it is one too many */
  count(address: string): void {
    this.assertFew(address);
    const source = sourceOf(address);
    const at = monotonicMs();
    const window = this.#windows.get(source);
    if (window !== undefined && at - window.startedAt < windowMs) {
      window.count += 1;
      return;
    }
    // The oldest window goes, not all of them: else whoever has many addresses could forgive every other.
    this.#windows.delete(source);
    const [oldest] = this.#windows.keys();
    if (this.#windows.size >= sourcesMax && oldest !== undefined) this.#windows.delete(oldest);
    this.#windows.set(source, { startedAt: at, count: 1 });
  }
}
