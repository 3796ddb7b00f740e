// Malformed anything: bodies, queries, ids and headers drawn from the shapes of the OpenAPI file and bent. Whatever comes, the
// answer is below 500. USHER_TEST_MALFORMED sets how many cases (2,000 by default).
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { goodPassword } from '../support/app.ts';
import type { Browser } from '../support/browser.ts';
import { until } from '../support/until.ts';
import { type Endpoint, expectationOf, readEndpoints, type Schema } from '../surface/endpoints.ts';
import { makeWorld, type World } from '../surface/world.ts';

const cases = Number(process.env.USHER_TEST_MALFORMED ?? 2_000);
let world: World;
/** What may be worn out by the cases themselves: they end their own sessions, so keys act. */
let operator: Browser;

before(async () => {
  world = await makeWorld();
  operator = world.olga;
});
after(() => world?.app.close());

const strange = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '\u0000',
      '\ud800',
      'a'.repeat(5000),
      '💥',
      "' OR 1=1 --",
      '%00',
      '../..',
      '${x}',
      '__proto__',
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('Infinity', 'NaN', '1e400', '-0', '9007199254740993', '2026-02-30T99:00:00Z'),
  },
);
const anything: fc.Arbitrary<unknown> = fc.oneof(
  strange,
  fc.double(),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.jsonValue({ maxDepth: 3 }),
);

/** A value of the schema's shape, mostly: strings of any kind, numbers beyond the bounds. */
/** Whatever it is, as a query would carry it: objects without a prototype have no text of their own. */
function textOf(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function shaped(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map(shaped));
  if (schema.const !== undefined) return fc.constant(schema.const);
  switch (schema.type) {
    case 'object':
      return fc.record(
        Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, inner]) => [name, bent(inner)])),
        { requiredKeys: [...(schema.required ?? [])] },
      );
    case 'array':
      return fc.array(bent(schema.items ?? {}), { maxLength: 5 });
    case 'string':
      return fc.oneof(strange, fc.string({ maxLength: schema.maxLength ?? 50 }), fc.emailAddress());
    case 'integer':
    case 'number':
      return fc.oneof(fc.integer(), fc.integer({ min: schema.minimum ?? 0, max: schema.maximum ?? 100 }), fc.double());
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      return anything;
  }
}

function bent(schema: Schema): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 5, arbitrary: shaped(schema) }, { weight: 1, arbitrary: anything });
}

interface Case {
  readonly endpoint: Endpoint;
  readonly path: string;
  readonly body: string | null;
  readonly headers: Record<string, string>;
}

/** Header values are bytes; what Node's client would refuse to send is not sent. */
const headerValue = fc.string({ maxLength: 60 }).map((text) => text.replaceAll(/[^\x20-\x7e]/g, '').trim());

function caseOf(endpoint: Endpoint): fc.Arbitrary<Case> {
  const { id, host } = expectationOf(endpoint);
  const real = host === 'operators' ? 'south' : id === undefined ? randomUUID() : world.ids[id];
  const query = fc.record(Object.fromEntries(endpoint.query.map(({ name, schema }) => [name, bent(schema)])), {
    requiredKeys: [],
  });
  return fc
    .record({
      id: fc.oneof({ weight: 2, arbitrary: fc.constant(real) }, { weight: 1, arbitrary: strange }),
      query,
      body: endpoint.body === null ? fc.constant(null) : bent(endpoint.body),
      raw: fc.option(fc.string({ unit: 'binary', maxLength: 30 }), { freq: 10 }),
      headers: fc.dictionary(
        fc.constantFrom(
          'if-match',
          'accept-language',
          'user-agent',
          'cookie',
          'accept',
          'referer',
          'x-forwarded-for',
          'range',
        ),
        headerValue,
        { maxKeys: 3 },
      ),
    })
    .map(({ id: chosen, query: fields, body, raw, headers }) => {
      const search = new URLSearchParams(
        Object.entries(fields).map(([name, value]) => [name, textOf(value).toWellFormed()]),
      ).toString();
      const path = endpoint.path.replace(/\{\w+\}/, encodeURIComponent(chosen.toWellFormed()));
      return {
        endpoint,
        path: search === '' ? path : `${path}?${search}`,
        body: endpoint.body === null ? null : (raw ?? JSON.stringify(body) ?? null),
        headers,
      };
    });
}

async function send({ endpoint, path, body, headers }: Case): Promise<number> {
  const isOperators = expectationOf(endpoint).host === 'operators';
  const browser = isOperators ? operator : world.app.browser('north', { authorization: `Bearer ${world.northKey}` });
  const type: Record<string, string> = body === null ? {} : { 'content-type': 'application/json' };
  // The operator's cookie must go along where it is what lets one in.
  const { cookie, ...others } = headers;
  const sent = isOperators || cookie === undefined ? others : headers;
  return (await browser.send(endpoint.method, path, body, { ...type, ...sent })).status;
}

test(`M2 ${cases} malformed requests get an answer below 500`, async (context) => {
  // Its operator would lose the organisation that the paths name, or every session.
  const endpoints = readEndpoints().filter(({ name }) => name !== 'DELETE /api/v1/sessions');
  const seen = new Map<number, number>();
  const property = fc.asyncProperty(fc.constantFrom(...endpoints).chain(caseOf), async (one) => {
    const status = await send(one);
    seen.set(status, (seen.get(status) ?? 0) + 1);
    assert.ok(status < 500, `${one.endpoint.method} ${one.path} ${one.body} → ${status}`);
  });
  await fc.assert(property, { numRuns: cases, endOnFailure: true });
  context.diagnostic(JSON.stringify(Object.fromEntries([...seen].sort(([a], [b]) => a - b))));
  for (const status of [200, 400, 404]) assert.ok((seen.get(status) ?? 0) > 0, `no case was answered ${status}`);
  assert.equal((await world.nadia.get('/api/v1/session')).status, 200);
});

function open(): Promise<Socket> {
  const socket = connect(world.app.port, '127.0.0.1');
  socket.on('error', () => undefined);
  return once(socket, 'connect').then(() => socket);
}

test('V13 hundreds of slow and aborted sockets leave the server to honest people', async () => {
  const signIn = () => world.app.browser('north').signIn('nadia', goodPassword);
  const head = `POST /api/v1/sign-in HTTP/1.1\r\nHost: north.localhost:${world.app.port}\r\nContent-Type: application/json\r\n`;
  const beginnings = [
    '',
    'P',
    'POST /api',
    head,
    `${head}Content-Length: 500\r\n\r\n`,
    `${head}Content-Length: 500\r\n\r\n{"identi`,
  ];
  const sockets = await Promise.all(
    Array.from({ length: 300 }, async (_, n) => {
      const socket = await open();
      socket.write(beginnings[n % beginnings.length] ?? '');
      return socket;
    }),
  );
  const connections = (): Promise<number> =>
    new Promise((resolve) => world.app.app.http.server.getConnections((_, count) => resolve(count)));
  try {
    await until(async () => (await connections()) >= 300);
    assert.equal((await signIn()).status, 200);
  } finally {
    for (const socket of sockets) socket.resetAndDestroy();
  }
  await until(async () => (await connections()) < 100);
  // Whole requests whose senders leave before the answer.
  const body = JSON.stringify({ identifier: 'nadia', password: goodPassword });
  const whole = `${head}Content-Length: ${body.length}\r\n\r\n${body}`;
  const leaving = await Promise.all(Array.from({ length: 40 }, open));
  for (const socket of leaving) socket.write(whole, () => socket.resetAndDestroy());
  await until(async () => (await signIn()).status === 200);
  assert.equal((await world.app.browser().get('/operator/sign-in')).status, 200);
});
