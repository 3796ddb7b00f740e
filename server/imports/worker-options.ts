/** What checking and importing in the background works with. */
import type { Database } from '../platform/database.ts';
import type { Sealer } from '../platform/seal.ts';
import type { Tenants } from '../tenants/tenants.ts';
import type { Users } from '../users/users.ts';
import type { NamesOptions } from './names.ts';

export interface WorkerOptions extends NamesOptions {
  readonly database: Database;
  readonly sealer: Sealer;
  readonly tenants: Tenants;
  readonly users: Users;
  readonly onError: (error: unknown) => void;
}
