import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { ApiError, isRefusal, readAnswer, request, withQuery } from './client.ts';

async function refusalOf(response: Response): Promise<ApiError> {
  const error: unknown = await readAnswer(response).catch((caught: unknown) => caught);
  assert.ok(error instanceof ApiError);
  return error;
}

test('S8.8 a problem keeps its code, title, help and reference', async () => {
  const body = { type: 'about:blank', status: 500, code: 'internal', title: 'Wrong', help: 'Again', reference: 'R-1' };
  const error = await refusalOf(Response.json(body, { status: 500 }));
  assert.deepEqual(error.problem, { status: 500, code: 'internal', title: 'Wrong', help: 'Again', reference: 'R-1' });
  assert.ok(isRefusal(error, 'internal'));
});

test('P4 violations are names of rules or field faults; anything else is dropped', async () => {
  const fault = { path: '/slug', message: 'No' };
  const body = { code: 'invalid_request', title: 'x', violations: ['min_length', fault, 7, { path: 1 }] };
  const error = await refusalOf(Response.json(body, { status: 400 }));
  assert.deepEqual(error.problem.violations, ['min_length', fault]);
});

test('S8.8 an answer that a proxy wrote becomes a refusal, never a crash', async () => {
  assert.equal((await refusalOf(new Response('<h1>Bad gateway</h1>', { status: 502 }))).code, 'unexpected_answer');
  assert.equal((await refusalOf(new Response('<h1>Hello</h1>', { status: 200 }))).code, 'unexpected_answer');
  assert.equal((await refusalOf(Response.json(null, { status: 500 }))).problem.status, 500);
});

test('S6 an answer without content is undefined', async () => {
  assert.equal(await readAnswer(new Response(null, { status: 204 })), undefined);
});

test('M2 a body is sent as JSON, and without one there is no content type', async () => {
  const seen: (string | undefined)[] = [];
  const server = createServer((incoming, outgoing) => {
    seen.push(incoming.headers['content-type']);
    incoming.pipe(outgoing);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  // The server listens on TCP, so its address is never a pipe's name.
  const { port } = server.address() as AddressInfo;
  try {
    const echoed = await request('POST', `http://127.0.0.1:${port}/`, { body: { confirm: 'acme' } });
    assert.deepEqual(echoed, { confirm: 'acme' });
    assert.equal(await request('POST', `http://127.0.0.1:${port}/`), undefined);
    assert.deepEqual(seen, ['application/json', undefined]);
  } finally {
    server.closeAllConnections();
    server.close();
  }
  await assert.rejects(request('GET', `http://127.0.0.1:${port}/`), (error) => isRefusal(error, 'unreachable'));
});

test('M1 a query holds only what has a value', () => {
  assert.equal(withQuery('/u', { search: 'a b', cursor: null, limit: 50 }), '/u?search=a+b&limit=50');
  assert.equal(withQuery('/u', { search: '', cursor: null }), '/u');
});
