/** The audit log as the API shows it: which entries somebody asks for, a page of them, and the page on either side. */
import type { Caller } from '../kernel/caller.ts';
import { type AuditEventId, isUuid, parseId } from '../kernel/ids.ts';
import { refuse } from '../kernel/refusal.ts';
import type { Database } from '../platform/database.ts';
import { type AuditArea, auditActions, auditActionsByArea } from './actions.ts';
import { type AuditFilter, auditList, type ListedRow } from './store-list.ts';

interface Party {
  readonly kind: string;
  readonly id: string | null;
  readonly name: string | null;
}

/** One entry. */
export interface AuditEvent {
  readonly id: string;
  /** RFC 3339. */
  readonly at: string;
  readonly action: string;
  readonly outcome: 'begun' | 'done' | 'refused' | 'failed';
  readonly reason: string | null;
  readonly actor: Party;
  readonly target: Party | null;
  readonly address: string | null;
  readonly browser: string | null;
  readonly reference: string | null;
  /** The entry with which this act began. */
  readonly completes: string | null;
  /** The entry that says how this act ended; null for one that goes on or broke off. */
  readonly completedBy: string | null;
  readonly details: Record<string, unknown>;
}

/** What is asked for; everything that is given must fit. */
export interface AuditQuery extends Omit<AuditFilter, 'actions' | 'completed'> {
  readonly area?: AuditArea;
  /** A name, or the beginning of names that ends with a dot. */
  readonly action?: string;
}

export interface AuditPageQuery extends AuditQuery {
  readonly limit: number;
  readonly cursor?: string;
  readonly direction?: 'older' | 'newer';
}

export interface AuditEventPage {
  /** Newest first, whichever way the page was asked for. */
  readonly items: AuditEvent[];
  /** Cursor of the older page; null when there is none. */
  readonly next: string | null;
  /** Cursor of the newer page, to be asked for with `direction=newer`; null when there is none. */
  readonly previous: string | null;
  /** A search looks through so many entries at a time: how far this one came. Null when it saw them all, or found a page full. */
  readonly searchedTo: string | null;
}

export function eventOf(row: ListedRow): AuditEvent {
  return {
    id: row.id,
    at: row.at.toISOString(),
    action: row.action,
    outcome: row.outcome,
    reason: row.reason,
    actor: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name },
    target: row.target_kind === null ? null : { kind: row.target_kind, id: row.target_id, name: row.target_name },
    address: row.address,
    browser: row.browser,
    reference: row.reference,
    completes: row.completes,
    completedBy: row.completed_by,
    details: row.details,
  };
}

/** @throws Refusal invalid_request when it is no time of the years 2000 to 9999 */
function instantOf(name: string, text: string): string {
  try {
    const instant = Temporal.Instant.from(text);
    const { year } = instant.toZonedDateTimeISO('UTC');
    if (year >= 2000 && year <= 9999) return instant.toString();
  } catch {}
  throw refuse('invalid_request', {
    violations: [{ path: `/${name}`, message: 'must be a time like 2026-11-21T09:00:00Z' }],
  });
}

/** The actions that are meant; undefined for all. A name that nothing ever had finds nothing. */
function actionsOf({ area, action }: AuditQuery): readonly string[] | undefined {
  const of: readonly string[] = area === undefined ? auditActions : auditActionsByArea[area];
  if (action === undefined) return area === undefined ? undefined : of;
  if (action.endsWith('.')) return of.filter((one) => one.startsWith(action));
  return area === undefined || of.includes(action) ? [action] : [];
}

/** @throws Refusal invalid_request */
export function filterOf(query: AuditQuery, completed: boolean): AuditFilter {
  const { area: _area, action: _action, from, to, ...same } = query;
  const actions = actionsOf(query);
  for (const name of ['actor', 'target', 'user'] as const) {
    const id = query[name];
    if (id !== undefined && !isUuid(id))
      throw refuse('invalid_request', { violations: [{ path: `/${name}`, message: 'must be an id' }] });
  }
  return {
    ...same,
    ...(actions === undefined ? {} : { actions }),
    ...(from === undefined ? {} : { from: instantOf('from', from) }),
    ...(to === undefined ? {} : { to: instantOf('to', to) }),
    completed,
  };
}

/**
 * @throws Refusal not_permitted, invalid_request (a cursor, an id or a time that is none)
 */
export async function listEvents(database: Database, caller: Caller, query: AuditPageQuery): Promise<AuditEventPage> {
  if (!caller.permissions.has('audit:read')) throw refuse('not_permitted');
  const { limit, cursor: given, direction = 'older', ...asked } = query;
  const cursor = given === undefined ? null : parseId<AuditEventId>(given);
  if (given !== undefined && cursor === null) throw refuse('invalid_request', { detail: 'cursor is not one of ours' });
  const filter = filterOf(asked, false);
  const page = { limit, cursor, direction };
  return database.withTenant(caller.tenant, async (tx) => {
    const { rows, end } = await auditList(tx, caller.tenant, filter, page);
    const more = rows.length > limit;
    const items = rows.slice(0, limit).map(eventOf);
    const last = items.at(-1)?.id ?? null;
    const ahead = more ? last : (end?.id ?? null);
    if (direction === 'newer') items.reverse();
    const behind = cursor === null ? null : ((direction === 'older' ? items[0]?.id : items.at(-1)?.id) ?? cursor);
    const [next, previous] = direction === 'older' ? [ahead, behind] : [behind, ahead];
    return { items, next, previous, searchedTo: end?.at.toISOString() ?? null };
  });
}
