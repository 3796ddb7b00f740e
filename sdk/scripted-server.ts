// A server that does on the tab's stream what a test says, over real sockets: what a house that works never does on demand.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** One stream as the server has it. */
export interface Stream {
  readonly tab: string;
  readonly url: string;
  /** performance.now() of the request. */
  readonly at: number;
  readonly headers: IncomingMessage['headers'];
  send(event: string, data?: object): void;
  write(text: string): void;
  /** Breaks the connection, as a dead process does. */
  cut(): void;
  readonly closed: () => boolean;
}

type Answer = (stream: Stream, response: ServerResponse) => void;

export interface ScriptedServer {
  readonly origin: string;
  readonly streams: Stream[];
  /** Requests other than for a stream, as `METHOD path`. */
  readonly calls: string[];
  /** What the next streams get, in turn; after the last one, `connected`. */
  script(...answers: Answer[]): void;
  close(): Promise<void>;
}

/** `connected` and then silence. */
export const connected: Answer = (stream) => {
  stream.send('connected', {
    connection: 'c1',
    user: 'u1',
    tabs: 1,
    limit: 3,
    idleSeconds: null,
    seat: true,
    station: null,
    stationAsked: null,
  });
};

/** A refusal as problem+json. */
export function refused(status: number, problem: object, headers: Record<string, string> = {}): Answer {
  return (_stream, response) => {
    response.writeHead(status, { 'content-type': 'application/problem+json', ...headers });
    response.end(JSON.stringify(problem));
  };
}

function streamOf(request: IncomingMessage, response: ServerResponse): Stream {
  const url = request.url ?? '';
  const write = (text: string): void => {
    if (!response.headersSent) response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(text);
  };
  return {
    tab: new URLSearchParams(url.split('?')[1]).get('tab') ?? '',
    url,
    at: performance.now(),
    headers: request.headers,
    write,
    send: (event, data = {}) => write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
    cut: () => request.socket.destroy(),
    closed: () => response.destroyed || response.closed,
  };
}

export async function scriptedServer(): Promise<ScriptedServer> {
  const streams: Stream[] = [];
  const calls: string[] = [];
  let answers: Answer[] = [];
  const server = createServer((request, response) => {
    if (!request.url?.startsWith('/api/v1/session/connection?')) {
      calls.push(`${request.method} ${request.url}`);
      response.writeHead(204).end();
      return;
    }
    const stream = streamOf(request, response);
    streams.push(stream);
    (answers.shift() ?? connected)(stream, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    streams,
    calls,
    script(...given) {
      answers = given;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
