// Session checks a second against Fastify's bare minimum and better-auth; and how long one takes while others sign in.
import { fileURLToPath } from 'node:url';
import type { Figure } from './figures.ts';
import { load } from './load.ts';
import { interleaved, medianOf, ratio, type Samples } from './measure.ts';
import type { Peers } from './peers.ts';
import type { People } from './people.ts';
import { type BenchServer, processorMicroseconds, startServerProcess } from './processes.ts';
import { knownBrowserRequests } from './sign-in.ts';
import { getText, type Stage } from './stage.ts';

const helloProgram = fileURLToPath(new URL('hello-process.ts', import.meta.url));
const connections = 32;
const stormConnections = 16;
const probesPerSecond = 200;

export interface SessionCheckOptions {
  readonly stage: Stage;
  readonly people: People;
  readonly peers: Peers;
  readonly rounds: number;
  readonly durationMs: number;
}

type Measured = { figures: Figure[]; samples: Samples };

export async function measureSessionCheck(options: SessionCheckOptions): Promise<Measured> {
  const { stage, people, peers, durationMs } = options;
  const requests = people.browsers.map((browser) => getText(stage.server, people.tenant, '/api/v1/session', browser));
  const answer = await people.browsers[0]?.get('/api/v1/session');
  const hello = await startServerProcess(helloProgram, { BENCH_BODY: answer?.text ?? '{}' });
  const rate = (port: number, texts: readonly string[], sleepless: boolean) => async (): Promise<number> =>
    (await load({ port, connections, requests: texts, durationMs, sleepless })).perSecond;
  // The same headers, cookies included, so that both read equally much.
  const toHello = (path: string): string[] =>
    requests.map((text) => text.replace('GET /api/v1/session ', `GET ${path} `));
  const measures = {
    // Servers that need one core each leave the other to a generator that never sleeps; a database would miss it.
    sessionCheckAlone: rate(stage.server.port, requests, true),
    hello: rate(hello.port, toHello('/'), true),
    helloSameBody: rate(hello.port, toHello('/same'), true),
    sessionCheck: rate(stage.server.port, requests, false),
    betterAuthDatabase: rate(peers.database.port, peers.databaseSessionRequests, false),
    betterAuthCookieCache: rate(peers.cookieCache.port, peers.cookieSessionRequests, false),
  };
  // Whatever else the machine does, and however slow the generator is, falls out of this one.
  const cost = (server: BenchServer, texts: readonly string[]) => async (): Promise<number> => {
    const before = processorMicroseconds(server.pid);
    const { answered } = await load({ port: server.port, connections, requests: texts, durationMs, sleepless: true });
    return (processorMicroseconds(server.pid) - before) / answered;
  };
  try {
    for (const warmUp of Object.values(measures)) await warmUp();
    const samples = await interleaved(options.rounds, measures);
    const costs = await interleaved(options.rounds, {
      sessionCheckMicroseconds: cost(stage.server, requests),
      helloMicroseconds: cost(hello, toHello('/')),
    });
    const all = { ...samples, ...costs };
    return { figures: figuresOf(all, answer?.text ?? ''), samples: all };
  } finally {
    await hello.stop();
  }
}

function figuresOf(samples: Samples, body: string): Figure[] {
  const perSecond = (name: string): string => `${Math.round(medianOf(samples, name)).toLocaleString('en')}/s`;
  const microseconds = (name: string): string => `${medianOf(samples, name).toFixed(0)} µs`;
  const own = perSecond('sessionCheck');
  return [
    {
      id: 'session-check-over-better-auth',
      title: 'session checks ÷ better-auth 1.7.5 from its database',
      value: ratio(samples, 'sessionCheck', 'betterAuthDatabase'),
      unit: 'ratio',
      budget: { min: 8 },
      detail: `${own} against ${perSecond('betterAuthDatabase')}`,
    },
    {
      id: 'session-check-over-better-auth-cookie',
      title: 'session checks ÷ better-auth 1.7.5 with its cookie cache',
      value: ratio(samples, 'sessionCheck', 'betterAuthCookieCache'),
      unit: 'ratio',
      budget: null,
      detail: `${own} against ${perSecond('betterAuthCookieCache')}`,
    },
    {
      id: 'session-check-over-hello',
      title: 'session checks ÷ Fastify hello world',
      value: ratio(samples, 'sessionCheckAlone', 'hello'),
      unit: 'ratio',
      budget: { min: 0.6 },
      detail: `${perSecond('sessionCheckAlone')} with ${body.length} bytes of JSON against ${perSecond('hello')}`,
    },
    {
      id: 'session-check-cost-over-hello',
      title: 'processor time: Fastify hello world ÷ session check',
      value: ratio(samples, 'helloMicroseconds', 'sessionCheckMicroseconds'),
      unit: 'ratio',
      budget: null,
      detail: `${microseconds('helloMicroseconds')} against ${microseconds('sessionCheckMicroseconds')} a request`,
    },
    {
      id: 'session-check-over-hello-same-body',
      title: 'session checks ÷ Fastify with the same JSON',
      value: ratio(samples, 'sessionCheckAlone', 'helloSameBody'),
      unit: 'ratio',
      budget: null,
      detail: `${perSecond('sessionCheckAlone')} against ${perSecond('helloSameBody')}`,
    },
  ];
}

/** 99th percentile of session checks at a fixed rate, alone and beside a storm of sign-ins. */
export async function measureStorm(options: SessionCheckOptions): Promise<Measured> {
  const { stage, people, durationMs } = options;
  const { port } = stage.server;
  const checks = people.browsers.map((browser) => getText(stage.server, people.tenant, '/api/v1/session', browser));
  const probe = async (): Promise<number> => {
    const spec = { port, connections: 200, requests: checks, durationMs, perSecond: probesPerSecond, urgent: true };
    return (await load(spec)).p99Ms;
  };
  const storm = async (): Promise<number> => {
    // The storm begins before the probe and ends after it.
    const signIns = load({
      port,
      connections: stormConnections,
      requests: knownBrowserRequests(stage, people),
      durationMs: durationMs + 1_500,
    });
    await new Promise((resolve) => setTimeout(resolve, 500));
    const [p99Ms] = await Promise.all([probe(), signIns]);
    return p99Ms;
  };
  await probe();
  const samples = await interleaved(options.rounds, { checkIdleP99Ms: probe, checkInStormP99Ms: storm });
  const detail = `${medianOf(samples, 'checkInStormP99Ms').toFixed(1)} ms against ${medianOf(samples, 'checkIdleP99Ms').toFixed(1)} ms`;
  return {
    figures: [
      {
        id: 'storm-p99',
        title: 'session check p99 in a storm of sign-ins ÷ idle',
        value: ratio(samples, 'checkInStormP99Ms', 'checkIdleP99Ms'),
        unit: 'ratio',
        budget: { max: 5 },
        detail,
      },
    ],
    samples,
  };
}
