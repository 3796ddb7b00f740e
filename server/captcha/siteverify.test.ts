// Row S3: the hosted providers, played by a server on this machine that behaves as their documentation says.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { after, before, beforeEach, test } from 'node:test';
import { createSiteVerifier, type HostedProvider, type SiteVerifier } from './siteverify.ts';

interface Asked {
  readonly path: string;
  readonly type: string | undefined;
  readonly form: Record<string, string>;
}

const asked: Asked[] = [];
const errors: unknown[] = [];
/** How the provider answers next. */
let behave: (response: ServerResponse) => void;
const server = createServer(async (request: IncomingMessage, response) => {
  const form = Object.fromEntries(new URLSearchParams(await text(request)));
  asked.push({ path: request.url ?? '', type: request.headers['content-type'], form });
  behave(response);
});
let verifier: SiteVerifier;

before(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(address !== null && typeof address !== 'string');
  const base = `http://127.0.0.1:${address.port}`;
  verifier = createSiteVerifier({
    urls: { turnstile: `${base}/turnstile`, hcaptcha: `${base}/hcaptcha`, recaptcha: `${base}/recaptcha` },
    onError: (error) => errors.push(error),
  });
});
after(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  asked.length = 0;
  errors.length = 0;
});

const providers: readonly HostedProvider[] = ['turnstile', 'hcaptcha', 'recaptcha'];
const given = { secret: 'the-secret', siteKey: 'the-site', response: 'token', hostname: 'acme.example.com' };

function answers(body: unknown, status = 200): void {
  behave = (response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
}

const success = {
  success: true,
  challenge_ts: '2026-11-21T08:00:00.000Z',
  hostname: 'acme.example.com',
  'error-codes': [],
};

test('S3 an answer that the provider vouches for passes, and it is told nothing about the person', async () => {
  for (const provider of providers) {
    answers(success);
    assert.equal(await verifier.verify(provider, given), 'passed', provider);
    const more = provider === 'hcaptcha' ? { sitekey: 'the-site' } : {};
    assert.deepEqual(asked.pop(), {
      path: `/${provider}`,
      type: 'application/x-www-form-urlencoded;charset=UTF-8',
      form: { secret: 'the-secret', response: 'token', ...more },
    });
  }
  assert.deepEqual(errors, []);
});

test('S3 an answer that is wrong, old or was used fails, and that is nobody’s fault', async () => {
  for (const provider of providers) {
    for (const code of ['invalid-input-response', 'timeout-or-duplicate', 'missing-input-response'])
      for (const status of [200, 400]) {
        answers({ success: false, 'error-codes': [code] }, status);
        assert.equal(await verifier.verify(provider, given), 'failed', `${provider} ${code}`);
      }
  }
  assert.deepEqual(errors, []);
});

test('S3 an answer solved on another site fails, where the provider proves which', async () => {
  answers({ ...success, hostname: 'evil.example' });
  assert.equal(await verifier.verify('turnstile', given), 'failed');
  assert.equal(await verifier.verify('recaptcha', given), 'failed');
  answers({ ...success, hostname: 'not-provided' });
  assert.equal(await verifier.verify('hcaptcha', given), 'passed');
  answers({ success: true });
  assert.equal(await verifier.verify('turnstile', given), 'failed');
});

test('S3 an answer given to another widget of the same site fails', async () => {
  answers({ ...success, action: 'newsletter' });
  assert.equal(await verifier.verify('turnstile', given), 'failed');
  answers({ ...success, action: 'usher' });
  assert.equal(await verifier.verify('turnstile', given), 'passed');
});

test('S3 wrong keys, faults of the provider, nonsense, too much and a redirect let nobody in, and are told to the operator', async () => {
  const ways: Record<string, (response: ServerResponse) => void> = {
    'a wrong key': (response) => response.end('{"success":false,"error-codes":["invalid-input-secret"]}'),
    'a fault of theirs': (response) => response.end('{"success":false,"error-codes":["internal-error"]}'),
    'status 500': (response) => response.writeHead(500).end('{"success":true,"hostname":"acme.example.com"}'),
    garbage: (response) => response.end('<html>'),
    'another form': (response) => response.end('{"success":"yes"}'),
    'no end': (response) => void response.write(' '.repeat(1024 * 1024)),
    'a redirect': (response) => response.writeHead(307, { location: '/elsewhere' }).end(),
    'no answer': (response) => response.destroy(),
  };
  for (const [name, way] of Object.entries(ways)) {
    behave = way;
    assert.equal(await verifier.verify('turnstile', given), 'unreachable', name);
    assert.match(String(errors[0]), /turnstile could not be asked/, name);
    assert.doesNotMatch(JSON.stringify(errors.pop()), /the-secret|token/);
  }
  assert.ok(asked.every(({ path }) => path === '/turnstile'));
});

test('S3 a provider that is silent is given up after three seconds', async () => {
  behave = () => undefined;
  const began = performance.now();
  assert.equal(await verifier.verify('hcaptcha', given), 'unreachable');
  const took = performance.now() - began;
  assert.ok(took > 2_900 && took < 10_000, `${took} ms`);
});

test('S3 a hundred questions may be under way, one more is not asked', async () => {
  const waiting: ServerResponse[] = [];
  const { promise: all, resolve } = Promise.withResolvers<void>();
  behave = (response) => {
    waiting.push(response);
    if (waiting.length === 100) resolve();
  };
  const verdicts = Array.from({ length: 101 }, () => verifier.verify('turnstile', given));
  await all;
  for (const response of waiting) response.end(JSON.stringify(success));
  const seen = await Promise.all(verdicts);
  assert.deepEqual([...new Set(seen)].sort(), ['passed', 'unreachable']);
  assert.equal(seen.filter((verdict) => verdict === 'passed').length, 100);
  assert.equal(asked.length, 100);
});

test('S3 an answer that is far too long is not even asked about', async () => {
  answers(success);
  assert.equal(await verifier.verify('recaptcha', { ...given, response: 'x'.repeat(9_000) }), 'failed');
  assert.equal(asked.length, 0);
});
