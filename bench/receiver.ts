// A program that receives webhooks, for measuring: says when each came, and lets those that are to hang wait for ever.
import { once } from 'node:events';
import { createServer } from 'node:http';

export interface BenchReceiver {
  /** Answers at once. */
  readonly url: string;
  /** Takes every request and answers none. */
  readonly hangingUrl: string;
  /** When each delivery came first, by its webhook-id, by `performance.now()`. */
  readonly arrivedMs: ReadonlyMap<string, number>;
  /** Requests so far, deliveries that came twice included. */
  requests(): number;
  /** Requests that wait for ever. */
  hanging(): number;
  /** Connections opened so far. */
  connections(): number;
  close(): Promise<void>;
}

export async function startReceiver(): Promise<BenchReceiver> {
  const arrivedMs = new Map<string, number>();
  let [requests, hanging, connections] = [0, 0, 0];
  const server = createServer((request, response) => {
    request.resume();
    if (request.url?.startsWith('/hangs')) {
      hanging += 1;
      return;
    }
    request.once('end', () => {
      const id = String(request.headers['webhook-id']);
      requests += 1;
      if (!arrivedMs.has(id)) arrivedMs.set(id, performance.now());
      response.writeHead(204).end();
    });
  });
  server.on('connection', () => {
    connections += 1;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const origin = `http://127.0.0.1:${address.port}`;
  return {
    url: `${origin}/hooks`,
    hangingUrl: `${origin}/hangs`,
    arrivedMs,
    requests: () => requests,
    hanging: () => hanging,
    connections: () => connections,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
