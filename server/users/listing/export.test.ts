// Row M1: everybody as a file, for who may export, and nobody of another organisation.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { goodPassword, type TestApp, testApp } from '../../../test/support/app.ts';

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app.close());

test('M1 the export holds everybody of the organisation by username, runs nothing in a spreadsheet, and stands in the log', async () => {
  const north = await app.organization('north');
  const south = await app.organization('south');
  await app.user(north, 'nadia', { role: 'administrator' });
  await app.user(south, 'sara');
  for (let n = 0; n < 3; n += 1) await app.user(north, `=p${n}`, { firstName: '=cmd()', lastName: 'a "b", c' });
  const nadia = app.browser('north');
  await nadia.signIn('nadia', goodPassword);
  const csv = await nadia.get('/api/v1/users/export');
  assert.match(String(csv.headers['content-type']), /^text\/csv/);
  assert.match(String(csv.headers['content-disposition']), /people\.csv/);
  const rows = csv.text.trimEnd().split('\r\n');
  assert.match(rows[0] ?? '', /^\u{feff}id,username,email/u);
  assert.deepEqual(
    rows.slice(1).map((row) => row.split(',')[1]),
    ["'=p0", "'=p1", "'=p2", 'nadia'],
  );
  assert.match(rows[1] ?? '', /,'=cmd\(\),"a ""b"", c",agent,/);
  const ndjson = await nadia.get('/api/v1/users/export?format=ndjson');
  const users = ndjson.text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  assert.deepEqual(
    users.map((user) => user.username),
    ['=p0', '=p1', '=p2', 'nadia'],
  );
  assert.equal('password' in (users[0] ?? {}), false);
  const log = (await nadia.get('/api/v1/audit?action=user.export')).json<{ items: { outcome: string }[] }>().items;
  assert.equal(log.filter(({ outcome }) => outcome === 'done').length, 2);
});

test('M3 who may not export is refused', async () => {
  const west = await app.organization('west');
  await app.user(west, 'ned');
  const ned = app.browser('west');
  await ned.signIn('ned', goodPassword);
  const answer = await ned.get('/api/v1/users/export');
  assert.deepEqual([answer.status, answer.json().code], [403, 'not_permitted']);
});
