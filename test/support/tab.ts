// A tab as the server sees it: one event stream on a browser's cookies, which answers pings unless told not to.
import { randomUUID } from 'node:crypto';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import type { Answer, Browser } from './browser.ts';
import { until } from './until.ts';

export interface TabEvent {
  readonly name: string;
  readonly data: Record<string, unknown>;
}

export interface TabOptions {
  readonly tab?: string;
  /** Also hear of everybody who comes and goes. */
  readonly watch?: boolean;
  /** False: pings stay without an answer. */
  readonly answers?: boolean;
  /** The server to connect to, where it is not the browser's own. */
  readonly port?: number;
}

export class Tab {
  readonly tab: string;
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  /** What was answered instead of a stream. */
  readonly refusal: Record<string, unknown> | null;
  readonly events: TabEvent[] = [];
  /** The server ended the stream, or it broke. */
  over = false;
  readonly #outgoing: ClientRequest;

  constructor(
    tab: string,
    outgoing: ClientRequest,
    incoming: IncomingMessage,
    refusal: Record<string, unknown> | null,
  ) {
    this.tab = tab;
    this.#outgoing = outgoing;
    this.status = incoming.statusCode ?? 0;
    this.headers = incoming.headers;
    this.refusal = refusal;
    if (refusal !== null) this.over = true;
  }

  named(name: string): TabEvent[] {
    return this.events.filter((event) => event.name === name);
  }

  /** The last event of a name, waited for. */
  async event(name: string, timeoutMs?: number): Promise<Record<string, unknown>> {
    await until(() => this.named(name).length > 0, timeoutMs);
    return this.named(name).at(-1)?.data ?? {};
  }

  /** The person closes the tab. */
  close(): void {
    this.over = true;
    this.#outgoing.destroy();
  }

  /** The network is gone: nothing is read any more, and nobody is told. */
  freeze(): void {
    this.#outgoing.socket?.pause();
  }
}

function read(tab: Tab, browser: Browser, incoming: IncomingMessage, { answers = true }: TabOptions): void {
  let text = '';
  incoming.setEncoding('utf8');
  incoming.on('data', (chunk: string) => {
    text += chunk;
    const frames = text.split('\n\n');
    text = frames.pop() ?? '';
    for (const frame of frames) {
      const [, name = '', data = ''] = /^event: (\w+)\ndata: (.*)$/.exec(frame) ?? [];
      tab.events.push({ name, data: JSON.parse(data) });
      if (name === 'ping' && answers) pong(browser, tab.tab).catch(() => undefined);
    }
  });
  const over = (): void => {
    tab.over = true;
  };
  incoming.on('end', over).on('error', over).on('close', over);
}

/** Answers a ping of a tab. */
export function pong(browser: Browser, tab: string): Promise<Answer> {
  return browser.json('POST', `/api/v1/session/connection/${tab}/pong`);
}

/** Connects a tab; resolves with its stream, or with the refusal. */
export function connectTab(browser: Browser, options: TabOptions = {}): Promise<Tab> {
  const { promise, resolve, reject } = Promise.withResolvers<Tab>();
  const { tab = randomUUID(), watch = false, port = browser.port } = options;
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const outgoing = request(
    {
      host: '127.0.0.1',
      port,
      path: `/api/v1/session/connection?tab=${tab}${watch ? '&watch=connections' : ''}`,
      agent: false,
      headers: { host: `${browser.host}:${port}`, cookie, ...browser.headers },
    },
    (incoming) => {
      if (incoming.statusCode === 200) {
        const connected = new Tab(tab, outgoing, incoming, null);
        read(connected, browser, incoming, options);
        resolve(connected);
        return;
      }
      incoming.toArray().then((chunks) => {
        resolve(new Tab(tab, outgoing, incoming, JSON.parse(Buffer.concat(chunks).toString())));
      }, reject);
    },
  );
  outgoing.on('error', reject);
  outgoing.end();
  return promise;
}
