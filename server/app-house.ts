/** The shape of the whole house: what app.ts makes, and what its routes and jobs are wired from. */
import type { FastifyBaseLogger } from 'fastify';
import type { Captcha } from './captcha/captcha.ts';
import type { Connections } from './connections/connections.ts';
import type { Factors } from './factors/factors.ts';
import type { Imports } from './imports/imports.ts';
import type { Mail } from './mail/mail.ts';
import type { Organizations } from './organizations/organizations.ts';
import type { Passwords } from './passwords/passwords.ts';
import type { Config } from './platform/config.ts';
import type { Database } from './platform/database.ts';
import type { Hasher } from './platform/hashing.ts';
import type { Listener } from './platform/notify.ts';
import type { Sealer } from './platform/seal.ts';
import type { Telemetry } from './platform/telemetry.ts';
import type { Tracing } from './platform/tracing.ts';
import type { Recovery } from './recovery/recovery.ts';
import type { Roles } from './roles/roles.ts';
import type { Schedules } from './schedules/schedules.ts';
import type { Sessions } from './sessions/sessions.ts';
import type { SignIn } from './signin/signin.ts';
import type { Stations } from './stations/stations.ts';
import type { Tenants } from './tenants/tenants.ts';
import type { Teams } from './users/teams/teams.ts';
import type { Users } from './users/users.ts';
import type { Webhooks } from './webhooks/webhooks.ts';

/** Every slice, made and connected: what the HTTP server, the command line and the demo build on. */
export interface House {
  readonly config: Config;
  readonly log: FastifyBaseLogger;
  readonly telemetry: Telemetry;
  readonly tracing: Tracing | null;
  readonly database: Database;
  readonly listener: Listener;
  readonly sealer: Sealer;
  readonly hasher: Hasher;
  readonly mail: Mail;
  readonly tenants: Tenants;
  readonly webhooks: Webhooks;
  readonly roles: Roles;
  readonly captcha: Captcha;
  readonly passwords: Passwords;
  readonly users: Users;
  readonly teams: Teams;
  readonly factors: Factors;
  readonly stations: Stations;
  readonly schedules: Schedules;
  readonly sessions: Sessions;
  readonly connections: Connections;
  readonly signIn: SignIn;
  readonly recovery: Recovery;
  readonly organizations: Organizations;
  readonly imports: Imports;
  /** As of AppOptions. */
  readonly clockOffsetMs: () => number;
  close(): Promise<void>;
}
