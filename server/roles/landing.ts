/**
 * Pages of Usher that a person may be sent to, and who may open which: homes of roles, deep links, and the console's own
 * navigation go by this one table. Pure; shared with the web application.
 */
import type { Permission } from '../kernel/caller.ts';

interface GuardedPage {
  readonly path: string;
  /** One of them is enough. */
  readonly permissions: readonly Permission[];
}

/** Pages that only some may open, in the order of the console's navigation; each with whatever lies below its path. */
export const guardedPages = [
  { path: '/console/people', permissions: ['users:read', 'team:read'] },
  { path: '/console/connected', permissions: ['users:read', 'team:read'] },
  { path: '/console/shift', permissions: ['seats:read'] },
  { path: '/console/stations', permissions: ['users:read', 'team:read'] },
  { path: '/console/teams', permissions: ['teams:read'] },
  { path: '/console/roles', permissions: ['roles:read'] },
  { path: '/console/schedules', permissions: ['schedules:read'] },
  { path: '/console/audit', permissions: ['audit:read'] },
  { path: '/console/settings', permissions: ['settings:read', 'api_keys:manage', 'webhooks:manage'] },
  { path: '/console/settings/security', permissions: ['settings:read'] },
  { path: '/console/settings/limits', permissions: ['settings:read'] },
  { path: '/console/settings/branding', permissions: ['settings:read'] },
  { path: '/console/settings/mail', permissions: ['settings:read'] },
  { path: '/console/settings/api-keys', permissions: ['api_keys:manage'] },
  { path: '/console/settings/webhooks', permissions: ['webhooks:manage'] },
  { path: '/console/settings/history', permissions: ['settings:read'] },
  { path: '/console/people/new', permissions: ['users:create'] },
  { path: '/console/people/import', permissions: ['users:import'] },
] as const satisfies readonly GuardedPage[];

/** Pages for everyone who is signed in. */
const openPages = ['/home', '/account/password', '/account/security'] as const;

function isAtOrBelow(path: string, page: string): boolean {
  return path === page || path.startsWith(`${page}/`);
}

function holdsOne(held: Iterable<string>, wanted: readonly string[]): boolean {
  return [...held].some((permission) => wanted.includes(permission));
}

/**
 * Whether somebody with these permissions may open a page of an organisation's host; the longest path of the table that fits
 * decides. The console itself is open to who may open a page of it.
 * @param path with or without its query
 */
export function mayOpen(path: string, held: Iterable<string>): boolean {
  const [pathname = ''] = path.split('?', 1);
  if (!isAtOrBelow(pathname, '/console')) return true;
  const fitting: readonly GuardedPage[] = guardedPages.filter((page) => isAtOrBelow(pathname, page.path));
  const deepest = fitting.toSorted((one, other) => other.path.length - one.path.length)[0];
  return holdsOne(held, deepest?.permissions ?? guardedPages.flatMap((page) => page.permissions));
}

/** The pages that can be somebody's home: one per entry, `/console` for the first that they may open. */
export function homePages(held: Iterable<string>): string[] {
  const permissions = [...held];
  const guarded = ['/console', ...guardedPages.map(({ path }) => path)];
  return [...openPages, ...guarded.filter((path) => mayOpen(path, permissions))];
}
