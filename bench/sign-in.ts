// Sign-ins a second: against the bare hash, and against better-auth on the same PostgreSQL.
import { fileURLToPath } from 'node:url';
import type { FlowId } from '../server/kernel/ids.ts';
import { newId } from '../server/kernel/ids.ts';
import type { Figure } from './figures.ts';
import { load } from './load.ts';
import { interleaved, medianOf, ratio, type Samples } from './measure.ts';
import type { Peers } from './peers.ts';
import type { People } from './people.ts';
import { runProcess } from './processes.ts';
import { cookieHeader, type Stage, signInText } from './stage.ts';

const hashProgram = fileURLToPath(new URL('hash-process.ts', import.meta.url));
const connections = 16;

async function bareVerifications(durationMs: number): Promise<number> {
  return Number(await runProcess(hashProgram, [String(durationMs)]));
}

/** Yesterday's browsers: they know their people, but their session is over. */
export function knownBrowserRequests({ server }: Stage, { tenant, agents, browsers }: People): string[] {
  return agents.map((agent, index) => {
    const browser = browsers[index];
    return signInText(server, tenant, agent, browser ? cookieHeader(browser, ['usher_session']) : {});
  });
}

/** Statements that one ordinary sign-in sends to the database. */
async function statementsOfSignIn(stage: Stage, people: People, statements: string[]): Promise<string[]> {
  const { tenant, plainAgents } = people;
  statements.length = 0;
  await stage.house.signIn.begin({
    tenant,
    origin: { address: '127.0.0.1', browser: 'Chrome on Linux', reference: newId<FlowId>() },
    identifier: plainAgents[0] ?? '',
    password: people.password,
    devices: [],
    trustHash: null,
    captcha: [],
    browserId: newId(),
    client: 'browser',
    returnTo: null,
    follows: true,
    replaces: null,
  });
  return [...statements];
}

export interface SignInOptions {
  readonly stage: Stage;
  readonly people: People;
  readonly peers: Peers;
  readonly statements: string[];
  readonly rounds: number;
  readonly durationMs: number;
}

export async function measureSignIn(options: SignInOptions): Promise<{ figures: Figure[]; samples: Samples }> {
  const { stage, people, peers, durationMs } = options;
  const { port } = stage.server;
  const places = new Map<string, number>();
  const rate = (name: string, at: number, requests: readonly string[]) => async (): Promise<number> => {
    const firstRequest = places.get(name) ?? 0;
    const report = await load({ port: at, connections, requests, durationMs, firstRequest });
    places.set(name, report.lastRequest);
    return report.perSecond;
  };
  const known = rate('known', port, knownBrowserRequests(stage, people));
  const strangers = people.plainAgents.map((agent) => signInText(stage.server, people.tenant, agent));
  const fresh = rate('fresh', port, strangers);
  const peer = rate('peer', peers.database.port, peers.signInRequests);
  for (const warmUp of [known, fresh, peer]) await warmUp();
  const samples = await interleaved(options.rounds, {
    bareArgon2: () => bareVerifications(durationMs),
    signInKnownBrowser: known,
    signInNewBrowser: fresh,
    betterAuthSignIn: peer,
  });
  const statements = await statementsOfSignIn(stage, people, options.statements);
  return { figures: figuresOf(samples, statements), samples };
}

function figuresOf(samples: Samples, statements: readonly string[]): Figure[] {
  const perSecond = (name: string): string => `${medianOf(samples, name).toFixed(0)}/s`;
  return [
    {
      id: 'sign-in-over-hash',
      title: 'password sign-ins ÷ bare Argon2 verifications',
      value: ratio(samples, 'signInKnownBrowser', 'bareArgon2'),
      unit: 'ratio',
      budget: { min: 0.9 },
      detail: `${perSecond('signInKnownBrowser')} from known browsers, ${perSecond('bareArgon2')} bare`,
    },
    {
      id: 'sign-in-new-browser-over-hash',
      title: 'the same from browsers without cookies',
      value: ratio(samples, 'signInNewBrowser', 'bareArgon2'),
      unit: 'ratio',
      budget: { min: 0.9 },
      detail: `${perSecond('signInNewBrowser')}`,
    },
    {
      id: 'sign-in-over-better-auth',
      title: 'password sign-ins ÷ better-auth 1.7.5',
      value: ratio(samples, 'signInNewBrowser', 'betterAuthSignIn'),
      unit: 'ratio',
      budget: { min: 1.2 },
      detail: `${perSecond('signInNewBrowser')} against ${perSecond('betterAuthSignIn')}, both without cookies`,
    },
    {
      id: 'sign-in-statements',
      title: 'statements per sign-in',
      value: statements.length,
      unit: 'statements',
      budget: null,
      detail: 'each a transaction by itself, one packet there and one back; the server waits twice for them',
    },
  ];
}
