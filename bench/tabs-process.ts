// Holds thousands of connected tabs, in a process of its own: an event stream each over a plain socket, pings answered as a
// browser's script answers them. It comes back as the connection client of sdk/ does: after `reconnect` when it is told, after a
// stream that ended by itself with a back-off from half a second to fifteen, at random within it.
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { requestText } from './load.ts';
import type { TabSpec, TabsCommand, TabsStats } from './tabs.ts';

const backOffMs = { first: 500, most: 15_000 };
/** Answers to pings go over few connections, as those that a proxy in front of the server keeps open. */
const pongConnections = 32;

interface Tab extends TabSpec {
  readonly index: number;
  socket: Socket | null;
  open: boolean;
  closed: boolean;
  failures: number;
}

class Holder {
  readonly #port: number;
  readonly #host: string;
  readonly #tabs: Tab[];
  readonly #pongs: PongSender;
  #open = 0;
  #pings = 0;
  #attempts = 0;
  #faults: Record<string, number> = {};
  #whole: (() => void)[] = [];

  constructor({ port, host, tabs }: Extract<TabsCommand, { command: 'tabs' }>) {
    this.#port = port;
    this.#host = host;
    this.#tabs = tabs.map((tab, index) => ({ ...tab, index, socket: null, open: false, closed: false, failures: 0 }));
    this.#pongs = new PongSender(port, (fault) => this.#fault(fault));
  }

  async connect(atOnce: number): Promise<void> {
    const waiting = [...this.#tabs].reverse();
    const work = async (): Promise<void> => {
      for (let tab = waiting.pop(); tab; tab = waiting.pop()) {
        this.#start(tab);
        while (!tab.open) await delay(1);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
  }

  close(index: number): void {
    const tab = this.#tabs[index];
    if (tab === undefined) throw new Error(`There is no tab ${index}.`);
    tab.closed = true;
    tab.socket?.destroy();
  }

  /** Resolves once as many tabs are connected as should be. */
  async whole(): Promise<void> {
    if (this.#isWhole()) return;
    await new Promise<void>((resolve) => this.#whole.push(resolve));
  }

  report(tookMs: number): TabsStats {
    const stats = {
      open: this.#open,
      pings: this.#pings,
      pongs: this.#pongs.answered,
      attempts: this.#attempts,
      faults: this.#faults,
      tookMs,
    };
    this.#attempts = 0;
    this.#faults = {};
    return stats;
  }

  #isWhole(): boolean {
    return this.#tabs.every((tab) => tab.open || tab.closed);
  }

  #fault(what: string): void {
    this.#faults[what] = (this.#faults[what] ?? 0) + 1;
  }

  #start(tab: Tab): void {
    this.#attempts += 1;
    const socket = connect({ host: '127.0.0.1', port: this.#port, noDelay: true });
    tab.socket = socket;
    let received = '';
    let told: number | null = null;
    socket.setEncoding('latin1');
    socket.on('connect', () =>
      socket.write(
        requestText({
          method: 'GET',
          path: `/api/v1/session/connection?tab=${tab.tab}`,
          host: this.#host,
          headers: { cookie: tab.cookie, accept: 'text/event-stream' },
        }),
      ),
    );
    socket.on('data', (chunk: string) => {
      received += chunk;
      const status = /^HTTP\/1\.1 (\d+)/.exec(received)?.[1];
      if (status !== undefined && status !== '200') {
        this.#fault(status);
        received = '';
        socket.destroy();
        return;
      }
      // Events end with an empty line; what has not come whole waits for its rest.
      const end = received.lastIndexOf('\n\n') + 2;
      if (end < 2) return;
      told = this.#read(tab, received.slice(0, end)) ?? told;
      received = received.slice(end);
      if (told !== null) socket.destroy();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => this.#fault(error.code ?? 'error'));
    socket.on('close', () => this.#gone(tab, told));
  }

  /** Looks through what has come. @returns milliseconds after which to come back, when told to */
  #read(tab: Tab, text: string): number | null {
    if (!tab.open && text.includes('event: connected\n')) {
      tab.open = true;
      tab.failures = 0;
      this.#open += 1;
      if (this.#whole.length > 0 && this.#isWhole()) for (const resolve of this.#whole.splice(0)) resolve();
    }
    for (const _ of text.matchAll(/event: ping\n/g)) {
      this.#pings += 1;
      this.#pongs.send(
        requestText({
          method: 'POST',
          path: `/api/v1/session/connection/${tab.tab}/pong`,
          host: this.#host,
          headers: { cookie: tab.cookie, 'content-length': '0' },
        }),
      );
    }
    for (const [, name = ''] of text.matchAll(/event: (signed_out|superseded|seat_lost|disconnected)\n/g))
      this.#fault(name);
    const after = /event: reconnect\ndata: \{"afterMs":(\d+)/.exec(text)?.[1];
    return after === undefined ? null : Number(after);
  }

  #gone(tab: Tab, told: number | null): void {
    if (tab.open) this.#open -= 1;
    tab.open = false;
    tab.socket = null;
    if (tab.closed) return;
    const rangeMs = Math.min(backOffMs.most, backOffMs.first * 2 ** tab.failures);
    tab.failures += 1;
    setTimeout(() => this.#start(tab), told ?? Math.random() * rangeMs);
  }
}

/** Sends requests whose answers tell nothing, over a few connections that are made again when the server closes them. */
class PongSender {
  answered = 0;
  readonly #port: number;
  readonly #onFault: (what: string) => void;
  readonly #queue: string[] = [];
  readonly #idle: Socket[] = [];
  #connections = 0;

  constructor(port: number, onFault: (what: string) => void) {
    this.#port = port;
    this.#onFault = onFault;
  }

  send(request: string): void {
    this.#queue.push(request);
    this.#next();
  }

  #next(): void {
    const socket = this.#idle.pop();
    if (socket !== undefined) {
      const request = this.#queue.shift();
      if (request === undefined) this.#idle.push(socket);
      else socket.write(request);
    } else if (this.#connections < pongConnections) this.#connect();
  }

  #connect(): void {
    this.#connections += 1;
    const socket = connect({ host: '127.0.0.1', port: this.#port, noDelay: true });
    const forget = (): void => {
      const at = this.#idle.indexOf(socket);
      if (at >= 0) this.#idle.splice(at, 1);
    };
    socket.on('connect', () => {
      this.#idle.push(socket);
      this.#next();
    });
    socket.on('data', (chunk: Buffer) => {
      const status = chunk.toString('latin1', 9, 12);
      if (status === '204') this.answered += 1;
      else this.#onFault(`pong ${status}`);
      this.#idle.push(socket);
      this.#next();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#connections -= 1;
      forget();
    });
  }
}

let holder: Holder | null = null;

async function obey(command: TabsCommand): Promise<TabsStats> {
  const startedMs = performance.now();
  if (command.command === 'tabs') holder = new Holder(command);
  if (holder === null) throw new Error('There are no tabs yet.');
  if (command.command === 'connect') await holder.connect(command.atOnce);
  if (command.command === 'close') holder.close(command.index);
  if (command.command === 'whole') await holder.whole();
  return holder.report(performance.now() - startedMs);
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await obey(JSON.parse(line)))}\n`); // written by tabs.ts only
}
