import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import Fastify from 'fastify';
import { compressAnswers, takesGzip } from './compressed.ts';

test('gzip is sent to who takes it, and to nobody who gives it no weight', () => {
  for (const header of ['gzip', 'br, gzip', 'gzip, deflate, br, zstd', 'GZIP;q=0.5', 'gzip ; q=1.0, br', 'x-gzip'])
    assert.equal(takesGzip(header), true, header);
  for (const header of [undefined, '', 'br', 'identity', 'gzip;q=0', 'gzip; q=0.000, br', 'notgzip', 'gzip2', '*'])
    assert.equal(takesGzip(header), false, String(header));
});

test('A list that says so is compressed, whole and once; nothing else is', async () => {
  const http = Fastify({ exposeHeadRoutes: true });
  compressAnswers(http);
  const list = {
    items: Array.from({ length: 50 }, (_, at) => ({ username: `user${at}`, email: `user${at}@example.com` })),
  };
  http.get('/list', { config: { compressed: true } }, () => list);
  http.get('/short', { config: { compressed: true } }, () => ({ items: [] }));
  http.get('/refused', { config: { compressed: true } }, (_request, reply) => reply.code(400).send(list));
  http.get('/other', () => list);
  const ask = (url: string, encoding?: string, method: 'GET' | 'HEAD' = 'GET') =>
    http.inject({ method, url, headers: encoding === undefined ? {} : { 'accept-encoding': encoding } });

  const sent = await ask('/list', 'br, gzip');
  assert.deepEqual(JSON.parse(gunzipSync(sent.rawPayload).toString()), list);
  assert.equal(Number(sent.headers['content-length']), sent.rawPayload.length);
  assert.ok(sent.rawPayload.length < JSON.stringify(list).length / 4);
  assert.equal(sent.headers['content-encoding'], 'gzip');
  // A cache in between must keep both apart, so the one that is not compressed says it too.
  const plain = await ask('/list');
  assert.deepEqual(plain.json(), list);
  assert.deepEqual([sent.headers.vary, plain.headers.vary], ['accept-encoding', 'accept-encoding']);
  assert.equal((await ask('/list', 'gzip', 'HEAD')).rawPayload.length, 0);
  for (const url of ['/short', '/refused', '/other']) {
    const { headers } = await ask(url, 'gzip');
    assert.equal(headers['content-encoding'], undefined, url);
  }
  await http.close();
});
