// A crowd that is signed in without anybody having typed a password: users and their sessions written by SQL, as the house's own
// door would have written them. Ten thousand sign-ins would take minutes, and how fast those are is another figure.
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Tenant } from '../server/tenants/tenants.ts';
import type { TabSpec } from './tabs.ts';

interface Member {
  readonly user: string;
  readonly session: string;
  readonly token: string;
}

export async function withClient<Result>(
  ownerUrl: string,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** The rows of a query, as the owner of the tables. */
export function rowsOf<Row extends pg.QueryResultRow>(
  ownerUrl: string,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  return withClient(ownerUrl, async (client) => (await client.query<Row>(text, [...values])).rows);
}

/**
 * Signs in `count` new agents, each in a browser of their own with `tabs` tabs.
 * @returns their tabs, those of one person side by side
 */
export async function makeCrowd(ownerUrl: string, tenant: Tenant, count: number, tabs: number): Promise<TabSpec[]> {
  const members: Member[] = Array.from({ length: count }, () => ({
    user: randomUUID(),
    session: randomUUID(),
    token: randomBytes(32).toString('base64url'),
  }));
  const hashes = members.map(({ token }) => createHash('sha256').update(token).digest());
  await withClient(ownerUrl, async (client) => {
    await client.query(
      `INSERT INTO users (tenant_id, id, username, first_name, last_name, role_id)
        SELECT $1, id, 'crowd' || lpad(n::text, 6, '0'), 'Ana', 'Lopes', (SELECT r.id FROM roles r WHERE r.tenant_id = $1 AND r.key = 'agent')
        FROM unnest($2::uuid[]) WITH ORDINALITY AS fresh (id, n)`,
      [tenant.id, members.map(({ user }) => user)],
    );
    await client.query(
      `INSERT INTO sessions (tenant_id, id, token_hash, user_id, kind, browser_id, browser_name, address, methods, user_epoch, idle_minutes, absolute_expires_at)
        SELECT $1, fresh.session, fresh.hash, fresh.user_id, 'browser', gen_random_uuid(), 'Chrome on Linux', '127.0.0.1', ARRAY['pwd'],
          u.session_epoch, 60, now() + interval '12 hours'
        FROM unnest($2::uuid[], $3::uuid[], $4::bytea[]) AS fresh (user_id, session, hash)
        JOIN users u ON u.tenant_id = $1 AND u.id = fresh.user_id`,
      [tenant.id, members.map(({ user }) => user), members.map(({ session }) => session), hashes],
    );
    await client.query('VACUUM ANALYZE users, sessions');
  });
  // On plain http, as the bench is reached, the cookie has no prefix.
  return members.flatMap(({ token }) =>
    Array.from({ length: tabs }, () => ({ cookie: `usher_session=${token}`, tab: randomUUID() })),
  );
}
