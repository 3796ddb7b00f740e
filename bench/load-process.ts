// The load generator, in a process of its own: reads one LoadSpec as JSON from stdin, sends the prepared requests over plain
// sockets, and prints one LoadReport. It builds nothing and reads of an answer only what tells where it ends, so that on a
// small machine the server gets the processor. Keep-alive, one request at a time on a connection.
import { connect, type Socket } from 'node:net';
import { setPriority } from 'node:os';
import { text } from 'node:stream/consumers';
import type { LoadReport, LoadSpec } from './load.ts';

interface Connection {
  readonly socket: Socket;
  received: Buffer | null;
  sentAt: number;
}

interface Answer {
  readonly status: string;
  readonly bytes: number;
}

/** The first whole answer in these bytes, or null while it is not whole yet. */
function answerIn(bytes: Buffer): Answer | null {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return null;
  const head = bytes.toString('latin1', 0, end);
  const status = head.slice(9, 12);
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length !== undefined) {
    const whole = end + 4 + Number(length);
    return bytes.length >= whole ? { status, bytes: whole } : null;
  }
  if (!/\r\ntransfer-encoding: *chunked/i.test(head)) return { status, bytes: end + 4 };
  const last = bytes.indexOf('0\r\n\r\n', end + 4, 'latin1');
  return last < 0 ? null : { status, bytes: last + 5 };
}

function percentile(sorted: Float64Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

class Generator {
  readonly #spec: LoadSpec;
  readonly #requests: readonly Buffer[];
  readonly #latencies: number[] = [];
  readonly #statuses: Record<string, number> = {};
  readonly #idle: Connection[] = [];
  readonly #done = Promise.withResolvers<void>();
  #bytes = 0;
  #next = 0;
  #running = 0;
  #startedAt = 0;
  #endedAt = 0;
  #skipped = 0;

  constructor(spec: LoadSpec) {
    this.#spec = spec;
    this.#requests = spec.requests.map((request) => Buffer.from(request));
    this.#next = spec.firstRequest ?? 0;
  }

  async run(): Promise<LoadReport> {
    const connections = await Promise.all(Array.from({ length: this.#spec.connections }, () => this.#connect()));
    this.#startedAt = performance.now();
    if (this.#spec.perSecond === undefined) for (const connection of connections) this.#send(connection);
    else this.#pace(connections, this.#spec.perSecond);
    await this.#done.promise;
    for (const { socket } of connections) socket.destroy();
    return this.#report();
  }

  #connect(): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port: this.#spec.port, noDelay: true });
      const connection: Connection = { socket, received: null, sentAt: 0 };
      socket.on('data', (chunk: Buffer) => this.#receive(connection, chunk));
      socket.on('error', (error) => {
        reject(error);
        this.#done.reject(error);
      });
      socket.on('close', () => this.#done.reject(new Error('The server closed a connection.')));
      socket.on('connect', () => resolve(connection));
    });
  }

  /** Open loop: requests leave on time, however long the answers before them take. */
  #pace(connections: readonly Connection[], perSecond: number): void {
    this.#idle.push(...connections);
    let due = 0;
    const tick = (): void => {
      const now = performance.now() - this.#startedAt;
      for (; due <= (now * perSecond) / 1000 && now < this.#spec.durationMs; due += 1) {
        const connection = this.#idle.pop();
        if (connection) this.#send(connection);
        else this.#skipped += 1;
      }
      if (now < this.#spec.durationMs) setTimeout(tick, 1);
      else if (this.#running === 0) this.#finish();
    };
    tick();
  }

  #send(connection: Connection): void {
    const request = this.#requests[this.#next % this.#requests.length];
    if (request === undefined) throw new Error('There is no request to send.');
    this.#next += 1;
    this.#running += 1;
    connection.sentAt = performance.now();
    connection.socket.write(request);
  }

  #receive(connection: Connection, chunk: Buffer): void {
    const bytes = connection.received === null ? chunk : Buffer.concat([connection.received, chunk]);
    const answer = answerIn(bytes);
    if (answer === null) {
      connection.received = bytes;
      return;
    }
    connection.received = null;
    const now = performance.now();
    this.#running -= 1;
    this.#latencies.push(now - connection.sentAt);
    this.#statuses[answer.status] = (this.#statuses[answer.status] ?? 0) + 1;
    this.#bytes += answer.bytes;
    this.#endedAt = now;
    const over =
      now - this.#startedAt >= this.#spec.durationMs || this.#latencies.length >= (this.#spec.count ?? Infinity);
    if (over && this.#running === 0) this.#finish();
    else if (!over && this.#spec.perSecond === undefined) this.#send(connection);
    else this.#idle.push(connection);
  }

  #finish(): void {
    this.#done.resolve();
  }

  #report(): LoadReport {
    const sorted = Float64Array.from(this.#latencies).sort();
    return {
      answered: sorted.length,
      perSecond: (sorted.length / (this.#endedAt - this.#startedAt)) * 1000,
      p50Ms: percentile(sorted, 0.5),
      p95Ms: percentile(sorted, 0.95),
      p99Ms: percentile(sorted, 0.99),
      maxMs: sorted.at(-1) ?? 0,
      bytesPerAnswer: this.#bytes / Math.max(1, sorted.length),
      statuses: this.#statuses,
      skipped: this.#skipped,
      lastRequest: this.#next,
    };
  }
}

const spec: LoadSpec = JSON.parse(await text(process.stdin)); // written by load.ts only
if (spec.urgent) {
  try {
    // Waiting for the processor here would count as the server's delay; in earnest, clients have machines of their own.
    setPriority(-10);
  } catch {
    // Only root may; the figure then holds more noise.
  }
}
function stayAwake(): void {
  setImmediate(stayAwake);
}
if (spec.sleepless) stayAwake();
process.stdout.write(JSON.stringify(await new Generator(spec).run()));
process.exit(0);
