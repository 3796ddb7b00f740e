// The yardstick's "Web and HTTP": slow bodies are cut off, but for those of known senders which go on coming. Real sockets.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { until } from '../../../test/support/until.ts';
import { allowSlowBody, limitBodyTime } from './body-time.ts';
import { clientErrorHandler } from './client-error.ts';

const limitMs = 250;
const slow = { bytesMin: 5, windowMs: 200, totalMs: 1_500 };
let server: Server;

before(async () => {
  server = createServer((request, response) => {
    if (request.url === '/refused') {
      response.writeHead(401).end();
      return;
    }
    if (request.url === '/file') allowSlowBody(request, slow);
    text(request).then(
      (body) => response.end(`whole: ${body.length}`),
      () => undefined,
    );
  });
  server.on(
    'clientError',
    clientErrorHandler(() => ({})),
  );
  limitBodyTime(server, limitMs);
  await once(server.listen(0, '127.0.0.1'), 'listening');
});
after(() => {
  server.closeAllConnections();
  server.close();
});

interface Sender {
  readonly socket: Socket;
  answer(): string;
  isOver(): boolean;
}

function sender(path: string, length: number): Sender {
  const { port } = server.address() as AddressInfo; // it listens on a port
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  let over = false;
  socket.on('data', (chunk: Buffer) => {
    answer += chunk.toString('latin1');
  });
  socket.on('error', () => undefined);
  socket.on('close', () => {
    over = true;
  });
  socket.write(`POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-length: ${length}\r\n\r\n`);
  return { socket, answer: () => answer, isOver: () => over };
}

/** Sends some bytes now and then until all were sent or the connection is over. @returns bytes sent */
async function drip({ socket, isOver }: Sender, length: number, bytes: number, everyMs: number): Promise<number> {
  let sent = 0;
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      if (sent >= length || isOver()) {
        clearInterval(timer);
        resolve();
        return;
      }
      socket.write('x'.repeat(bytes));
      sent += bytes;
    }, everyMs);
  });
  return sent;
}

test('security: a body that drips in is cut off with 408, however steadily it drips', async () => {
  const one = sender('/any', 1_000);
  const sent = await drip(one, 1_000, 10, 20);
  await until(() => one.isOver());
  assert.match(one.answer(), /^HTTP\/1\.1 408 /);
  assert.ok(sent < 1_000, `${sent} bytes were taken`);
});

test('M1 security: a known sender’s file may take much longer, as long as it goes on coming', async () => {
  const one = sender('/file', 400);
  await drip(one, 400, 10, 20);
  await until(() => one.answer() !== '');
  assert.match(one.answer(), /^HTTP\/1\.1 200 .*whole: 400$/s);
  one.socket.destroy();
});

test('security: a file that comes more slowly than the least rate, stops, or takes too long in all is cut off', async () => {
  const [few, none, endless] = [sender('/file', 1_000), sender('/file', 1_000), sender('/file', 100_000)];
  await Promise.all([drip(few, 1_000, 1, 100), drip(endless, 100_000, 10, 20)]);
  await until(() => [few, none, endless].every((one) => one.isOver()));
  for (const one of [few, none, endless]) assert.match(one.answer(), /^HTTP\/1\.1 408 /);
});

test('security: who was refused and goes on sending is cut off without a second answer', async () => {
  const one = sender('/refused', 1_000);
  await drip(one, 1_000, 10, 20);
  await until(() => one.isOver());
  assert.equal(one.answer().match(/HTTP\/1\.1/g)?.length, 1, one.answer());
  assert.match(one.answer(), /^HTTP\/1\.1 401 /);
});
