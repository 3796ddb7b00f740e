/**
 * Filters as SQL. Each attribute says which comparisons it understands and how the database finds them: exact ones, and beginnings, by
 * an index; `co` and `ew` by reading the organisation's rows there. What is not in the tables below is refused, never looked for by hand.
 */
import { type RawBuilder, sql } from 'kysely';
import { parseId, type TeamId, type TenantId, type UserId } from '../kernel/ids.ts';
import { foldIdentifier } from '../users/identifiers.ts';
import { foldSearch } from '../users/listing/search-terms.ts';
import type { Condition, Operator } from './filter.ts';
import { refuseScim } from './refusal.ts';

type Sql = RawBuilder<boolean>;
type Value = string | number | boolean | null;

/** How one attribute is compared; null = it cannot be, so. */
export interface Column {
  readonly present: Sql;
  compare(operator: Operator, value: Value): Sql | null;
}

export type Columns = (tenant: TenantId, attribute: string) => Column | null;

const always = sql<boolean>`true`;
const never = sql<boolean>`false`;

/** What is not known is not so: NULL must not survive a negation. */
function not(condition: Sql): Sql {
  return sql<boolean>`NOT coalesce(${condition}, false)`;
}

function join(parts: readonly Sql[], by: 'and' | 'or'): Sql {
  return sql<boolean>`(${sql.join(parts, by === 'and' ? sql` AND ` : sql` OR `)})`;
}

/** A filter as one condition. @throws Refusal invalidFilter for what cannot be run */
export function filterSql(columns: Columns, tenant: TenantId, condition: Condition): Sql {
  if (condition.kind === 'and' || condition.kind === 'or')
    return join(
      condition.parts.map((part) => filterSql(columns, tenant, part)),
      condition.kind,
    );
  if (condition.kind === 'not') return not(filterSql(columns, tenant, condition.part));
  const column = columns(tenant, condition.attribute);
  if (column === null) throw refuseScim('invalidFilter', `There is no filter by ${condition.attribute}.`);
  if (condition.kind === 'present') return column.present;
  const { operator, value, attribute } = condition;
  // Null is what an attribute is that is not there (RFC 7643 section 2.5).
  if (value === null) {
    if (operator === 'eq') return not(column.present);
    if (operator === 'ne') return column.present;
  }
  const found = operator === 'ne' ? column.compare('eq', value) : column.compare(operator, value);
  if (found === null)
    throw refuseScim('invalidFilter', `${attribute} cannot be compared by ${operator} with this value.`);
  return operator === 'ne' ? not(found) : found;
}

interface Text {
  /** The column, or what stands for it. */
  readonly held: RawBuilder<string | null>;
  /** RFC 7643 caseExact. */
  readonly exact?: boolean;
  /** By an index. */
  equal(value: string): Sql;
  begins(value: string): Sql;
}

/** @param present what says that it is there, where that is not "not null and not empty" */
function textColumn({ held, exact = false, equal, begins }: Text, present?: Sql): Column {
  const folded = exact ? held : sql<string>`lower(${held})`;
  return {
    present: present ?? sql<boolean>`(${held} IS NOT NULL AND ${held} <> '')`,
    compare(operator, value) {
      if (typeof value !== 'string') return null;
      const wanted = exact ? sql<string>`${value}::text` : sql<string>`lower(${value}::text)`;
      if (operator === 'eq') return equal(value);
      if (value === '') return null;
      if (operator === 'sw') return sql<boolean>`(${begins(value)} AND starts_with(${folded}, ${wanted}))`;
      if (operator === 'co') return sql<boolean>`strpos(${folded}, ${wanted}) > 0`;
      if (operator === 'ew') return sql<boolean>`right(${folded}, char_length(${wanted})) = ${wanted}`;
      return null;
    },
  };
}

/** Equality only. */
function equalColumn(present: Sql, equal: (value: Value) => Sql | null): Column {
  return { present, compare: (operator, value) => (operator === 'eq' ? equal(value) : null) };
}

/** A column of ids: what is no id is nobody's. */
function idColumn(held: RawBuilder<unknown>): Column {
  return equalColumn(always, (value) => {
    if (typeof value !== 'string') return null;
    const id = parseId(value);
    return id === null ? never : sql<boolean>`${held} = ${id}`;
  });
}

/** Milliseconds, as they are shown, although the database keeps microseconds. */
function timeColumn(held: RawBuilder<Date>): Column {
  return {
    present: always,
    compare(operator, value) {
      if (typeof value !== 'string') return null;
      const from = sql`${instantOf(value)}::timestamptz`;
      const to = sql`(${from} + interval '1 millisecond')`;
      if (operator === 'eq') return sql<boolean>`(${held} >= ${from} AND ${held} < ${to})`;
      if (operator === 'ge') return sql<boolean>`${held} >= ${from}`;
      if (operator === 'gt') return sql<boolean>`${held} >= ${to}`;
      if (operator === 'lt') return sql<boolean>`${held} < ${from}`;
      return operator === 'le' ? sql<boolean>`${held} < ${to}` : null;
    },
  };
}

function instantOf(text: string): string {
  try {
    return Temporal.Instant.from(text).round('millisecond').toString();
  } catch {
    throw refuseScim('invalidFilter', 'A moment is written like 2027-01-31T12:00:00Z.');
  }
}

/** A text that begins so, as a range of an index that compares byte by byte. */
function rangeSql(held: RawBuilder<unknown>, from: string): Sql {
  return sql<boolean>`(${held} >= ${from} AND ${held} < ${`${from}\u{10ffff}`})`;
}

/** Users of whom a search term begins so: a superset of those of whom a name does, found by the index of terms. */
function termBegins(tenant: TenantId, value: string): Sql {
  return sql<boolean>`u.id IN (SELECT t.user_id FROM user_search_terms t
    WHERE t.tenant_id = ${tenant} AND ${rangeSql(sql`t.term`, foldSearch(value))})`;
}

/** A name, found by the terms that begin with it. */
function nameColumn(tenant: TenantId, held: RawBuilder<string>): Column {
  const begins = (value: string): Sql => termBegins(tenant, value);
  const equal = (value: string): Sql =>
    value === ''
      ? sql<boolean>`${held} = ''`
      : sql<boolean>`(${termBegins(tenant, value)} AND lower(${held}) = lower(${value}::text))`;
  return textColumn({ held, equal, begins });
}

function identifierColumn(tenant: TenantId, kind: 'username' | 'email'): Column {
  const equal = (value: string): Sql =>
    sql<boolean>`u.id = (SELECT i.user_id FROM user_identifiers i WHERE i.tenant_id = ${tenant}
      AND i.identifier = ${foldIdentifier(value)} AND i.${sql.ref(`is_${kind}`)})`;
  const begins = (value: string): Sql => termBegins(tenant, value);
  return textColumn({ held: sql.ref(`u.${kind}`), equal, begins });
}

/** `type` and `primary` of the one address there is. */
function constantColumn(present: Sql, is: (value: Value) => boolean): Column {
  return equalColumn(present, (value) => (is(value) ? present : never));
}

const displayNameSql = sql<string>`coalesce(nullif(trim(u.first_name || ' ' || u.last_name), ''), u.username)`;
const hasEmail = sql<boolean>`u.email IS NOT NULL`;

/** RFC 7643 section 4.1; `extension` is Usher's own. */
export const userColumns: Columns = (tenant, attribute) => {
  switch (attribute) {
    case 'id':
      return idColumn(sql`u.id`);
    case 'username':
      return identifierColumn(tenant, 'username');
    case 'externalid': {
      const held = sql<string | null>`u.external_id`;
      return textColumn({
        held,
        exact: true,
        equal: (value) => sql`${held} = ${value}`,
        begins: (value) => rangeSql(held, value),
      });
    }
    case 'emails':
    case 'emails.value':
      return identifierColumn(tenant, 'email');
    case 'emails.type':
      return constantColumn(hasEmail, (value) => String(value).toLowerCase() === 'work');
    case 'emails.primary':
      return constantColumn(hasEmail, (value) => String(value).toLowerCase() === 'true');
    case 'active':
      return equalColumn(always, (value) => {
        const wanted = String(value).toLowerCase();
        if (wanted !== 'true' && wanted !== 'false') return null;
        return wanted === 'true' ? sql`NOT u.disabled` : sql`u.disabled`;
      });
    case 'displayname':
    case 'name.formatted':
      return nameColumn(tenant, displayNameSql);
    case 'name.givenname':
      return nameColumn(tenant, sql.ref('u.first_name'));
    case 'name.familyname':
      return nameColumn(tenant, sql.ref('u.last_name'));
    case 'roles':
    case 'roles.value':
      return equalColumn(
        always,
        (value) =>
          sql`u.role_id = (SELECT id FROM roles WHERE tenant_id = ${tenant} AND key = ${String(value).toLowerCase()})`,
      );
    case 'groups':
    case 'groups.value':
      return groupsColumn(tenant);
    case 'extension':
      return equalColumn(sql`u.extension IS NOT NULL`, (value) => sql`u.extension = ${String(value)}`);
    case 'meta.lastmodified':
      return timeColumn(sql`u.updated_at`);
    default:
      return null;
  }
};

function groupsColumn(tenant: TenantId): Column {
  const inTeam = sql`SELECT m.user_id FROM team_members m WHERE m.tenant_id = ${tenant}`;
  return equalColumn(sql`u.id IN (${inTeam})`, (value) => {
    const team = parseId<TeamId>(String(value));
    return team === null ? never : sql`u.id IN (${inTeam} AND m.team_id = ${team})`;
  });
}

/** RFC 7643 section 4.2. An organisation has 5,000 teams at most: names are compared one by one. */
export const groupColumns: Columns = (tenant, attribute) => {
  switch (attribute) {
    case 'id':
      return idColumn(sql`t.id`);
    case 'displayname': {
      const held = sql<string>`t.name`;
      return textColumn({ held, equal: (value) => sql`lower(t.name) = lower(${value}::text)`, begins: () => always });
    }
    case 'externalid': {
      const held = sql<string | null>`t.external_id`;
      return textColumn({
        held,
        exact: true,
        equal: (value) => sql`${held} = ${value}`,
        begins: (value) => rangeSql(held, value),
      });
    }
    case 'members':
    case 'members.value': {
      const has = sql`SELECT m.team_id FROM team_members m WHERE m.tenant_id = ${tenant}`;
      return equalColumn(sql`t.id IN (${has})`, (value) => {
        const user = parseId<UserId>(String(value));
        return user === null ? never : sql`t.id IN (${has} AND m.user_id = ${user})`;
      });
    }
    case 'meta.lastmodified':
      return timeColumn(sql`t.updated_at`);
    default:
      return null;
  }
};
