// security.md, server-side request forgery: an administrator of an organisation makes this server call what only it can reach. The
// name server and what is attacked are real and on this machine; what may be reached is one other address of it.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { after, before, test } from 'node:test';
import { type TestApp, testApp } from '../../test/support/app.ts';
import { type NameServer, nameServer } from '../../test/support/name-server.ts';
import { addWebhook, administered } from '../../test/support/webhooks.ts';
import type { DeliveryDetails } from './webhook.ts';

const inside = '127.0.0.1';
const allowed = '127.0.0.2';

let app: TestApp;
let names: NameServer;
let say: readonly (readonly string[])[] = [];
let first = 0;
const connections = new Map<string, number>();
const servers: Server[] = [];
let port = 0;

/** Counts who connects to an address; nobody is answered. */
async function watch(host: string): Promise<void> {
  const server = createServer((socket) => {
    connections.set(host, (connections.get(host) ?? 0) + 1);
    socket.on('error', () => undefined).end();
  });
  servers.push(server);
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  if (address !== null && typeof address !== 'string') port = address.port;
}

before(async () => {
  await watch(inside);
  await watch(allowed);
  names = await nameServer((nth) => say[Math.min(nth - first, say.length - 1)] ?? []);
  app = await testApp({
    // Only what this rule needs of production: https, and no loopback.
    config: { production: true, webhookNetworks: [allowed] },
    webhookDnsServers: [names.address],
  });
});
after(async () => {
  await app?.close();
  await names?.close();
  for (const server of servers) server.close();
});

/** One attempt at a name that the name server says to be these addresses, one after the other. */
async function attempted(slug: string, host: string, ...answers: (readonly string[])[]): Promise<DeliveryDetails> {
  connections.clear();
  say = answers;
  first = names.asked();
  const { nadia } = await administered(app, slug);
  const { path } = await addWebhook(nadia, `https://${host}:${port}/`, ['team.create']);
  const answer = await nadia.json('POST', `${path}/test`, {});
  assert.equal(answer.status, 200, answer.text);
  return answer.json<DeliveryDetails>();
}

test('M4 V1.3.6 a name that leads to this machine is not called', async () => {
  const { lastError, state } = await attempted('plain', 'inside.attacker.example', [inside]);
  assert.deepEqual([state, lastError], ['failed', 'address_refused']);
  assert.equal(connections.size, 0);
});

test('M4 V1.3.6 one such address among others is enough to refuse the name', async () => {
  const { lastError } = await attempted('among', 'mixed.attacker.example', [allowed, inside]);
  assert.equal(lastError, 'address_refused');
  assert.equal(connections.size, 0);
});

test('M4 V1.3.6 a name that leads elsewhere after it was judged is called where it was judged (DNS rebinding)', async () => {
  const { lastError } = await attempted('rebinds', 'rebinds.attacker.example', [allowed], [inside]);
  // Whoever is there speaks no TLS.
  assert.notEqual(lastError, 'address_refused');
  assert.deepEqual([...connections.keys()], [allowed]);
  assert.equal(names.asked() - first, 1, 'it was resolved once');
});

test('M4 V1.3.6 a client that judges and then resolves again is led inside: what the test above would find', async () => {
  connections.clear();
  say = [[allowed], [inside]];
  first = names.asked();
  const { Resolver } = await import('node:dns/promises');
  const { connect } = await import('node:net');
  const resolver = new Resolver();
  resolver.setServers([names.address]);
  assert.deepEqual(await resolver.resolve4('rebinds.attacker.example'), [allowed]);
  const again = new Resolver();
  again.setServers([names.address]);
  const [where] = await again.resolve4('rebinds.attacker.example');
  const socket = connect(port, where);
  await once(socket, 'close');
  assert.deepEqual([...connections.keys()], [inside]);
});

test('M4 a name that nobody knows says so', async () => {
  const { lastError } = await attempted('unknown', 'nobody.example', []);
  assert.equal(lastError, 'name_not_found');
});

test('M4 V1.3.6 localhost and its like are refused, and clear text', async () => {
  const { lastError } = await attempted('local', 'metadata.localhost', [allowed]);
  assert.equal(lastError, 'address_refused');
  const { nadia } = await administered(app, 'clear');
  const body = { name: 'x', url: `http://${allowed}:${port}/`, events: ['*'] };
  const answer = await nadia.json('POST', '/api/v1/webhooks', body);
  assert.equal(answer.status, 400);
  assert.match(answer.text, /must start with https/);
  assert.equal(connections.size, 0);
});
