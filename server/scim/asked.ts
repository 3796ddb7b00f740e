/** What a request of SCIM brings, and what it is answered. */
import type { Caller } from '../kernel/caller.ts';
import type { Database } from '../platform/database.ts';
import type { Tenant } from '../tenants/tenants.ts';
import type { Teams } from '../users/teams/teams.ts';
import type { Users } from '../users/users.ts';
import type { Resource } from './user-resource.ts';

/** Who asks, and of which organisation. */
export interface Asked {
  readonly tenant: Tenant;
  readonly caller: Caller;
  /** URL of `/scim/v2` on the host that was asked. */
  readonly base: string;
}

export interface Answered {
  readonly resource: Resource;
  readonly version: string;
}

export interface AnsweredList {
  readonly resources: readonly Resource[];
  readonly total: number;
  readonly startIndex: number | null;
  /** Where the next page begins; null when there is none, or the page was chosen by index. */
  readonly nextCursor: string | null;
}

export interface ScimOptions {
  readonly database: Database;
  readonly users: Users;
  readonly teams: Teams;
}
