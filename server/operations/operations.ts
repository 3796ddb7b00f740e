/**
 * Operations owns what keeps an installation running over years: clean-up across tenants, backup, restore, the
 * doctor, and what operators see of the whole. The command line, its routes and app.ts call it; no other slice may, and it decides
 * nothing about anybody's access.
 * This file is the clean-up; each of the others has a file of its own.
 */
import { pruneIdempotencyKeys } from '../administration/idempotency.ts';
import { pruneAudit } from '../audit/retention.ts';
import { pruneCaptchas } from '../captcha/upkeep.ts';
import { pruneFactors } from '../factors/upkeep.ts';
import { pruneImports } from '../imports/upkeep.ts';
import { pruneMails } from '../mail/upkeep.ts';
import { pruneLinks } from '../passwords/links.ts';
import { pruneAttempts } from '../passwords/lockout.ts';
import type { Database } from '../platform/database.ts';
import type { Task } from '../platform/jobs.ts';
import { pruneRecovery } from '../recovery/upkeep.ts';
import { pruneReports } from '../reports/sampling.ts';
import { pruneSessions } from '../sessions/upkeep.ts';
import { pruneFlows } from '../signin/upkeep.ts';
import { defaultSettings } from '../tenants/setting-defaults.ts';
import { pruneWebhooks } from '../webhooks/upkeep.ts';

/** Locked names that nobody has, kept per tenant: a flood of invented ones must not fill the disk. */
const unknownAttemptsMax = 10_000;
const cleanTask = 'operations:clean';

/** Hourly, at a minute that other programs leave alone. */
export const operationsCrontab = `41 * * * * ${cleanTask}`;

/** One pass over everything that grows; each part is a transaction of its own, so that one failing leaves the others done. */
export async function clean(database: Database): Promise<void> {
  const parts = [
    () => database.withSystem((tx) => pruneAttempts(tx, unknownAttemptsMax)),
    () => database.withSystem(pruneFactors),
    () => database.withSystem(pruneCaptchas),
    () => database.withSystem(pruneFlows),
    () => database.withSystem(pruneLinks),
    () => database.withSystem(pruneRecovery),
    () => database.withSystem(pruneSessions),
    () => database.withSystem(pruneMails),
    () => pruneIdempotencyKeys(database),
    () => database.withSystem(pruneImports),
    () => cleanReports(database),
    () => cleanWebhooks(database),
    () => cleanAudit(database),
  ];
  const failures: unknown[] = [];
  for (const part of parts) await part().catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} parts of the clean-up failed`);
}

async function cleanReports(database: Database): Promise<void> {
  while (await database.withSystem(pruneReports));
}

async function cleanWebhooks(database: Database): Promise<void> {
  while ((await database.withSystem(pruneWebhooks)) > 0);
}

async function cleanAudit(database: Database): Promise<void> {
  // In batches: after an outage, or a first run on an old installation, much may be due at once.
  const { retentionDays } = defaultSettings.audit;
  while ((await database.withSystem((tx) => pruneAudit(tx, retentionDays))) > 0);
}

export function operationsTasks(database: Database): Readonly<Record<typeof cleanTask, Task>> {
  return { [cleanTask]: () => clean(database) };
}
