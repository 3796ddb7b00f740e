// The agents of a shift, in a process of their own, with the mail server that takes their codes: prints its address, reads one
// ShiftSpec, lets them come, and prints one ShiftReport. Each comes from a browser that has never been there, types nothing by
// hand, and stays with one tab connected.
import { Agent, type IncomingMessage, request } from 'node:http';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { mailServer } from '../test/support/mail-server.ts';
import type { ShiftPart, ShiftReport, ShiftSpec } from './shift.ts';

/** Whoever is not in by then has failed: as long as an agent would wait before calling somebody. */
const patienceMs = 30_000;

const agent = new Agent({ keepAlive: true, maxSockets: 10_000 });
/** Who waits for the mail to an address. */
const awaited = new Map<string, (code: string) => void>();

interface Visit {
  readonly spec: ShiftSpec;
  readonly cookies: Map<string, string>;
}

interface Answer {
  readonly incoming: IncomingMessage;
  text(): Promise<string>;
}

function send({ spec, cookies }: Visit, method: string, path: string, accept: string, body?: object): Promise<Answer> {
  const content = body === undefined ? null : JSON.stringify(body);
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const outgoing = request(
    {
      host: '127.0.0.1',
      port: spec.port,
      method,
      path,
      agent,
      headers: {
        host: spec.host,
        accept,
        'accept-language': 'en',
        'user-agent':
          'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
        ...(cookies.size === 0 ? {} : { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') }),
        ...(content === null
          ? {}
          : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(content)) }),
      },
    },
    (incoming) => {
      for (const line of incoming.headers['set-cookie'] ?? []) {
        const [pair = ''] = line.split('; ');
        cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
      }
      resolve({
        incoming,
        async text() {
          let text = '';
          incoming.setEncoding('utf8');
          for await (const chunk of incoming) text += chunk;
          return text;
        },
      });
    },
  );
  outgoing.on('error', reject);
  outgoing.end(content ?? undefined);
  return promise;
}

async function asked(
  visit: Visit,
  step: string,
  path: string,
  body: object,
  next: string,
): Promise<{ readonly flow: string }> {
  const answer = await send(visit, 'POST', path, 'application/json', body);
  const text = await answer.text();
  if (answer.incoming.statusCode !== 200) throw new Error(`${step}: ${answer.incoming.statusCode} ${codeOf(text)}`);
  const found = JSON.parse(text) as { next: string; flow: string }; // docs/sign-in.md
  if (found.next !== next) throw new Error(`${step}: next is ${found.next}`);
  return found;
}

function codeOf(text: string): string {
  return /"code":"(\w+)"/.exec(text)?.[1] ?? '';
}

/** The home page as a browser loads it: the page itself and the first thing its script asks for. */
async function goHome(visit: Visit): Promise<void> {
  for (const [path, accept] of [
    ['/home', 'text/html'],
    ['/api/v1/session', 'application/json'],
  ] as const) {
    const answer = await send(visit, 'GET', path, accept);
    const text = await answer.text();
    if (answer.incoming.statusCode !== 200) throw new Error(`${path}: ${answer.incoming.statusCode} ${codeOf(text)}`);
  }
}

/** Opens the stream of a tab and waits until it says that it is connected. It stays open, and its pings are answered. */
async function connectTab(visit: Visit): Promise<void> {
  const tab = crypto.randomUUID();
  const { incoming } = await send(visit, 'GET', `/api/v1/session/connection?tab=${tab}`, 'text/event-stream');
  if (incoming.statusCode !== 200) throw new Error(`tab: ${incoming.statusCode}`);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  incoming.setEncoding('utf8');
  incoming.on('data', (chunk: string) => {
    if (chunk.includes('event: connected\n')) resolve();
    if (chunk.includes('event: ping\n'))
      void send(visit, 'POST', `/api/v1/session/connection/${tab}/pong`, 'application/json').then((answer) =>
        answer.text(),
      );
  });
  incoming.on('error', reject);
  incoming.on('close', () => reject(new Error('tab: closed')));
  await promise;
}

type Way = Record<ShiftPart, number>;

async function arrive(spec: ShiftSpec, { username, email }: ShiftSpec['agents'][number]): Promise<Way> {
  const visit = { spec, cookies: new Map<string, string>() };
  const way: Partial<Way> = {};
  let sinceMs = performance.now();
  async function part<Result>(name: ShiftPart, work: Promise<Result>): Promise<Result> {
    const result = await work;
    const nowMs = performance.now();
    way[name] = nowMs - sinceMs;
    sinceMs = nowMs;
    return result;
  }
  const mailed = new Promise<string>((resolve) => awaited.set(email, resolve));
  const credentials = { identifier: username, password: spec.password };
  const { flow } = await part('password', asked(visit, 'password', '/api/v1/sign-in', credentials, 'code'));
  const code = await part('mail', mailed);
  await part('code', asked(visit, 'code', `/api/v1/sign-in/${flow}`, { code }, 'done'));
  await part('home', goHome(visit));
  await part('tab', connectTab(visit));
  return way as Way; // each part has been taken
}

async function run(spec: ShiftSpec): Promise<ShiftReport> {
  const waysMs: Way[] = [];
  const errors: Record<string, number> = {};
  const startedMs = performance.now();
  const used = process.cpuUsage();
  const everyMs = spec.durationMs / spec.agents.length;
  const under: Promise<void>[] = [];
  for (const [index, one] of spec.agents.entries()) {
    const waitMs = startedMs + index * everyMs - performance.now();
    if (waitMs > 0) await delay(waitMs);
    const late = delay(patienceMs, undefined, { ref: false }).then(() => {
      throw new Error('not in after 30 s');
    });
    under.push(
      Promise.race([arrive(spec, one), late]).then(
        (way) => void waysMs.push(way),
        (error: Error) => {
          errors[error.message] = (errors[error.message] ?? 0) + 1;
        },
      ),
    );
  }
  const seconds = (performance.now() - startedMs) / 1000;
  await Promise.all(under);
  const { user, system } = process.cpuUsage(used);
  return { waysMs, errors, seconds, processorMicroseconds: user + system };
}

const mails = await mailServer(async ({ to: [address = ''], raw }) => {
  // The plain part begins with it.
  const code = /\r\n\r\n(\d{6}) is your code/.exec(raw)?.[1];
  if (code !== undefined) awaited.get(address)?.(code);
  return null;
});
process.stdout.write(`${mails.url}\n`);
for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await run(JSON.parse(line)))}\n`); // written by shift.ts only
}
