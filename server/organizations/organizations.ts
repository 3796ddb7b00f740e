/**
 * Organizations owns what operators do: create, rename, suspend, resume, export and delete organisations, and give them seats
 * (O1). It works across tenants, as the owner of the tables, and is the only slice that makes or removes one. What happens
 * inside an organisation is its own administrators' business.
 */

import type { Writable } from 'node:stream';
import type { AuditAction } from '../audit/actions.ts';
import { type AuditEntry, completing, record, undertaking } from '../audit/audit.ts';
import { type Caller, commandLineCaller, permissions } from '../kernel/caller.ts';
import { now } from '../kernel/clock.ts';
import { newId, type TenantId } from '../kernel/ids.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Database } from '../platform/database.ts';
import { announce } from '../platform/notify.ts';
import { requireSeats, seedRoles } from '../roles/roles.ts';
import { lockSeats } from '../seats/seats.ts';
import { operatorsTenantId, type TenantRow, tenantOf } from '../tenants/tenants.ts';
import type { CreatedUser, Users } from '../users/users.ts';
import type { Installation } from './domain.ts';
import { exportOrganization } from './export.ts';
import {
  assertAdministrator,
  assertFit,
  changeOf,
  type NewOrganization,
  type Organization,
  type OrganizationPatch,
  organizationOf,
} from './organization.ts';
import {
  type OrganizationChange,
  type OrganizationRow,
  organizationDelete,
  organizationFetch,
  organizationInsert,
  organizationList,
  organizationUpdate,
} from './store.ts';

type Verb = 'read' | 'create' | 'update' | 'suspend' | 'delete' | 'export';

export interface Organizations {
  list(
    caller: Caller,
    query: { limit: number; cursor: string | null; search: string | null },
  ): Promise<{ items: Organization[]; next: string | null }>;
  get(caller: Caller, slug: string): Promise<{ organization: Organization; revision: number }>;
  /** @throws Refusal not_permitted, slug_taken, slug_reserved, invalid_request */
  create(caller: Caller, input: NewOrganization): Promise<{ organization: Organization; administrator?: CreatedUser }>;
  /** @throws Refusal not_permitted, not_found, slug_taken, slug_reserved, domain_taken, invalid_request, precondition_failed */
  update(
    caller: Caller,
    slug: string,
    patch: OrganizationPatch,
    revision: number | null,
  ): Promise<{ organization: Organization; revision: number }>;
  setSuspended(caller: Caller, slug: string, suspended: boolean): Promise<void>;
  /**
   * Writes everything but secrets as NDJSON, no faster than `output` takes it, and leaves `output` open. The organisation counts
   * as exported once all of it has left; `begin` is called before the first byte, when nothing can be refused any more.
   * @throws Refusal not_permitted, not_found; Error when `output` is closed or takes nothing for a minute
   */
  exportTo(caller: Caller, slug: string, output: Writable, begin?: () => void): Promise<void>;
  /** @throws Refusal export_required (not exported within the hour), invalid_request (confirmation) */
  remove(caller: Caller, slug: string, confirm: string): Promise<void>;
}

export interface OrganizationsOptions {
  readonly database: Database;
  readonly users: Users;
  readonly installation: Installation;
}

function requireVerb(caller: Caller, verb: Verb): void {
  // Organisations' own administrators have none of these; the tenant is checked too, so that a mistaken grant opens nothing.
  if (caller.tenant !== operatorsTenantId || !caller.permissions.has(`organizations:${verb}`))
    throw refuse('not_permitted');
}

/** The caller as it appears in the organisation's own audit log: an operator, by name, with everything permitted there. */
function withinOrganization(caller: Caller, tenant: TenantId): Caller {
  return caller.kind === 'command_line'
    ? commandLineCaller(tenant)
    : {
        ...caller,
        kind: caller.kind === 'system' ? 'system' : 'operator',
        tenant,
        permissions: new Set(permissions),
        session: null,
      };
}

async function found(database: Database, slug: string): Promise<OrganizationRow> {
  const row = await database.withSystem((tx) => organizationFetch(tx, slug));
  if (!row) throw refuse('not_found');
  return row;
}

interface Change {
  readonly action: AuditAction;
  readonly values: OrganizationChange;
  /** The one it was decided on; null = any. */
  readonly revision: number | null;
}

/** One change with its audit entries (the operators' log and the organisation's) and its announcement, or nothing at all. */
async function change(
  database: Database,
  caller: Caller,
  slug: string,
  { action, values, revision }: Change,
): Promise<OrganizationRow> {
  const row = await found(database, slug);
  return database.withSystem(async (tx) => {
    if (values.seatless_roles === false) await requireSeats(tx, row.id);
    // Exact against sign-ins under way: whoever takes a seat after this commit knows the new number.
    if (values.seats !== undefined) await lockSeats(tx, row.id);
    if (!(await organizationUpdate(tx, row.id, values, revision))) throw refuse('precondition_failed');
    await announce(tx, { kind: 'tenant', tenant: row.id });
    const target = { kind: 'organization', id: row.id, name: row.slug };
    const names = Object.keys(values) as (keyof OrganizationChange)[]; // the keys of the object it is asked of
    const details = { change: values, before: Object.fromEntries(names.map((name) => [name, row[name]])) };
    await record(tx, caller, { action, target, details });
    await record(tx, withinOrganization(caller, row.id), { action, target, details });
    const changed = await organizationFetch(tx, values.slug ?? slug);
    if (!changed) throw refuse('not_found');
    return changed;
  });
}

/** A row that is not in the database yet, as it will be read from it. */
function rowOf(id: TenantId, input: NewOrganization): TenantRow {
  const at = new Date(now().epochMilliseconds);
  return {
    id,
    kind: 'organization',
    slug: input.slug,
    name: input.name.trim(),
    domain: null,
    time_zone: input.timeZone ?? 'UTC',
    locale: input.locale ?? null,
    seats: input.seats,
    seatless_roles: input.seatlessRoles ?? false,
    status: 'active',
    settings: {},
    revision: 1,
    exported_at: null,
    schedules_changed_at: null,
    created_at: at,
    updated_at: at,
  };
}

/** Creates one with its built-in roles, and its first administrator if asked to: all of it or nothing. */
async function create(
  options: OrganizationsOptions,
  caller: Caller,
  input: NewOrganization,
): ReturnType<Organizations['create']> {
  const { database, users, installation } = options;
  const { origin } = installation;
  requireVerb(caller, 'create');
  assertFit(input, installation);
  assertAdministrator(input.administrator);
  const id = newId<TenantId>();
  const row = rowOf(id, input);
  const within = withinOrganization(caller, id);
  // The password is hashed before the transaction, which no other process sees anything of until it is over.
  const prepared =
    input.administrator === undefined
      ? null
      : await users.prepare(tenantOf(row, origin), within, { ...input.administrator, role: 'administrator' });
  return database.withSystem(async (tx) => {
    await organizationInsert(tx, row);
    await seedRoles(tx, id);
    await announce(tx, { kind: 'tenant', tenant: id });
    const target = { kind: 'organization', id, name: input.slug };
    const entry: AuditEntry = {
      action: 'organization.create',
      target,
      details: { seats: input.seats, seatlessRoles: row.seatless_roles },
    };
    await record(tx, caller, entry);
    await record(tx, within, entry);
    const administrator = prepared === null ? null : await users.insert(tx, prepared);
    const inserted = await organizationFetch(tx, input.slug);
    if (!inserted) throw new Error('An organisation inserted a moment ago is gone.');
    const organization = organizationOf(inserted, origin);
    return administrator === null ? { organization } : { organization, administrator };
  });
}

async function remove(database: Database, caller: Caller, slug: string, confirm: string): Promise<void> {
  requireVerb(caller, 'delete');
  const row = await found(database, slug);
  if (confirm !== slug)
    throw refuse('invalid_request', {
      violations: [{ path: '/confirm', message: 'must be the slug of the organisation' }],
    });
  const target = { kind: 'organization', id: row.id, name: slug };
  // One transaction, but it may take minutes: whoever looks meanwhile, or after it broke off, sees who began it.
  await undertaking(database, caller, { action: 'organization.delete', target }, (begun) =>
    database.withSystem(async (tx) => {
      // In the order in which everybody locks them: seats before their organisation.
      await lockSeats(tx, row.id);
      if (!(await organizationDelete(tx, row.id))) throw refuse('export_required');
      await announce(tx, { kind: 'tenant', tenant: row.id });
      await completing(tx, begun, { outcome: 'done', details: { users: row.users } });
    }),
  );
}

export function createOrganizations(options: OrganizationsOptions): Organizations {
  const { database, installation } = options;
  const { origin } = installation;
  return {
    async list(caller, query) {
      requireVerb(caller, 'read');
      const rows = await database.withSystem((tx) =>
        organizationList(tx, { limit: query.limit, after: query.cursor, search: query.search }),
      );
      const items = rows.slice(0, query.limit).map((row) => organizationOf(row, origin));
      return { items, next: rows.length > query.limit ? (items.at(-1)?.slug ?? null) : null };
    },
    async get(caller, slug) {
      requireVerb(caller, 'read');
      const row = await found(database, slug);
      return { organization: organizationOf(row, origin), revision: row.revision };
    },
    create: (caller, input) => create(options, caller, input),
    async update(caller, slug, patch, revision) {
      requireVerb(caller, 'update');
      assertFit(patch, installation);
      const values = changeOf(patch);
      const row = await change(database, caller, slug, { action: 'organization.update', values, revision });
      return { organization: organizationOf(row, origin), revision: row.revision };
    },
    async setSuspended(caller, slug, suspended) {
      requireVerb(caller, 'suspend');
      const [action, status] = suspended
        ? (['organization.suspend', 'suspended'] as const)
        : (['organization.resume', 'active'] as const);
      await change(database, caller, slug, { action, values: { status }, revision: null });
    },
    async exportTo(caller, slug, output, begin) {
      requireVerb(caller, 'export');
      const row = await found(database, slug);
      await exportOrganization({ database, origin }, caller, row, output, begin ?? (() => undefined));
    },
    remove: (caller, slug, confirm) => remove(database, caller, slug, confirm),
  };
}
