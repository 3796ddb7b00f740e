// Installations with as many users as are asked for: most of them written by SQL, for they never sign in.
import type { Tenant } from '../server/tenants/tenants.ts';
import { withClient } from './crowd.ts';
import { makePeople, type People } from './people.ts';
import { openStage, type Stage } from './stage.ts';

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
/** People who never sign in: their sealed passwords have the right size, but open for nobody. */
async function addUsers(ownerUrl: string, tenant: Tenant, count: number): Promise<void> {
  await withClient(ownerUrl, async (client) => {
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
  });
}

export interface Installation {
  readonly stage: Stage;
  readonly people: People;
}

/** @param signedIn how many of them sign in with an address, as many again without; one more administers */
export async function install(users: number, signedIn: number): Promise<Installation> {
  const stage = await openStage();
  const people = await makePeople(stage, 'acme', signedIn);
  await addUsers(stage.ownerUrl, people.tenant, users - 2 * signedIn - 1);
  return { stage, people };
}
