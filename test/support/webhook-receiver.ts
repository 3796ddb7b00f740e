// A program that receives webhooks: a real HTTP server on this machine, which keeps what came and answers as told.
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { Webhook } from 'standardwebhooks';

export interface ReceivedWebhook {
  readonly id: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Milliseconds of the process's monotonic clock. */
  readonly atMs: number;
}

export interface Receiver {
  readonly url: string;
  readonly port: number;
  readonly received: ReceivedWebhook[];
  /** Requests that wait for their answer now, and the most that ever did. */
  open(): number;
  openMax(): number;
  close(): Promise<void>;
}

const receivers = new Set<Receiver>();

/** Closes those that a test, which failed, left open: the file would not end. */
export async function closeReceivers(): Promise<void> {
  await Promise.all([...receivers].map((receiver) => receiver.close()));
}

/** What a request is answered with; it may take its time, or answer itself and return null. */
export type Respond = (webhook: ReceivedWebhook, response: ServerResponse) => number | null | Promise<number | null>;

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  request.setEncoding('utf8');
  for await (const part of request) text += part;
  return text;
}

/** @param at where it listens; a free port of 127.0.0.1 unless told */
export async function webhookReceiver(
  respond: Respond = () => 204,
  at: { readonly port?: number; readonly host?: string } = {},
): Promise<Receiver> {
  const received: ReceivedWebhook[] = [];
  let open = 0;
  let openMax = 0;
  const server = createServer(async (request, response) => {
    open += 1;
    openMax = Math.max(open, openMax);
    response.once('close', () => {
      open -= 1;
    });
    const { headers } = request;
    const webhook = {
      id: String(headers['webhook-id']),
      headers,
      body: await bodyOf(request),
      atMs: performance.now(),
    };
    received.push(webhook);
    const status = await respond(webhook, response);
    if (status !== null) response.writeHead(status).end();
  });
  server.listen(at.port ?? 0, at.host ?? '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const receiver: Receiver = {
    url: `http://${at.host ?? '127.0.0.1'}:${address.port}/hooks`,
    port: address.port,
    received,
    open: () => open,
    openMax: () => openMax,
    async close() {
      if (!receivers.delete(receiver)) return;
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  receivers.add(receiver);
  return receiver;
}

/** What came, if its signature is right. @throws WebhookVerificationError */
export function verified(
  secret: string,
  { headers, body }: ReceivedWebhook,
): { type: string; timestamp: string; data: Record<string, unknown> } {
  // Headers that are there once are texts; the shape is what the specification gives.
  return new Webhook(secret).verify(body, headers as Record<string, string>) as ReturnType<typeof verified>;
}
