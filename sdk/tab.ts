/**
 * Which tab this is: a UUID that survives a reload and a restored tab, and that a duplicated tab (which copies
 * `sessionStorage`) does not share, because an exclusive Web Lock goes with it.
 */

const key = 'usher.tab';
/** A page that is reloaded may be gone a moment later than the next one begins. */
const reloadMs = 500;

/** An id held; `release` lets another page have it (this one, once it comes back from the back-forward cache). */
export interface Tab {
  readonly id: string;
  /** No other page can have it: whatever else connects with it is this page's own past. */
  readonly exclusive: boolean;
  release(): void;
}

/** `crypto.randomUUID` exists on secure pages only. */
function newId(): string {
  return '10000000-1000-4000-8000-100000000000'.replace(/[018]/g, (digit) =>
    (Number(digit) ^ ((crypto.getRandomValues(new Uint8Array(1))[0] ?? 0) & (15 >> (Number(digit) / 4)))).toString(16),
  );
}

/** Storage may be refused altogether; the id then lasts as long as the page. */
function stored(id?: string | null): string | null {
  try {
    if (id === undefined) return sessionStorage.getItem(key);
    if (id === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, id);
  } catch {
    // Nothing to keep it in.
  }
  return null;
}

/** Takes the lock and resolves with what frees it; null when another page has it, also after a moment. */
function lock(id: string, locks: LockManager): Promise<(() => void) | null> {
  return new Promise((resolve) => {
    const abort = new AbortController();
    const patience = setTimeout(() => abort.abort(), reloadMs);
    const held = () => {
      clearTimeout(patience);
      return new Promise<void>((free) => resolve(free));
    };
    locks.request(`${key}.${id}`, { signal: abort.signal }, held).catch(() => resolve(null));
  });
}

/**
 * The id of this tab. Without Web Locks (plain http elsewhere than on localhost) it lies in storage only while no page has
 * it, so that a duplicate finds none to copy.
 */
export async function claimTab(): Promise<Tab> {
  const locks = globalThis.navigator?.locks as LockManager | undefined;
  const known = stored();
  if (locks === undefined) {
    const id = known ?? newId();
    stored(null);
    const keep = () => stored(id);
    globalThis.addEventListener?.('pagehide', keep);
    return {
      id,
      exclusive: false,
      release() {
        globalThis.removeEventListener?.('pagehide', keep);
        stored(id);
      },
    };
  }
  for (let id = known ?? newId(); ; id = newId()) {
    const release = await lock(id, locks);
    if (release === null) continue;
    stored(id);
    return { id, exclusive: true, release };
  }
}
