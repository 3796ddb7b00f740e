import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bareHttp, memoryLog } from '../../test/support/bare-http.ts';
import { until } from '../../test/support/until.ts';
import { refuse } from '../kernel/refusal.ts';
import { createLog, gathering, requestLogHook } from './log.ts';

const canary = 'Canary-3Fz8-uN5q';

/** What a driver's error looks like: members that hold rows. */
class RowError extends Error {
  readonly detail = canary;
  readonly code = '23505';
  readonly rows = [{ password: canary }];
}

describe('log', () => {
  it('M7 secrets are replaced wherever a field with their name stands', () => {
    const { log, lines } = memoryLog();
    const secret = {
      password: canary,
      newPassword: canary,
      current_password: canary,
      token: canary,
      'Set-Cookie': [canary],
      Authorization: canary,
      ownerUrl: canary,
      secretKey: canary,
    };
    log.info(secret, 'flat');
    log.warn({ request: { headers: { ...secret, cookie: canary } } }, 'nested');
    log.error({ items: [{ deep: [{ user: secret }] }], code: '123456' }, 'arrays');
    log
      .child({ job: secret })
      .child({ ...secret })
      .info('child');
    log.info({ map: new Map([['x', canary]]), buffer: Buffer.from(canary) }, 'classes');
    let deep: object = { note: canary };
    for (let level = 0; level < 10; level += 1) deep = { deep };
    log.info(deep, 'deep');
    assert.equal(lines.length, 6);
    assert.ok(!lines.join('\n').includes(canary));
    assert.ok(!lines.join('\n').includes('123456'));
    assert.ok(lines[0]?.includes('[redacted]'));
  });

  it('M7 errors keep their name, message, code, stack and cause, and nothing that was hung on them', () => {
    const { log, lines } = memoryLog();
    log.error(new RowError('duplicate'), 'direct');
    log.error({ err: new Error('outer', { cause: new RowError('inner') }) }, 'as err');
    log.error({ fault: new RowError('other') }, 'as any field');
    assert.ok(!lines.join('\n').includes(canary));
    const [direct, asErr] = lines.map((line) => JSON.parse(line));
    assert.equal(direct.err.message, 'duplicate');
    assert.equal(direct.err.code, '23505');
    assert.match(direct.err.stack, /log\.test\.ts/);
    assert.equal(asErr.err.message, 'outer');
    assert.equal(asErr.err.cause.message, 'inner');
  });

  it('M7 what is no secret stays readable, codes of refusals too', () => {
    const { log, lines } = memoryLog();
    const at = new Date('2026-11-20T00:00:00Z');
    log.info({ code: 'not_found', count: 3, at, list: ['a'], nothing: null }, 'plain');
    const { time, ...line } = JSON.parse(lines[0] ?? '');
    assert.deepEqual(line, {
      level: 'info',
      code: 'not_found',
      count: 3,
      at: at.toISOString(),
      list: ['a'],
      nothing: null,
      msg: 'plain',
    });
    assert.match(time, /^\d{4}-\d\d-\d\dT/);
  });

  it('M7 a request leaves one line: pattern, status, time, reference, organisation, code; no address, body or header', async () => {
    const { log, lines } = memoryLog();
    const http = await bareHttp(log);
    requestLogHook(http, () => 'acme');
    http.post('/reset/:key', async () => {
      throw refuse('link_invalid');
    });
    const headers = {
      cookie: `session=${canary}`,
      authorization: `Bearer ${canary}`,
      referer: `https://x.example/${canary}`,
    };
    const { headers: answered } = await http.inject({
      method: 'POST',
      url: `/reset/${canary}?token=${canary}`,
      headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
      payload: `password=${canary}`,
    });
    await http.inject({ method: 'GET', url: `/nowhere/${canary}` });
    await http.close();
    assert.ok(answered['x-content-type-options']);
    const requests = lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'request');
    assert.equal(requests.length, 2);
    const { time, ms, reference, ...rest } = requests[0];
    assert.deepEqual(rest, {
      level: 'info',
      method: 'POST',
      route: '/reset/:key',
      status: 410,
      tenant: 'acme',
      refusal: 'link_invalid',
      msg: 'request',
    });
    assert.ok(time && typeof ms === 'number' && /^[0-9a-f-]{36}$/.test(reference));
    assert.equal(requests[1].route, null);
    assert.ok(!lines.join('\n').includes(canary));
  });

  it('M7 lines are written together, but a warning takes all of them with it at once, and none waits long', async () => {
    const written: string[] = [];
    const log = createLog('debug', gathering({ write: (text) => void written.push(text) }));
    log.info('one');
    log.debug('two');
    assert.equal(written.length, 0);
    log.warn('three');
    assert.equal(written.length, 1);
    assert.deepEqual(messagesIn(written), ['one', 'two', 'three']);
    log.info('four');
    await until(() => written.length === 2);
    for (let line = 0; line < 1_000; line += 1) log.info('many');
    assert.ok(written.length > 2 && written.length < 50, `${written.length} writes`);
    log.error('last');
    assert.equal(messagesIn(written).length, 1_005);
  });
});

function messagesIn(written: readonly string[]): string[] {
  return written
    .join('')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).msg);
}
