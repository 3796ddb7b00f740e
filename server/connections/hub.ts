/**
 * The streams of this process, in memory. One look each second sends pings, gives up those that do not answer, and finds whose
 * session is to be judged: no timer for each, and where nothing else is due only those are looked at that are pinged in this second,
 * or were twelve before. Times are counted in those looks, so that a process that stood still, or
 * was too busy to read its sockets, takes nobody for gone.
 */
import { randomInt, timingSafeEqual } from 'node:crypto';
import { monotonicMs } from '../kernel/clock.ts';
import type { ConnectionId, SessionId, TenantId, UserId } from '../kernel/ids.ts';
import { type EventName, frameOf, type Stream } from './stream.ts';

const tickMs = 1_000;
/** Seconds from one ping to the next, and for the answer to one: a tab whose network vanished is noticed within 42. */
const pingSeconds = 30;
const answerSeconds = 12;
const ping = frameOf('ping', {});

/** Streams by something that several may have. */
class Groups<Key> {
  readonly #streams = new Map<Key, Set<Stream>>();

  add(key: Key, stream: Stream): void {
    const group = this.#streams.get(key);
    if (group) group.add(stream);
    else this.#streams.set(key, new Set([stream]));
  }

  delete(key: Key, stream: Stream): void {
    const group = this.#streams.get(key);
    if (group?.delete(stream) && group.size === 0) this.#streams.delete(key);
  }

  of(key: Key): Iterable<Stream> {
    return this.#streams.get(key) ?? [];
  }
}

function isSameToken(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

export interface HubOptions {
  /** The stream is over, whoever ended it. Called once for each. */
  readonly onGone: (stream: Stream) => void;
  /** Its session is to be judged now. */
  readonly onDue: (stream: Stream) => void;
  /** Answers may be at other processes, and these cannot be heard now: nobody is given up for want of one. */
  readonly isDeaf: () => boolean;
  /** Called each second, after the streams were looked at. */
  readonly onTick: () => void;
}

export class Hub {
  readonly #byId = new Map<ConnectionId, Stream>();
  /** Names that tabs give themselves: of two with the same one, only the last is found here. */
  readonly #byTab = new Map<string, Stream>();
  readonly #bySession = new Groups<SessionId>();
  readonly #byUser = new Groups<UserId>();
  readonly #byTenant = new Groups<TenantId>();
  readonly #options: HubOptions;
  /** Streams by the second of thirty in which they are pinged. */
  readonly #turns: readonly Set<Stream>[] = Array.from({ length: pingSeconds }, () => new Set());
  #timer: NodeJS.Timeout | null = null;
  #tick = 0;
  /** The last tick in which answers may be due at any moment, because some were waited for longer. */
  #lateUntil = 0;
  /** When the first session is to be judged; none is before. */
  #judgeAtMs = Number.POSITIVE_INFINITY;
  #onEmpty = (): void => undefined;

  constructor(options: HubOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer = setInterval(() => this.#look(), tickMs);
    this.#timer.unref();
  }

  get size(): number {
    return this.#byId.size;
  }

  all(): Iterable<Stream> {
    return this.#byId.values();
  }

  get(id: ConnectionId): Stream | undefined {
    return this.#byId.get(id);
  }

  ofSession(id: SessionId): Iterable<Stream> {
    return this.#bySession.of(id);
  }

  ofUser(id: UserId): Iterable<Stream> {
    return this.#byUser.of(id);
  }

  ofTenant(id: TenantId): Iterable<Stream> {
    return this.#byTenant.of(id);
  }

  /** From now on it is pinged and heard of; `onGone` when it is over. */
  add(stream: Stream): void {
    // Spread over the time between two pings: after a restart all tabs come at once.
    stream.pingAt = this.#tick + 1 + randomInt(pingSeconds);
    this.#byId.set(stream.id, stream);
    this.#byTab.set(stream.tab, stream);
    this.#bySession.add(stream.session, stream);
    this.#byUser.add(stream.user, stream);
    this.#byTenant.add(stream.tenant, stream);
    this.#turnAt(stream.pingAt).add(stream);
    stream.onJudgeAt = (ms) => {
      this.#judgeAtMs = Math.min(this.#judgeAtMs, ms);
    };
    stream.onJudgeAt(stream.judgeAtMs);
    stream.onGone(() => this.#remove(stream));
  }

  /** The last thing this tab is told. */
  endWith(stream: Stream, name: EventName, data: object): void {
    stream.tell(name, data);
    stream.end();
  }

  /** A tab of this user answered a ping. @returns the stream, undefined when it is not here */
  heard(user: UserId, tab: string): Stream | undefined {
    for (const stream of this.#byUser.of(user)) {
      if (stream.tab !== tab) continue;
      stream.answerBy = 0;
      return stream;
    }
    return undefined;
  }

  /** The same by the token that its stream was opened with: no look-up tells whose it is. */
  heardByToken(tab: string, token: string): boolean {
    const stream = this.#byTab.get(tab);
    if (stream === undefined || !isSameToken(stream.token, token)) return false;
    stream.answerBy = 0;
    return true;
  }

  /** Resolves when the last stream is over. */
  async empty(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#onEmpty = resolve;
    if (this.size === 0) resolve();
    await promise;
  }

  close(): void {
    if (this.#timer) clearInterval(this.#timer);
    for (const stream of this.#byId.values()) stream.destroy();
  }

  #remove(stream: Stream): void {
    if (!this.#byId.delete(stream.id)) return;
    if (this.#byTab.get(stream.tab) === stream) this.#byTab.delete(stream.tab);
    this.#bySession.delete(stream.session, stream);
    this.#byUser.delete(stream.user, stream);
    this.#byTenant.delete(stream.tenant, stream);
    this.#turnAt(stream.pingAt).delete(stream);
    stream.onJudgeAt = () => undefined;
    this.#options.onGone(stream);
    if (this.size === 0) this.#onEmpty();
  }

  /** A stream is pinged each thirty ticks, so it stays in its turn. */
  #turnAt(tick: number): Set<Stream> {
    const turn = this.#turns[tick % pingSeconds];
    if (turn === undefined) throw new Error('Ticks are whole numbers.');
    return turn;
  }

  #look(): void {
    this.#tick += 1;
    const deaf = this.#options.isDeaf();
    if (deaf) this.#lateUntil = this.#tick + answerSeconds;
    if (this.#tick <= this.#lateUntil) {
      for (const stream of this.#byId.values()) this.#lookAt(stream, deaf);
    } else {
      for (const stream of this.#turnAt(this.#tick + pingSeconds - answerSeconds)) this.#lookAt(stream, deaf);
      for (const stream of this.#turnAt(this.#tick)) this.#lookAt(stream, deaf);
    }
    if (monotonicMs() >= this.#judgeAtMs) this.#judgeDue();
    this.#options.onTick();
  }

  #lookAt(stream: Stream, deaf: boolean): void {
    if (deaf && stream.answerBy !== 0) stream.answerBy = this.#tick + answerSeconds;
    if (stream.answerBy !== 0 && stream.answerBy <= this.#tick) stream.destroy();
    else if (stream.pingAt <= this.#tick) this.#ping(stream);
  }

  #judgeDue(): void {
    const now = monotonicMs();
    const due: Stream[] = [];
    let next = Number.POSITIVE_INFINITY;
    for (const stream of this.#byId.values()) {
      if (stream.judgeAtMs <= now) due.push(stream);
      else next = Math.min(next, stream.judgeAtMs);
    }
    this.#judgeAtMs = next;
    for (const stream of due) {
      stream.judgeAtMs = Number.POSITIVE_INFINITY;
      this.#options.onDue(stream);
    }
  }

  #ping(stream: Stream): void {
    stream.pingAt = this.#tick + pingSeconds;
    stream.answerBy = this.#tick + answerSeconds;
    stream.write(ping);
  }
}
