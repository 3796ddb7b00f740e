import assert from 'node:assert/strict';
import { test } from 'node:test';
import Fastify from 'fastify';
import { routeRules } from './route-rules.ts';

test('S8.8 L1 a handler is limited to 30 seconds; one that opens an event stream is not answered behind its back', async () => {
  const http = Fastify();
  routeRules(http);
  http.get('/page', (request) => ({ ms: request.routeOptions.handlerTimeout }));
  http.get('/stream', { config: { eventStream: true } }, (request) => ({ ms: request.routeOptions.handlerTimeout }));
  const limitOf = async (url: string) => (await http.inject(url)).json<{ ms: number }>().ms;
  assert.deepEqual([await limitOf('/page'), await limitOf('/stream')], [30_000, 0]);
  await http.close();
});
