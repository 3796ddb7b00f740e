/** One connected tab in this process: who it is, and the response that its events are written to. */
import type { ServerResponse } from 'node:http';
import type { ConnectionId, SessionId, TenantId, UserId } from '../kernel/ids.ts';

/** Bytes that may wait for a client that does not read; a stream with more is given up. */
const waitingMaxBytes = 64 * 1024;

/** What a tab is told, by name; docs/connections.md explains each. */
export type EventName =
  | 'connected'
  | 'ping'
  | 'warning'
  | 'message'
  | 'superseded'
  | 'disconnected'
  | 'station'
  | 'station_released'
  | 'seat_lost'
  | 'reconnect'
  | 'signed_out'
  | 'changed';

export interface Tab {
  readonly tenant: TenantId;
  readonly id: ConnectionId;
  readonly session: SessionId;
  readonly user: UserId;
  /** Its own name for itself, kept over a reload. */
  readonly tab: string;
  /** Wants to hear when anybody of the organisation comes or goes. */
  readonly watches: boolean;
}

/** An event as it stands on the stream (WHATWG HTML, "Server-sent events"). JSON has no line break in it. */
export function frameOf(name: EventName, data: object): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}

export class Stream implements Tab {
  readonly tenant: TenantId;
  readonly id: ConnectionId;
  readonly session: SessionId;
  readonly user: UserId;
  readonly tab: string;
  /** Until it is found that they may not any more. */
  watches: boolean;
  /** The session's token, so that its answers to pings need no look-up. */
  token: string;
  /** In ticks of the hub: the next ping, and by when the last one is to be answered (0: it is). */
  pingAt = 0;
  answerBy = 0;
  #judgeAtMs = Number.POSITIVE_INFINITY;
  /** Told when it is to be judged at another moment. */
  onJudgeAt: (ms: number) => void = () => undefined;
  /** Its session ends when nobody uses it, as far as was judged. */
  idles = false;
  /** What it was warned of, by kind: how urgently, and of when. */
  readonly warned = new Map<string, { readonly minutes: number; readonly atMs: number }>();
  readonly #response: ServerResponse;

  constructor(tab: Tab, token: string, response: ServerResponse) {
    this.tenant = tab.tenant;
    this.id = tab.id;
    this.session = tab.session;
    this.user = tab.user;
    this.tab = tab.tab;
    this.watches = tab.watches;
    // A text of its own memory: what is cut from a header keeps the whole header alive.
    this.token = Buffer.from(token).toString();
    this.#response = response;
  }

  /** By this process's monotonic clock: when the session is to be judged again. */
  get judgeAtMs(): number {
    return this.#judgeAtMs;
  }

  set judgeAtMs(ms: number) {
    this.#judgeAtMs = ms;
    this.onJudgeAt(ms);
  }

  /** True until its end was written or its socket closed. */
  get open(): boolean {
    return !this.#response.writableEnded && !this.#response.destroyed;
  }

  tell(name: EventName, data: object): void {
    this.write(frameOf(name, data));
  }

  /** @param frame made by `frameOf`: one text for many streams */
  write(frame: string): void {
    if (!this.open) return;
    this.#response.write(frame);
    if (this.#response.writableLength > waitingMaxBytes) this.#response.destroy();
  }

  end(): void {
    if (this.open) this.#response.end();
  }

  /** Without a last word: for a client that is not there any more. */
  destroy(): void {
    this.#response.destroy();
  }

  /** Calls back once, when nobody is at the other end any more, whoever closed it. */
  onGone(then: () => void): void {
    if (this.#response.destroyed) queueMicrotask(then);
    else this.#response.once('close', then);
  }
}
