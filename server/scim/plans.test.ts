// Row M2: lists of SCIM are found by indexes, under the role and the row-level security of the application.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { type TestApp, testApp } from '../../test/support/app.ts';
import { rows } from '../../test/support/attack.ts';
import type { TenantId } from '../kernel/ids.ts';
import { type ListQuery, readListing } from './listing.ts';
import { pageSql } from './store-page.ts';
import { listedUsers } from './store-users.ts';

const people = 20_000;

let app: TestApp;
let tenant: TenantId;
before(async () => {
  app = await testApp();
  ({ id: tenant } = await app.organization('many'));
  const fill = [
    sql`INSERT INTO users (tenant_id, id, username, email, first_name, last_name, external_id, disabled, role_id, updated_at)
      SELECT ${tenant}, gen_random_uuid(), 'agent' || n, 'agent' || n || '@many.example', 'Ana' || n % 500, 'Silva' || n, 'ext-' || n, n % 200 = 0,
        (SELECT id FROM roles WHERE tenant_id = ${tenant} AND key = 'agent'), now() - make_interval(mins => n)
      FROM generate_series(1, ${people}::integer) AS n`,
    // Before rows that refer to them: else each is looked for by a plan that was made for an empty table.
    sql`ANALYZE users`,
    sql`INSERT INTO user_identifiers (tenant_id, identifier, user_id, is_username, is_email)
      SELECT tenant_id, username, id, true, false FROM users WHERE tenant_id = ${tenant}
      UNION ALL SELECT tenant_id, email, id, false, true FROM users WHERE tenant_id = ${tenant}`,
    sql`INSERT INTO user_search_terms (tenant_id, term, user_id)
      SELECT DISTINCT u.tenant_id, lower(term), u.id FROM users u, unnest(ARRAY[u.username, u.email, u.first_name || ' ' || u.last_name, u.last_name || ' ' || u.first_name]) AS term
      WHERE u.tenant_id = ${tenant}`,
    sql`ANALYZE user_identifiers, user_search_terms`,
  ];
  for (const statement of fill) await rows(app, statement);
});
after(() => app.close());

interface Node {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly Plans?: readonly Node[];
}

function nodesOf(node: Node): Node[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesOf)];
}

async function planOf(query: ListQuery): Promise<Node[]> {
  const page = pageSql(tenant, listedUsers(tenant), readListing(query));
  const { rows: plans } = await app.app.house.database.withTenant(tenant, (tx) =>
    sql<{ 'QUERY PLAN': readonly { readonly Plan: Node }[] }>`EXPLAIN (FORMAT JSON) ${page}`.execute(tx),
  );
  const plan = plans[0]?.['QUERY PLAN'][0]?.Plan;
  assert.ok(plan);
  return nodesOf(plan);
}

/** What is asked, and an index that must be what finds it. */
const found: readonly (readonly [query: ListQuery, index: RegExp])[] = [
  [{}, /^users_pkey$/],
  [{ startIndex: '15001', count: '100' }, /^users_pkey$/],
  [{ cursor: '' }, /^users_pkey$/],
  [{ sortBy: 'userName' }, /^user_by_username$/],
  [{ filter: 'userName eq "agent17"' }, /^user_identifiers_pkey$/],
  [{ filter: 'emails.value eq "agent17@many.example"' }, /^user_identifiers_pkey$/],
  [{ filter: 'emails[type eq "work"].value eq "agent17@many.example"' }, /^user_identifiers_pkey$/],
  [{ filter: 'externalId eq "ext-17"' }, /^user_external_id_unique$/],
  [{ filter: 'userName eq "agent17" or externalId eq "ext-18"' }, /^user_external_id_unique$/],
  [{ filter: 'id eq "018f0000-0000-7000-8000-000000000000"' }, /^users_pkey$/],
  [{ filter: 'userName sw "agent1712"' }, /search_terms/],
  [{ filter: 'name.familyName eq "Silva1777"' }, /search_terms/],
  [{ filter: 'displayName sw "ana7 silva7"' }, /search_terms/],
  [{ filter: 'active eq false' }, /^user_disabled$|^users_pkey$/],
  [{ filter: 'meta.lastModified gt "2999-01-01T00:00:00Z"' }, /^user_by_change$/],
];

for (const [query, index] of found) {
  test(`M2 an index finds ${JSON.stringify(query)} among ${people} users`, async () => {
    const nodes = await planOf(query);
    const whole = nodes.filter((node) => node['Node Type'] === 'Seq Scan' && /^user/.test(node['Relation Name'] ?? ''));
    assert.deepEqual(whole, []);
    const used = nodes.flatMap((node) => node['Index Name'] ?? []);
    assert.ok(
      used.some((name) => index.test(name)),
      used.join(),
    );
  });
}

test('M2 what no index can find, the middle of a name, is read whole: the look at plans would tell', async () => {
  const nodes = await planOf({ filter: 'userName co "zzz"' });
  const used = nodes.map((node) => `${node['Node Type']} ${node['Relation Name'] ?? ''}`);
  assert.ok(
    used.some((one) => /(Seq|Index|Bitmap Heap) Scan users/.test(one)),
    used.join(),
  );
});
