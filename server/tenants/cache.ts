/** Look-ups of tenants that a process remembers, emptied by notification. What nobody has is remembered apart. */
import { monotonicMs } from '../kernel/clock.ts';
import type { Listener } from '../platform/notify.ts';

/** Entries kept of each kind; more are looked up again. */
const foundMax = 10_000;
const missedMax = 1_000;
const liveTtlMs = 60_000;
/** Without the listener nothing may be older than the second within which a revocation must be felt. */
const blindTtlMs = 900;

/** Forgets the oldest entry when it is full. */
class Recent<Value> {
  readonly #entries = new Map<string, { value: Value; at: number }>();
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  get(key: string, ttlMs: number): Value | undefined {
    const kept = this.#entries.get(key);
    return kept !== undefined && monotonicMs() - kept.at < ttlMs ? kept.value : undefined;
  }

  set(key: string, value: Value, at: number): void {
    this.#entries.delete(key);
    const [oldest] = this.#entries.keys();
    if (this.#entries.size >= this.#max && oldest !== undefined) this.#entries.delete(oldest);
    this.#entries.set(key, { value, at });
  }

  clear(): void {
    this.#entries.clear();
  }
}

export class TenantCache<Tenant extends object> {
  readonly #found = new Recent<Tenant>(foundMax);
  /** Apart, so that whoever asks for made-up names makes nobody's real one be looked up again. */
  readonly #missed = new Recent<true>(missedMax);
  readonly #listener: Listener;
  /** Rises with every change heard, so that a look-up begun before it is not kept after it. */
  #generation = 0;

  constructor(listener: Listener) {
    this.#listener = listener;
    const clear = (): void => {
      this.#generation += 1;
      this.#found.clear();
      this.#missed.clear();
    };
    listener.subscribe({
      onChange: (change) => {
        if (change.kind === 'tenant') clear();
      },
      onGap: clear,
    });
  }

  /** What is remembered; undefined when it must be looked up, null when nobody has it. */
  peek(key: string): Tenant | null | undefined {
    const ttlMs = this.#listener.live ? liveTtlMs : blindTtlMs;
    const kept = this.#found.get(key, ttlMs);
    if (kept !== undefined) return kept;
    return this.#missed.get(key, ttlMs) ? null : undefined;
  }

  async get(key: string, load: () => Promise<Tenant | null>): Promise<Tenant | null> {
    const known = this.peek(key);
    if (known !== undefined) return known;
    const generation = this.#generation;
    const at = monotonicMs();
    const tenant = await load();
    if (generation !== this.#generation) return tenant;
    if (tenant === null) this.#missed.set(key, true, at);
    else this.#found.set(key, tenant, at);
    return tenant;
  }
}
