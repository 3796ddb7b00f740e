// Connections that are kept between deliveries: they save the receiver and this server a handshake each, and must lead nowhere that a
// new one could not (security.md, server-side request forgery).
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { after, before, test } from 'node:test';
import { Connections } from './connections.ts';
import { type PostAnswer, post } from './post.ts';
import type { Resolve } from './resolve.ts';

const [here, elsewhere] = ['127.0.0.1', '127.0.0.2'];
const connections = new Connections();
/** Connections opened to an address so far. */
const opened = new Map<string, number>();
const servers: Server[] = [];
let port = 0;
/** Whether a second request on a connection finds it closed. */
let closesUsed = false;

async function listen(host: string): Promise<void> {
  const used = new WeakSet<object>();
  const server = createServer((request, response) => {
    const again = used.has(request.socket);
    used.add(request.socket);
    if (closesUsed && again) request.socket.destroy();
    else request.resume().once('end', () => response.writeHead(200).end(host));
  });
  server.on('connection', () => opened.set(host, (opened.get(host) ?? 0) + 1));
  servers.push(server);
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  if (address !== null && typeof address !== 'string') port = address.port;
}

before(async () => {
  await listen(here);
  await listen(elsewhere);
});
after(() => {
  connections.close();
  for (const server of servers) server.close();
});

/** Sends to a name that was judged to be at these addresses, in this order. */
function sent(...addresses: string[]): Promise<PostAnswer> {
  return sentOf('one', ...addresses);
}

/** The same as a delivery of this endpoint. */
function sentOf(owner: string, ...addresses: string[]): Promise<PostAnswer> {
  const url = new URL(`http://receiver.example:${port}/hooks`);
  const resolve: Resolve = async () => addresses.map((address) => ({ address, family: 4 }));
  return post({ url, headers: {}, body: '{}', owner, resolve, connections }, new AbortController().signal);
}

test('M4 a connection is kept for the next delivery to the same name at the same addresses', async () => {
  opened.clear();
  for (let n = 0; n < 5; n += 1) assert.deepEqual(await sent(here), { status: 200, answer: here });
  assert.deepEqual([...opened], [[here, 1]]);
});

test('M4 V1.3.6 a kept connection is not used once the name leads elsewhere', async () => {
  await sent(here);
  opened.clear();
  assert.equal((await sent(elsewhere)).answer, elsewhere);
  assert.equal((await sent(elsewhere)).answer, elsewhere);
  assert.deepEqual([...opened], [[elsewhere, 1]]);
  // One that was opened for both may lead to either; one that was opened for one of them may not serve for both.
  assert.equal((await sent(here, elsewhere)).answer, here);
  assert.equal((await sent(elsewhere, here)).answer, here, 'in whichever order the name server names them');
  assert.equal(opened.get(here), 1);
});

test('M4 security: an endpoint has its connections for itself: what one is answered never reaches another of the same host', async () => {
  await sentOf('one', here);
  opened.clear();
  await sentOf('other', here);
  await sentOf('other', here);
  await sentOf('one', here);
  assert.deepEqual([...opened], [[here, 1]]);
});

test('M4 a kept connection that the receiver closes just then costs no attempt', async () => {
  await sent(here);
  closesUsed = true;
  opened.clear();
  assert.deepEqual(await sent(here), { status: 200, answer: here });
  assert.deepEqual([...opened], [[here, 1]]);
});
