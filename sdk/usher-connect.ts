/**
 * The connection client: one event stream per tab, which is the tab's connection (it holds its place, the person's seat and
 * station) and brings warnings, messages and the end. It reconnects by itself, and tells the page in states and events; it
 * shows nothing. The protocol is in docs/connections.md.
 */
import { readEvents, type StreamEvent } from './event-stream.ts';
import type { Events, State } from './protocol.ts';
import { claimTab, type Tab } from './tab.ts';

type Handlers = { readonly [Name in keyof Events]?: (data: Events[Name]) => void } & {
  readonly state?: (state: State) => void;
};

export interface ConnectOptions {
  /** Of the organisation, as `https://acme.usher.example`; by default the page's own. */
  readonly origin?: string;
  /** An access token, or how to get a fresh one; without it the session cookie is sent. */
  readonly token?: string | (() => string | Promise<string>);
  /** Also hear of everybody who comes and goes (`changed`); for those who may see them, for as long as they may. */
  readonly watch?: 'connections';
  readonly on?: Handlers;
  /** Times in ms, for wallboards and tests; each has a default. */
  readonly timing?: Partial<typeof defaultTiming>;
}

export interface Connection {
  readonly state: State;
  /** Connects again now: after `disconnected` or `superseded`, or without waiting for the next try. */
  retry(): void;
  /** Disconnects one of the person's tabs, and takes its place if this one waits for one. @throws Error when refused */
  disconnect(id: string): Promise<void>;
  /** Frees this tab's place; nothing more happens. */
  close(): void;
}

const defaultTiming = {
  /** Without a byte for so long (the server pings every 30 s) the stream is taken for dead. */
  silenceMs: 45_000,
  backoffMs: 500,
  backoffMaxMs: 15_000,
  limitRetryMs: 3_000,
  fullRetryMs: 6_000,
};

/** More than a page's past can do. */
const takeoversMax = 3;

const path = '/api/v1/session/connection';

/** Evenly between 0 and `ms`: clients that were cut off together must not come back together. */
const upTo = (ms: number): number => (ms * (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0)) / 2 ** 32;

class Client implements Connection {
  state: State = { name: 'connecting' };
  readonly #options: ConnectOptions;
  readonly #timing: typeof defaultTiming;
  readonly #origin: string;
  readonly #listening = new AbortController();
  /** Other pages of this browser say here that a place came free. */
  readonly #channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('usher.connect');
  readonly #watchdog: ReturnType<typeof setInterval>;
  #watches: boolean;
  #tab: Promise<Tab> | null = null;
  /** The run of tries that goes on; a new one ends the one before. */
  #run = new AbortController();
  #request = new AbortController();
  #heardAt = 0;
  #failures = 0;
  /** Times that this tab was superseded, since its stream last lived long enough to be pinged. */
  #takeovers = 0;
  #wake = (): void => undefined;

  constructor(options: ConnectOptions) {
    this.#options = options;
    this.#timing = { ...defaultTiming, ...options.timing };
    this.#origin = options.origin ?? location.origin;
    this.#watches = options.watch !== undefined;
    // Wall time, because timers stand still while a machine sleeps.
    this.#watchdog = setInterval(() => this.#dropDead(), this.#timing.silenceMs / 9);
    const { signal } = this.#listening;
    const when = (target: EventTarget | undefined, names: string, act: (event: Event) => void): void => {
      for (const name of names.split(' ')) target?.addEventListener?.(name, act, { signal });
    };
    when(globalThis, 'online', () => this.#look());
    when(globalThis.document, 'visibilitychange resume', () => this.#look());
    when(globalThis, 'pagehide', () => this.#hide());
    when(globalThis, 'pageshow', (event) => {
      if ((event as PageTransitionEvent).persisted && this.#run.signal.aborted) this.retry();
    });
    when(this.#channel ?? undefined, 'message', () => {
      // The server hears of it a moment after this page does.
      if (this.state.name === 'limit') setTimeout(() => this.#wake(), 100 + upTo(200));
    });
    this.retry();
  }

  retry(): void {
    if (this.state.name === 'closed') return;
    this.#stop();
    this.#failures = 0;
    this.#takeovers = 0;
    this.#run = new AbortController();
    void this.#tryOn(this.#run.signal);
  }

  async disconnect(id: string): Promise<void> {
    const answer = await this.#fetch(`s/${encodeURIComponent(id)}`, { method: 'DELETE' });
    if (!answer.ok && answer.status !== 404) throw new Error(`HTTP ${answer.status}`);
    this.#wake();
    this.#channel?.postMessage('free');
  }

  close(): void {
    this.#hide();
    this.#listening.abort();
    clearInterval(this.#watchdog);
    this.#channel?.close();
    this.#set({ name: 'closed' });
  }

  #set(state: State): void {
    this.state = state;
    this.#tell('state', state);
  }

  /** In a task of its own: what a page does wrong with it must not break the stream. */
  #tell(name: string, data: unknown): void {
    // Names that the page knows nothing of are not for it.
    const handlers = this.#options.on as Readonly<Record<string, ((data: unknown) => void) | undefined>> | undefined;
    queueMicrotask(() => handlers?.[name]?.(data));
  }

  #stop(): void {
    this.#run.abort();
    this.#request.abort();
    this.#wake();
  }

  /** The page goes, perhaps only into the back-forward cache: its place is free, and so is its id. */
  #hide(): void {
    // The end of a session stays told when the page is shown again.
    if (this.#isEnd()) return;
    this.#stop();
    this.#tab?.then((tab) => tab.release());
    this.#tab = null;
    this.#channel?.postMessage('free');
  }

  #isEnd(): boolean {
    return ['superseded', 'disconnected', 'signed_out', 'closed'].includes(this.state.name);
  }

  #dropDead(): void {
    if (Date.now() - this.#heardAt > this.#timing.silenceMs) this.#request.abort();
  }

  /** The network is back, or somebody looks again: a stream that died meanwhile is dropped, a try that waits is made now. */
  #look(): void {
    if (globalThis.document?.hidden) return;
    this.#dropDead();
    this.#wake();
  }

  async #tryOn(run: AbortSignal): Promise<void> {
    this.#tab ??= claimTab();
    const tab = await this.#tab;
    while (!run.aborted) {
      const waitMs = await this.#connect(tab, run).catch(() => null);
      if (run.aborted || this.#isEnd()) return;
      if (waitMs === null && this.state.name !== 'reconnecting') this.#set({ name: 'reconnecting', since: Date.now() });
      await this.#pause(waitMs ?? this.#backoffMs());
    }
  }

  #backoffMs(): number {
    const { backoffMs, backoffMaxMs } = this.#timing;
    this.#failures += 1;
    return upTo(Math.min(backoffMaxMs, backoffMs * 2 ** this.#failures));
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async #fetch(rest: string, init: RequestInit): Promise<Response> {
    const { token } = this.#options;
    const bearer = typeof token === 'function' ? await token() : token;
    return fetch(this.#origin + path + rest, {
      cache: 'no-store',
      ...(bearer === undefined ? {} : { credentials: 'omit', headers: { Authorization: `Bearer ${bearer}` } }),
      ...init,
    });
  }

  /** One try, to its end. @returns ms until the next one; null: as the back-off says. */
  async #connect(tab: Tab, run: AbortSignal): Promise<number | null> {
    this.#request = new AbortController();
    this.#heardAt = Date.now();
    const watch = this.#watches ? `&watch=${this.#options.watch}` : '';
    const answer = await this.#fetch(`?tab=${tab.id}${watch}`, { signal: this.#request.signal });
    if (!answer.ok || answer.body === null) return this.#refused(answer);
    const heard = () => {
      this.#heardAt = Date.now();
    };
    const ended = await readEvents(answer.body, heard, (event) => (run.aborted ? 0 : this.#hear(tab, event)));
    return ended ?? null;
  }

  async #refused(answer: Response): Promise<number | null> {
    const said = await answer.json().catch(() => ({}));
    const { code } = said;
    const { limitRetryMs, fullRetryMs } = this.#timing;
    if (code === 'connection_limit') {
      this.#set({ name: 'limit', connections: said.connections ?? [] });
      return limitRetryMs / 2 + upTo(limitRetryMs);
    }
    if (code === 'user_limit_reached') {
      if (this.state.name !== 'full') this.#set({ name: 'full' });
      return fullRetryMs / 2 + upTo(fullRetryMs);
    }
    if (code === 'not_permitted' && this.#watches) {
      this.#watches = false;
      return 0;
    }
    // Without a code it is not Usher who refuses, but something on the way.
    if (code && (answer.status === 401 || answer.status === 403)) this.#signedOut({ reason: code, ...said.ended });
    const seconds = Number(answer.headers.get('Retry-After'));
    return seconds > 0 ? seconds * 1000 + this.#backoffMs() : null;
  }

  #signedOut({ reason, ...detail }: Readonly<Record<string, unknown>>): void {
    this.#set({ name: 'signed_out', reason: String(reason), detail });
  }

  /** @returns ms until the next try when the stream is over, undefined to read on */
  #hear(tab: Tab, { name, data }: StreamEvent): number | undefined {
    if (name === 'ping') {
      // Not answered in time, the server ends the stream, which is then noticed here.
      this.#takeovers = 0;
      this.#fetch(`/${tab.id}/pong`, { method: 'POST' }).catch(() => undefined);
      return undefined;
    }
    if (name === 'connected') {
      this.#failures = 0;
      // The server's schema promises the rest.
      this.#set({ ...(data as unknown as Events['connected']), name });
      this.#channel?.postMessage('taken');
    }
    if (name === 'superseded') {
      // A request of the page that was here before a reload may have come to the server after this one's.
      if (tab.exclusive && ++this.#takeovers <= takeoversMax) return upTo(1_000);
      this.#set({ name });
    }
    if (name === 'disconnected') this.#set({ name, by: typeof data.by === 'string' ? data.by : null });
    if (name === 'signed_out') this.#signedOut(data);
    this.#tell(name, data);
    if (name === 'reconnect') return Number(data.afterMs) || 0;
    if (this.#isEnd()) {
      this.#channel?.postMessage('free');
      return 0;
    }
    // Without a seat there is no connection: the next try takes one, or says that none is free.
    return name === 'seat_lost' ? 0 : undefined;
  }
}

/** Connects this tab and keeps it connected until `close()`. */
export function connect(options: ConnectOptions = {}): Connection {
  return new Client(options);
}
