// Does the cost grow with the number of users? Two installations, each with a database of its own, one a hundred times larger.
import pg from 'pg';
import type { Tenant } from '../server/tenants/tenants.ts';
import type { Figure } from './figures.ts';
import { load } from './load.ts';
import { interleaved, medianOf, ratio, type Samples } from './measure.ts';
import { makePeople, type People } from './people.ts';
import { getText, openStage, type Stage, signInText } from './stage.ts';

const firstNames = [
  'Ana',
  'Bruno',
  'Carla',
  'Duarte',
  'Elsa',
  'Filipe',
  'Gabriela',
  'Hugo',
  'Ines',
  'Joana',
  'Luis',
  'Marta',
];
const lastNames = [
  'Almeida',
  'Barros',
  'Cardoso',
  'Duarte',
  'Esteves',
  'Ferreira',
  'Gomes',
  'Lopes',
  'Moura',
  'Nunes',
  'Pinto',
  'Reis',
];
const peopleCount = 40;

/** People who never sign in: their sealed passwords have the right size, but open for nobody. */
async function addUsers(ownerUrl: string, tenant: Tenant, count: number): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query(
      `CREATE TEMPORARY TABLE fresh AS
        SELECT gen_random_uuid() AS id, 'user' || lpad(n::text, 7, '0') AS username, ($3::text[])[1 + n % 12] AS first_name,
          ($4::text[])[1 + (n / 12) % 12] AS last_name, (SELECT id FROM roles WHERE tenant_id = $1 AND key = 'agent') AS role_id
        FROM generate_series(1, $2::integer) n`,
      [tenant.id, count, firstNames, lastNames],
    );
    const statements = [
      `INSERT INTO users (tenant_id, id, username, email, first_name, last_name, role_id)
        SELECT $1::uuid, id, username, username || '@example.com', first_name, last_name, role_id FROM fresh`,
      `INSERT INTO user_identifiers (tenant_id, identifier, user_id, is_username, is_email)
        SELECT $1::uuid, username, id, true, false FROM fresh UNION ALL SELECT $1::uuid, username || '@example.com', id, false, true FROM fresh`,
      `INSERT INTO user_search_terms (tenant_id, term, user_id)
        SELECT DISTINCT $1::uuid, term, id FROM fresh, LATERAL unnest(ARRAY[username, username || '@example.com',
          lower(first_name || ' ' || last_name), lower(last_name || ' ' || first_name)]) term`,
      `INSERT INTO passwords (tenant_id, user_id, sealed, changed_by)
        SELECT $1::uuid, id, (SELECT sealed FROM passwords WHERE tenant_id = $1::uuid LIMIT 1), 'bench' FROM fresh`,
    ];
    for (const statement of statements) await client.query(statement, [tenant.id]);
    await client.query('VACUUM ANALYZE users, user_identifiers, user_search_terms, passwords');
  } finally {
    await client.end();
  }
}

interface Installation {
  readonly stage: Stage;
  readonly people: People;
}

async function install(users: number): Promise<Installation> {
  const stage = await openStage();
  const people = await makePeople(stage, 'acme', peopleCount);
  await addUsers(stage.ownerUrl, people.tenant, users - 2 * peopleCount - 1);
  return { stage, people };
}

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
  const small = await install(from);
  const large = await install(to);
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
