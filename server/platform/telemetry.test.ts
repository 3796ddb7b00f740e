import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bareHttp, memoryLog } from '../../test/support/bare-http.ts';
import { refuse } from '../kernel/refusal.ts';
import { createTelemetry, metricsRoutes, startMetricsServer } from './telemetry.ts';

const token = 'a-token-of-enough-length';

describe('telemetry', () => {
  it('M7 answers are measured by route pattern, refusals by code; nothing that was sent becomes a label', async () => {
    const telemetry = createTelemetry();
    const http = await bareHttp(memoryLog().log);
    telemetry.hook(http);
    http.get('/users/:id', async () => ({}));
    http.get('/no', async () => {
      throw refuse('not_permitted');
    });
    for (const url of ['/users/canary-1?token=canary-2', '/users/canary-3', '/no', '/canary-4', '/canary-5'])
      await http.inject({ url });
    await http.close();
    const { body } = await telemetry.expose();
    assert.match(body, /usher_http_request_duration_seconds_count\{method="GET",route="\/users\/:id",status="200"\} 2/);
    assert.match(body, /usher_http_request_duration_seconds_count\{method="GET",route="none",status="404"\} 2/);
    assert.match(body, /usher_refusals_total\{code="not_permitted"\} 1/);
    assert.match(body, /usher_refusals_total\{code="not_found"\} 2/);
    assert.match(body, /process_resident_memory_bytes \d+/);
    assert.doesNotMatch(body, /canary/);
  });

  it('M7 sign-ins are counted, gauges show the moment, and two apps in a process do not mix', async () => {
    const telemetry = createTelemetry();
    const other = createTelemetry();
    let running = 1;
    telemetry.watch({
      hasher: { stats: () => ({ running, queued: 7 }) },
      database: { stats: () => ({ total: 5, idle: 4, waiting: 3 }) },
      sessions: { cached: () => 12 },
      connections: { tabs: () => 34 },
    });
    telemetry.signIn('done');
    telemetry.signIn('done');
    telemetry.signIn('incorrect_credentials');
    running = 2;
    const { body } = await telemetry.expose();
    for (const line of [
      'usher_sign_ins_total{outcome="done"} 2',
      'usher_sign_ins_total{outcome="incorrect_credentials"} 1',
      'usher_hash_running 2',
      'usher_hash_queued 7',
      'usher_database_connections 5',
      'usher_database_connections_idle 4',
      'usher_database_waiting 3',
      'usher_sessions_cached 12',
      'usher_tabs_connected 34',
    ])
      assert.ok(body.split('\n').includes(line), line);
    assert.doesNotMatch((await other.expose()).body, /usher_sign_ins_total\{/);
  });

  it('M7 /metrics is for the bearer of the token, and not there when none is set', async () => {
    const telemetry = createTelemetry();
    const http = await bareHttp(memoryLog().log);
    metricsRoutes(http, telemetry, token);
    const status = async (authorization?: string) =>
      (await http.inject({ url: '/metrics', headers: authorization === undefined ? {} : { authorization } }))
        .statusCode;
    assert.equal(await status(), 401);
    assert.equal(await status('Bearer wrong'), 401);
    assert.equal(await status(token), 401);
    const answer = await http.inject({ url: '/metrics', headers: { authorization: `Bearer ${token}` } });
    assert.equal(answer.statusCode, 200);
    assert.match(String(answer.headers['content-type']), /^text\/plain; version=0\.0\.4/);
    assert.match(answer.body, /# TYPE usher_sign_ins_total counter/);
    await http.close();
    const without = await bareHttp(memoryLog().log);
    metricsRoutes(without, telemetry, null);
    assert.equal((await without.inject({ url: '/metrics', headers: { authorization: 'Bearer ' } })).statusCode, 404);
    await without.close();
  });

  it('M7 the port for metrics serves /metrics and nothing else, on loopback', async () => {
    const server = await startMetricsServer(createTelemetry(), 0);
    try {
      const base = `http://127.0.0.1:${server.port}`;
      const answer = await fetch(`${base}/metrics`);
      assert.equal(answer.status, 200);
      assert.match(await answer.text(), /process_cpu_seconds_total/);
      assert.equal((await fetch(`${base}/`)).status, 404);
      assert.equal((await fetch(`${base}/metrics`, { method: 'POST' })).status, 404);
    } finally {
      await server.close();
    }
  });
});
