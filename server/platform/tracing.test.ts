import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { bareHttp, memoryLog } from '../../test/support/bare-http.ts';
import { testDatabase } from '../../test/support/database.ts';
import { newId, type TenantId } from '../kernel/ids.ts';
import { refuse } from '../kernel/refusal.ts';
import { openDatabase } from './database.ts';
import { startTracing } from './tracing.ts';

interface ReceivedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly attributes: { readonly key: string; readonly value: Record<string, unknown> }[];
}

async function collector() {
  const posts: { path: string; body: string }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      posts.push({ path: request.url ?? '', body: Buffer.concat(chunks).toString('utf8') });
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // a TCP server that listens has one
  const spans = (): ReceivedSpan[] =>
    posts.flatMap(({ body }) =>
      JSON.parse(body).resourceSpans.flatMap((resource: { scopeSpans: { spans: ReceivedSpan[] }[] }) =>
        resource.scopeSpans.flatMap((scope) => scope.spans),
      ),
    );
  const close = () =>
    new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  return { endpoint: `http://127.0.0.1:${port}/`, posts, spans, close };
}

describe('tracing', () => {
  it('M7 a request and its transactions reach the collector as one trace, without what was sent', async () => {
    const collecting = await collector();
    const tracing = await startTracing(collecting.endpoint);
    assert.ok(tracing);
    const { ownerUrl, drop } = await testDatabase();
    const opened = openDatabase({ ownerUrl, poolMax: 2 });
    const database = tracing.database(opened);
    const http = await bareHttp(memoryLog().log);
    tracing.hook(http);
    http.post('/users/:id', () =>
      database.withTenant(newId<TenantId>(), async (tx) => {
        await sql`SELECT 1`.execute(tx);
        return {};
      }),
    );
    http.get('/lone', async () => {
      const { rows } = await database.withTenantOnce(newId<TenantId>(), (tx) => sql`SELECT 1 AS one`.execute(tx));
      return rows[0];
    });
    http.get('/refused', () =>
      database.withTenant(newId<TenantId>(), async () => {
        throw refuse('not_permitted', { detail: 'canary' });
      }),
    );
    await http.inject({
      method: 'POST',
      url: '/users/canary?token=canary',
      payload: 'password=canary',
      headers: { cookie: 'canary', 'content-type': 'application/x-www-form-urlencoded' },
    });
    await http.inject({ url: '/refused' });
    assert.deepEqual((await http.inject({ url: '/lone' })).json(), { one: 1 });
    await http.close();
    await tracing.close();
    await opened.close();
    await drop();
    await collecting.close();
    assert.ok(collecting.posts.length > 0);
    assert.ok(collecting.posts.every(({ path }) => path === '/v1/traces'));
    assert.doesNotMatch(collecting.posts.map(({ body }) => body).join(), /canary/);
    const spans = collecting.spans();
    assert.deepEqual(spans.map(({ name }) => name).sort(), [
      'GET /lone',
      'GET /refused',
      'POST /users/:id',
      'statement',
      'transaction',
      'transaction',
    ]);
    const request = spans.find(({ name }) => name === 'POST /users/:id');
    assert.equal(
      spans.filter(({ parentSpanId, traceId }) => parentSpanId === request?.spanId && traceId === request?.traceId)
        .length,
      1,
    );
    const attributes = Object.fromEntries(
      (request?.attributes ?? []).map(({ key, value }) => [key, Object.values(value)[0]]),
    );
    assert.equal(attributes['http.route'], '/users/:id');
    assert.equal(attributes['http.response.status_code'], 200);
  });

  it('M7 a trace goes on from a trusted proxy, and from nobody else', async () => {
    const collecting = await collector();
    const tracing = await startTracing(collecting.endpoint);
    assert.ok(tracing);
    const http = await bareHttp(memoryLog().log, { USHER_TRUSTED_PROXIES: '10.0.0.0/8' });
    tracing.hook(http);
    http.get('/:who', async () => ({}));
    const [traceId, spanId] = ['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331'];
    const ask = (who: string, remoteAddress: string, traceparent: string, forwarded = '192.0.2.7') =>
      http.inject({ url: `/${who}`, remoteAddress, headers: { traceparent, 'x-forwarded-for': forwarded } });
    await ask('proxy', '10.0.0.1', `00-${traceId}-${spanId}-01`);
    await ask('later', '10.0.0.1', `cc-${traceId}-${spanId}-01-more`);
    await ask('stranger', '192.0.2.7', `00-${traceId}-${spanId}-01`);
    const broken = [`00-${traceId}-${spanId}`, `ff-${traceId}-${spanId}-01`, `00-${'0'.repeat(32)}-${spanId}-01`, 'x'];
    for (const one of broken) await ask('broken', '10.0.0.1', one);
    await ask('unsampled', '10.0.0.1', `00-${traceId}-${spanId}-00`);
    await http.close();
    await tracing.close();
    await collecting.close();
    const spans = collecting.spans();
    // In the order of the requests; what the proxy does not record is not recorded here either.
    const parents = spans.map((span) => [span.traceId === traceId, span.parentSpanId ?? '']);
    const alone = [false, ''];
    assert.deepEqual(parents, [[true, spanId], [true, spanId], alone, ...broken.map(() => alone)]);
  });

  it('M7 a collector that is away changes no answer and does not hold up the end', async () => {
    const collecting = await collector();
    await collecting.close();
    const tracing = await startTracing(collecting.endpoint);
    assert.ok(tracing);
    const http = await bareHttp(memoryLog().log);
    tracing.hook(http);
    http.get('/', async () => ({}));
    assert.equal((await http.inject({ url: '/' })).statusCode, 200);
    await http.close();
    const startedMs = performance.now();
    await tracing.close();
    assert.ok(performance.now() - startedMs < 8_000);
  });

  it('M7 without an endpoint nothing of it is loaded', async () => {
    const script = `
      import { registerHooks } from 'node:module';
      const loaded = [];
      registerHooks({ load(url, context, next) { loaded.push(url); return next(url, context); } });
      const { startTracing } = await import(${JSON.stringify(new URL('./tracing.ts', import.meta.url).href)});
      if (process.argv[1]) await (await startTracing(process.argv[1])).close();
      else await startTracing(null);
      console.log(loaded.filter((url) => url.includes('opentelemetry')).length);`;
    const run = async (...endpoint: string[]) =>
      Number((await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script, ...endpoint])).stdout);
    assert.equal(await run(), 0);
    assert.ok((await run('http://127.0.0.1:9')) > 0);
  });
});
