/**
 * Tenants owns the organisations as every other slice sees them: which one a Host header means, its settings, whether it is
 * suspended. Every request asks it first. It never creates or deletes an organisation (operators do, in organizations) and
 * knows nothing of users. Look-ups are cached per process and emptied by notification within a second of a change.
 */

import type { Caller } from '../kernel/caller.ts';
import type { TenantId } from '../kernel/ids.ts';
import { Refusal, type RefusalCode, refuse } from '../kernel/refusal.ts';
import type { Listener } from '../platform/notify.ts';
import { hostName, originOf, originOfHost, type Wanted, wantedAt } from './addresses.ts';
import { TenantCache } from './cache.ts';
import { changeSettings, restoreSettings, type SettingsChangeOptions } from './change.ts';
import { Guesses } from './guesses.ts';
import { type HistoryPage, type HistoryQuery, listHistory } from './history.ts';
import type { Settings, SettingsPatch } from './setting-shapes.ts';
import { wholeSettings } from './settings.ts';
import { type TenantRow, tenantFetch, tenantFetchByDomain, tenantFetchBySlug, tenantListAtHour } from './store.ts';

export type { TenantRow } from './store.ts';

export interface Tenant {
  readonly id: TenantId;
  readonly kind: 'organization' | 'operators';
  readonly slug: string;
  readonly name: string;
  readonly domain: string | null;
  readonly timeZone: string;
  /** BCP 47 tag of what the organisation chose; null where it leaves it to each browser (S11). */
  readonly locale: string | null;
  readonly seats: number;
  /** Whether it may have roles that take no seat; operators decide. */
  readonly seatlessRoles: boolean;
  readonly status: 'active' | 'suspended';
  readonly settings: Settings;
  readonly revision: number;
  /** Scheme and authority of its primary address, its own domain where it has one; mails and links are built from it alone. */
  readonly origin: string;
  /**
   * Scheme and authority of the address it was found by, where that was a host or a slug: the primary one or, where that is its
   * own domain, perhaps the slug's. What a browser binds to a host is judged by it (passkeys, CAPTCHA providers). Made of what
   * was found, never of a text that a request brought.
   */
  readonly askedOrigin: string;
}

/** The operators' own tenant, made by the first migration. */
export const operatorsTenantId = '00000000-0000-7000-8000-000000000001' as TenantId; // the cast brands a constant

export interface Tenants {
  /**
   * The tenant a Host header means: the base host is the operators', `{slug}.{base}` and registered domains are organisations'.
   * @param source the address that asks. What somebody has is served to every source: one guesser behind the address of a
   * contact centre must not close it to all.
   * @throws Refusal organization_unknown (a name below the base host that nobody has), host_unknown (any other host),
   * rate_limited (either of them, too often)
   */
  byHost(host: string, source: string): Promise<Tenant>;
  /** The same from memory alone, for every request but the first; null when `byHost` must be asked. */
  peekByHost(host: string): Tenant | null;
  byId(id: TenantId): Promise<Tenant>;
  /** @throws Refusal organization_unknown */
  bySlug(slug: string): Promise<Tenant>;
  /**
   * The organisation whose name a stranger typed (O3). Who guessed too often is told nothing for a while, right or wrong.
   * @throws Refusal organization_unknown, rate_limited
   */
  byTypedSlug(slug: string, source: string): Promise<Tenant>;
  /**
   * Whether an address leads to this installation: to the operators, to an organisation's slug or to its own domain. What
   * else listens on the base host, on another port, is not ours.
   */
  servesHost(url: URL): Promise<boolean>;
  /** Active tenants in whose time zone it is this hour of the day, 0 to 23: for what should reach people by day. */
  listAtHour(hour: number): Promise<Tenant[]>;
  /** Merges a change into the settings; audited. @throws Refusal not_permitted, precondition_failed, invalid_request */
  changeSettings(caller: Caller, patch: SettingsPatch, revision: number | null): Promise<Tenant>;
  /**
   * Sets what one change of the history had replaced, but for secrets, which the history does not know.
   * @throws Refusal as changeSettings; not_found (no such change), invalid_request (nothing of it can be brought back)
   */
  restoreSettings(caller: Caller, change: string, revision: number | null): Promise<Tenant>;
  /** Newest first. @throws Refusal not_permitted, invalid_request (a cursor that is none) */
  settingsHistory(caller: Caller, query: HistoryQuery): Promise<HistoryPage>;
}

export interface TenantsOptions extends SettingsChangeOptions {
  readonly listener: Listener;
  readonly origin: URL;
}

/** Spellings of hosts whose look-up is remembered; a browser sends one for each organisation. */
const hostsMax = 10_000;

function cacheKey(wanted: Wanted): string {
  if (wanted.by === 'operators') return `id:${operatorsTenantId}`;
  return wanted.by === 'slug' ? `slug:${wanted.slug}` : `domain:${wanted.domain}`;
}

/** What a name that nobody has is answered with. */
const unknown: ReadonlySet<RefusalCode> = new Set(['organization_unknown', 'host_unknown']);

/** @param askedOrigin see Tenant */
export function tenantOf(row: TenantRow, base: URL, askedOrigin = originOf(row, base)): Tenant {
  return {
    id: row.id,
    kind: row.kind,
    slug: row.slug,
    name: row.name,
    domain: row.domain,
    timeZone: row.time_zone,
    locale: row.locale,
    seats: row.seats,
    seatlessRoles: row.seatless_roles,
    status: row.status,
    settings: wholeSettings(row.settings),
    revision: row.revision,
    origin: originOf(row, base),
    askedOrigin,
  };
}

async function servesHost({ database, origin: base }: TenantsOptions, { hostname, port }: URL): Promise<boolean> {
  const wanted = wantedAt(hostname.replace(/\.$/, ''), base);
  if (wanted.by !== 'domain') return wanted.by === 'slug' || port === base.port;
  const { domain } = wanted;
  return (await database.withSystem((tx) => tenantFetchByDomain(tx, domain))) !== undefined;
}

function settingsDoors(
  options: TenantsOptions,
): Pick<Tenants, 'changeSettings' | 'restoreSettings' | 'settingsHistory'> {
  const { database, origin: base } = options;
  return {
    changeSettings: async (caller, patch, revision) =>
      tenantOf(await changeSettings(options, caller, patch, revision), base),
    restoreSettings: async (caller, id, revision) =>
      tenantOf(await restoreSettings(options, caller, id, revision), base),
    settingsHistory: (caller, query) => listHistory(database, caller, query),
  };
}

export function createTenants(options: TenantsOptions): Tenants {
  const { database, origin: base } = options;
  const cache = new TenantCache<Tenant>(options.listener);
  const guesses = new Guesses();
  /** What to look up for a Host, of those that somebody has. Derived from the text alone, so it never becomes wrong. */
  const keysOfHosts = new Map<string, string>();
  const lookUp = (
    key: string,
    find: (tx: Parameters<typeof tenantFetch>[0]) => Promise<TenantRow | undefined>,
    askedOrigin?: string,
  ): Promise<Tenant | null> =>
    cache.get(key, async () => {
      const row = await database.withSystem(find);
      return row ? tenantOf(row, base, askedOrigin) : null;
    });

  async function organizationBySlug(slug: string): Promise<Tenant> {
    const tenant = /^[a-z0-9-]{1,63}$/.test(slug)
      ? await lookUp(
          `slug:${slug}`,
          (tx) => tenantFetchBySlug(tx, slug),
          originOfHost(`${slug}.${base.hostname}`, base),
        )
      : null;
    if (tenant === null || tenant.kind !== 'organization') throw refuse('organization_unknown');
    return tenant;
  }

  async function byId(id: TenantId): Promise<Tenant> {
    const tenant = await lookUp(`id:${id}`, (tx) => tenantFetch(tx, id));
    if (tenant === null) throw refuse('organization_unknown');
    return tenant;
  }

  /** Counts what turns out to be nobody's. */
  async function guessed(found: Promise<Tenant>, source: string): Promise<Tenant> {
    try {
      return await found;
    } catch (error) {
      if (error instanceof Refusal && unknown.has(error.code)) guesses.count(source);
      throw error;
    }
  }

  /** By host, and so by one of its two addresses; what is remembered of either names that one. */
  async function tenantOfWanted(wanted: Wanted): Promise<Tenant> {
    if (wanted.by === 'operators') return byId(operatorsTenantId);
    if (wanted.by === 'slug') return organizationBySlug(wanted.slug);
    const { domain } = wanted;
    const tenant = await lookUp(`domain:${domain}`, (tx) => tenantFetchByDomain(tx, domain));
    if (tenant === null) throw refuse('host_unknown');
    return tenant;
  }

  return {
    byId,
    bySlug: organizationBySlug,
    peekByHost(host) {
      const key = keysOfHosts.get(host);
      return key === undefined ? null : (cache.peek(key) ?? null);
    },
    async byTypedSlug(slug, source) {
      guesses.assertFew(source);
      return guessed(organizationBySlug(slug), source);
    },
    async byHost(host, source) {
      const name = hostName(host, base);
      if (name === null) throw refuse('host_unknown');
      const wanted = wantedAt(name, base);
      const tenant = await guessed(tenantOfWanted(wanted), source);
      if (keysOfHosts.size >= hostsMax) keysOfHosts.clear();
      keysOfHosts.set(host, cacheKey(wanted));
      return tenant;
    },
    servesHost: (url) => servesHost(options, url),
    listAtHour: async (hour) =>
      (await database.withSystem((tx) => tenantListAtHour(tx, hour))).map((row) => tenantOf(row, base)),
    ...settingsDoors(options),
  };
}
