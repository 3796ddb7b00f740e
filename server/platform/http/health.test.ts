import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bareHttp, memoryLog } from '../../../test/support/bare-http.ts';
import { testDatabase } from '../../../test/support/database.ts';
import { openDatabase } from '../database.ts';
import { healthRoutes } from './health.ts';

describe('health', () => {
  it('M7 ready follows the database and the draining, live does not', async () => {
    const { ownerUrl, drop } = await testDatabase();
    const database = openDatabase({ ownerUrl, poolMax: 2 });
    const http = await bareHttp(memoryLog().log);
    let draining = false;
    healthRoutes(http, { database, draining: () => draining });
    const ready = async () => {
      const { statusCode, headers, body } = await http.inject({ url: '/health/ready' });
      return { statusCode, retryAfter: headers['retry-after'], body: JSON.parse(body) };
    };
    assert.deepEqual(await ready(), {
      statusCode: 200,
      retryAfter: undefined,
      body: { status: 'ready', checks: { database: 'ok', draining: false } },
    });
    draining = true;
    assert.deepEqual(await ready(), {
      statusCode: 503,
      retryAfter: '2',
      body: { status: 'unavailable', checks: { database: 'ok', draining: true } },
    });
    draining = false;
    await drop();
    assert.deepEqual(await ready(), {
      statusCode: 503,
      retryAfter: '2',
      body: { status: 'unavailable', checks: { database: 'unavailable', draining: false } },
    });
    assert.equal((await http.inject({ url: '/health/live' })).statusCode, 200);
    await database.close();
    await http.close();
  });

  it('M7 a database that does not answer at all makes the process unready within seconds', async () => {
    const http = await bareHttp(memoryLog().log);
    healthRoutes(http, { database: { ping: () => new Promise(() => undefined) }, draining: () => false });
    const startedMs = performance.now();
    assert.equal((await http.inject({ url: '/health/ready' })).statusCode, 503);
    assert.ok(performance.now() - startedMs < 5_000);
    await http.close();
  });
});
