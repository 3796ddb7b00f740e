// Does the cost grow with the number of users? Two installations, each with a database of its own, one a hundred times larger.
import { type Installation, install } from './directory.ts';
import type { Figure } from './figures.ts';
import { load } from './load.ts';
import { interleaved, medianOf, ratio, type Samples } from './measure.ts';
import { getText, signInText } from './stage.ts';

const peopleCount = 40;

type Requests = (installation: Installation) => string[];
const requests: Readonly<Record<string, Requests>> = {
  signIn: ({ stage, people }) => people.plainAgents.map((agent) => signInText(stage.server, people.tenant, agent)),
  sessionCheck: ({ stage, people }) =>
    people.browsers.map((browser) => getText(stage.server, people.tenant, '/api/v1/session', browser)),
  directory: ({ stage, people }) => [getText(stage.server, people.tenant, '/api/v1/users', people.administrator)],
  search: ({ stage, people }) =>
    // A name that many have, one that nobody has, a username, an address.
    ['ferr', 'zzz', 'user0000500', 'user0000777@'].map((text) =>
      getText(stage.server, people.tenant, `/api/v1/users?search=${text}`, people.administrator),
    ),
};
const titles: Readonly<Record<string, string>> = {
  signIn: 'sign-in',
  sessionCheck: 'session check',
  directory: 'first page of the users',
  search: 'search among the users',
};

export async function measureGrowth(
  from: number,
  to: number,
  rounds: number,
  count: number,
): Promise<{ figures: Figure[]; samples: Samples }> {
  const small = await install(from, peopleCount);
  const large = await install(to, peopleCount);
  const measures: Record<string, () => Promise<number>> = {};
  for (const [name, make] of Object.entries(requests)) {
    for (const [size, installation] of [
      ['Small', small],
      ['Large', large],
    ] as const) {
      const { port } = installation.stage.server;
      const texts = make(installation);
      measures[`${name}${size}`] = async () =>
        (await load({ port, connections: 1, requests: texts, durationMs: 20_000, count })).p50Ms;
    }
  }
  for (const warmUp of Object.values(measures)) await warmUp();
  const samples = await interleaved(rounds, measures);
  await small.stage.stop();
  await large.stage.stop();
  return { figures: figuresOf(samples, from, to), samples };
}

function figuresOf(samples: Samples, from: number, to: number): Figure[] {
  const ratios = Object.keys(requests).map((name): Figure => {
    const [before, after] = [medianOf(samples, `${name}Small`), medianOf(samples, `${name}Large`)];
    return {
      id: `growth-${name}`,
      title: `${titles[name]}, p50: ${to.toLocaleString('en')} ÷ ${from.toLocaleString('en')} users`,
      value: ratio(samples, `${name}Large`, `${name}Small`),
      unit: 'ratio',
      budget: { max: 1.3 },
      detail: `${after.toFixed(2)} ms against ${before.toFixed(2)} ms`,
    };
  });
  return ratios;
}
