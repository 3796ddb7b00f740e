// A crawler over every response there can be: each route × methods × callers, failures of every kind, files and redirects.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { goodPassword, testApp } from '../support/app.ts';
import type { Answer, Browser } from '../support/browser.ts';
import { connectTab } from '../support/tab.ts';
import { makeWorld, type World } from './world.ts';

let world: World;
/** While true, each SQL statement fails with a message that nobody may see. */
let broken = false;
const secretText = 'duplicate key value violates unique constraint "user_identifiers_pkey" at pg/lib/client.js:526';

before(async () => {
  world = await makeWorld({
    onStatement: () => {
      if (broken) throw new Error(secretText);
    },
  });
});
after(() => world?.app.close());

/** What no stranger may read: stack frames, SQL, the driver's words. */
const leak =
  /\n\s+at |node_modules|\.ts:\d|\bpg\/|\bSELECT\b|\bINSERT INTO\b|\bviolates\b|\brelation "|\bconstraint\b|syntax error at|ECONNREFUSED|graphile|kysely|postgres/i;

function assertPage(answer: Answer, nonce: string, what: string): void {
  for (const [tag] of answer.text.matchAll(/<(?:script|style)\b[^>]*>/g)) {
    assert.ok(tag.includes(`nonce="${nonce}"`), `${what}: ${tag} carries no nonce of this response`);
  }
  assert.doesNotMatch(answer.text, /<[^>]+\s(?:on\w+|style)\s*=/, `${what}: an inline handler or style`);
  assert.doesNotMatch(
    answer.text,
    /(?:href|src|action)="\s*(?:javascript|https?:\/\/(?!localhost|[\w-]+\.localhost))/i,
    what,
  );
}

function assertHeaders(answer: Answer, what: string, secure = false): void {
  const { headers } = answer;
  const policy = String(headers['content-security-policy']);
  assert.match(policy, /default-src 'none'/, what);
  assert.match(policy, /frame-ancestors 'none'/, what);
  assert.match(policy, /base-uri 'none'/, what);
  const isMail = /\/dev\/mail\/[^/]+\/html/.test(what) && answer.status === 200;
  if (isMail) assert.match(policy, /^sandbox;/, what);
  else assert.doesNotMatch(policy, /unsafe|\*(?!\.(?:localhost|usher\.example)(?::|;))|https?:(?!\/\/\*\.)/, what);
  assert.equal(headers['x-content-type-options'], 'nosniff', what);
  assert.match(String(headers['referrer-policy']), /^(same-origin|no-referrer)$/, what);
  assert.equal(headers['cross-origin-opener-policy'], 'same-origin', what);
  assert.equal(headers['strict-transport-security'] !== undefined, secure, what);
  const immutable = /\/assets\//.test(what) && (answer.status === 200 || answer.status === 304);
  assert.match(String(headers['cache-control']), immutable ? /immutable/ : /^no-store$/, what);
  assert.equal(headers['x-powered-by'], undefined, what);
  assert.equal(headers.server, undefined, what);
  // Operators are told by name what their installation runs on.
  const isInstallation = / \/api\/v1\/installation \(/.test(what) && answer.status === 200;
  if (!immutable && !isInstallation) assert.doesNotMatch(answer.text, leak, what);
  const isHtml = String(headers['content-type']).startsWith('text/html');
  if (isHtml && !isMail) assertPage(answer, /'nonce-([\w-]+)'/.exec(policy)?.[1] ?? '-', what);
  // SCIM has a form of its own for what goes wrong (RFC 7644 section 3.12).
  const form = /^\S+ \/scim(\/|$| )/.test(what) ? /^application\/scim\+json/ : /^application\/problem\+json/;
  if (answer.status >= 400 && !isHtml && answer.text !== '') assert.match(String(headers['content-type']), form, what);
}

function pathsOf(): string[] {
  const asset = readdirSync(new URL('../../web/dist/assets/', import.meta.url))[0] ?? '';
  const routes = world.app.app.http.routeTable.map(({ url }) =>
    url.replace(/:\w+/, world.ids.user).replace('*', url.startsWith('/assets') ? asset : 'x/y'),
  );
  const strange = [
    '/nothing',
    '/api/v1/nothing',
    '/assets/',
    '/assets/nothing.js',
    '/assets/..%2findex.html',
    '/%zz',
    '/%00',
  ];
  const more = [
    '//evil.example',
    '/sign-in/',
    '/SIGN-IN',
    '/api/v1/users?limit=x',
    `/${'a'.repeat(4000)}`,
    '/.env',
    '/api',
  ];
  return [...new Set([...routes, ...strange, ...more])];
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'];

async function crawl(browsers: readonly Browser[], used: readonly string[]): Promise<number> {
  let statuses = 0;
  for (const browser of browsers) {
    for (const path of pathsOf()) {
      for (const method of used) {
        for (const accept of ['text/html', 'application/json']) {
          const answer = await browser.send(method, path, null, { accept });
          statuses += 1;
          assertHeaders(answer, `${method} ${path} (${browser.host}) → ${answer.status}`);
        }
      }
    }
  }
  return statuses;
}

test('V3.4 every response to strangers carries the security headers', async () => {
  const strangers = ['north', ''].map((slug) => world.app.browser(slug));
  assert.ok((await crawl(strangers, methods)) > 1000);
});

test('V3.4 every response to people who are signed in does', async () => {
  await crawl([world.nadia, world.ned, world.olga], ['GET', 'HEAD']);
});

test('V3.4 refusals of hosts, sites, bodies and credentials do', async () => {
  const { app } = world;
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const answers = await Promise.all([
    app.browser().get('/sign-in', { host: 'evil.example', accept: 'text/html' }),
    app.browser('west').get('/sign-in', { accept: 'text/html' }),
    app.browser('west').get('/api/v1/session'),
    app.browser('north').send('POST', '/sign-in', 'a=1&a=2', { ...form, accept: 'text/html' }),
    app.browser('north').send('POST', '/sign-in', 'a'.repeat(40_000), { ...form, accept: 'text/html' }),
    app.browser('north').send('POST', '/sign-in', '{}', { 'content-type': 'text/xml', accept: 'text/html' }),
    app.browser('north').send('POST', '/sign-in', 'a=1', { ...form, origin: 'null', accept: 'text/html' }),
    app.browser('north').signIn('ned', 'wrong'),
    app.browser('north').form('/sign-in', { identifier: 'ned', password: 'wrong too' }),
    app.browser('north').form('/sign-in', { identifier: '<script>alert(1)</script>', password: 'wrong too' }),
    app.browser('').form('/', { organization: '"><script>alert(1)</script>' }),
    app.browser('').form('/', { organization: 'north' }),
    app.browser('north').form('/sign-in?return_to=%2Faccount', { identifier: 'ned', password: goodPassword }),
    app.browser('north').get('/setup?token=%3Cscript%3E', { accept: 'text/html' }),
    app.browser('').get('/setup?token=%3Cscript%3E', { accept: 'text/html' }),
    app.browser('north').json('POST', '/api/v1/sign-in', { identifier: '\u0000', password: '\u0000' }),
    app.browser('north').get('/api/v1/users', { authorization: 'Bearer usher_x' }),
  ]);
  answers.forEach((answer, at) => {
    assertHeaders(answer, `answer ${at} → ${answer.status}`);
    assert.equal(answer.text.includes('<script>alert'), false, `answer ${at} repeats a script`);
  });
  const statuses = new Set(answers.map(({ status }) => status));
  for (const status of [303, 400, 401, 403, 404, 413, 415, 421])
    assert.ok(statuses.has(status), `no answer was ${status}`);
});

test('S8.8 faults of ours carry them too, a reference number, and nothing of the cause', async () => {
  broken = true;
  try {
    let seen = 0;
    for (const { method, url } of world.app.app.http.routeTable) {
      if (method === 'HEAD') continue;
      const path = url.replace(/:\w+/, world.ids.user);
      for (const accept of ['text/html', 'application/json']) {
        const answer = await world.nadia.copy().send(method, path, null, { accept });
        assertHeaders(answer, `${method} ${path} (broken) → ${answer.status}`);
        if (answer.status < 500) continue;
        seen += 1;
        assert.match(answer.text, /[0-9a-f]{8}-[0-9a-f]{4}-/, `${method} ${path} gives no reference`);
      }
    }
    assert.ok(seen > 10, `only ${seen} faults were provoked`);
  } finally {
    broken = false;
  }
});

test('V3.4 an event stream carries them, though it is written by hand', async () => {
  const tab = await connectTab(world.nadia);
  tab.close();
  assert.equal(tab.status, 200);
  assertHeaders({ status: tab.status, headers: tab.headers, text: '', json: () => JSON.parse('') }, 'an event stream');
});

/** Sends raw bytes and reads until the server closes. */
async function raw(bytes: string): Promise<Answer> {
  const socket = connect(world.app.port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(bytes);
  let text = '';
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  await once(socket, 'close');
  const [head = '', body = ''] = text.split('\r\n\r\n', 2);
  const [first = '', ...lines] = head.split('\r\n');
  const headers = Object.fromEntries(lines.map((line) => [line.split(': ')[0]?.toLowerCase(), line.split(': ')[1]]));
  return { status: Number(first.split(' ')[1]), headers, text: body, json: () => JSON.parse(body) };
}

test('V3.4 what is not even HTTP is answered in the same form', async () => {
  const host = `Host: north.localhost:${world.app.port}`;
  const form = 'Content-Type: application/x-www-form-urlencoded';
  const cases: readonly (readonly [string, number])[] = [
    ['nonsense\r\n\r\n', 400],
    ['GET /sign-in HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
    ['GET /sign-in HTTP/1.0\r\n\r\n', 421],
    [`GET /sign-in HTTP/1.1\r\n${host}\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, 400],
    [`POST /sign-in HTTP/1.1\r\n${host}\r\n${form}\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n`, 400],
    [`GET /sign-in HTTP/1.1\r\n${host}\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`, 431],
    [`GET /sign-in HTTP/1.1\r\n${host}\r\n${host}\r\nConnection: close\r\n\r\n`, 400],
  ];
  for (const [bytes, status] of cases) {
    const answer = await raw(bytes);
    assert.equal(`${bytes.slice(0, 40)} ${answer.status}`, `${bytes.slice(0, 40)} ${status}`);
    assertHeaders(answer, bytes.slice(0, 40));
  }
});

test('V3.3 on https every response carries HSTS, and every cookie its prefix and attributes', async () => {
  const app = await testApp({ config: { origin: new URL('https://usher.example') } });
  try {
    const host = 'usher.example';
    for (const path of ['/', '/operator/sign-in', '/nothing', '/api/v1/session', '/%zz', '/operator']) {
      const answer = await app.browser().get(path, { host, accept: 'text/html' });
      assertHeaders(answer, `https ${path}`, true);
      for (const line of answer.headers['set-cookie'] ?? []) {
        assert.match(line, /^__Host-usher_\w+=.*; Path=\/; HttpOnly; Secure; SameSite=Lax/, line);
        assert.doesNotMatch(line, /Domain=/i);
      }
    }
  } finally {
    await app.close();
  }
});
