/**
 * The house as the command line enters it: the database of the running server if there is one, else the embedded database
 * started for this one command, or DATABASE_URL. Standard output belongs to the command's answer, so the log goes to stderr.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { buildHouse } from './app.ts';
import type { House } from './app-house.ts';
import { CommandError } from './cli-output.ts';
import { type Caller, commandLineCaller } from './kernel/caller.ts';
import { monotonicMs } from './kernel/clock.ts';
import { type Config, readConfig } from './platform/config.ts';
import { type Database, isUnavailable, openDatabase } from './platform/database.ts';
import { attachEmbedded, type EmbeddedDatabase, startEmbedded } from './platform/embedded/embedded.ts';
import { DataDirectoryInUse } from './platform/embedded/lock.ts';
import { createLog } from './platform/log.ts';
import { migrate } from './platform/migrate.ts';
import type { Keyring } from './platform/seal.ts';
import { loadKeyFile } from './platform/seal-key-file.ts';
import { operatorsTenantId, type Tenant } from './tenants/tenants.ts';

/** Milliseconds to wait for a server that is just starting (or another command that is just ending). */
const busyMaxMs = 15_000;
const busyRetryMs = 100;

export interface CommandHouse {
  readonly house: House;
  readonly config: Config;
  readonly ownerUrl: string;
  readonly keyring: Keyring;
  /** The caller of what happens in the operators' tenant. */
  readonly operator: Caller;
}

/** The embedded database, whoever runs it. @throws DataDirectoryInUse when its process never gets ready */
async function enterEmbedded(directory: string, log: ReturnType<typeof createLog>): Promise<EmbeddedDatabase> {
  const untilMs = monotonicMs() + busyMaxMs;
  for (;;) {
    const running = await attachEmbedded({ directory });
    if (running) return running;
    try {
      return await startEmbedded({ directory, log });
    } catch (error) {
      if (!(error instanceof DataDirectoryInUse) || monotonicMs() > untilMs) throw error;
      await delay(busyRetryMs);
    }
  }
}

/** The configuration with the log turned down: a command says what matters itself, unless asked to tell more. */
function commandConfig(): Config {
  return readConfig({ ...process.env, USHER_LOG_LEVEL: process.env.USHER_LOG_LEVEL ?? 'fatal' });
}

function unreachable(cause: unknown): CommandError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new CommandError(
    `The database does not answer (${reason}): check that it runs, and the address and network in DATABASE_URL.`,
    { cause },
  );
}

/** The address of the database while one command runs; an embedded one that was not running is stopped again. */
async function atDatabase<Result>(
  config: Config,
  log: ReturnType<typeof createLog>,
  work: (ownerUrl: string) => Promise<Result>,
): Promise<Result> {
  const embedded = config.databaseUrl === null ? await enterEmbedded(config.dataDirectory, log) : null;
  try {
    return await work(config.databaseUrl ?? embedded?.ownerUrl ?? '');
  } finally {
    await embedded?.stop();
  }
}

function commandLog({ logLevel }: Config) {
  return createLog(logLevel, pino.destination({ fd: 2, sync: true }));
}

/** Runs one command in the house, which is migrated first if need be; everything else is left as it was found. */
export async function withHouse<Result>(work: (at: CommandHouse) => Promise<Result>): Promise<Result> {
  const config = commandConfig();
  const log = commandLog(config);
  return atDatabase(config, log, async (ownerUrl) => {
    await migrate({ ownerUrl }).catch((cause: unknown) => {
      throw isUnavailable(cause) ? unreachable(cause) : cause;
    });
    const keyring = await loadKeyFile(config.keyFile);
    const house = buildHouse({ config, ownerUrl, keyring, log });
    try {
      return await work({ house, config, ownerUrl, keyring, operator: commandLineCaller(operatorsTenantId) });
    } finally {
      await house.close();
    }
  });
}

/**
 * Runs one command that only looks: nothing is migrated, no key and no data directory is made.
 * @throws CommandError when there is no installation yet, or its database does not answer
 */
export async function withDatabase<Result>(
  work: (config: Config, database: Database) => Promise<Result>,
): Promise<Result> {
  const config = commandConfig();
  if (config.databaseUrl === null && !existsSync(join(config.dataDirectory, 'postgres')))
    throw new CommandError(
      `There is no installation in ${config.dataDirectory}: start Usher once, or set USHER_DATA or DATABASE_URL as the server has it.`,
    );
  return atDatabase(config, commandLog(config), async (ownerUrl) => {
    const database = openDatabase({ ownerUrl, poolMax: 1 });
    try {
      // An empty transaction: a database that is away is one sentence, not a finding for each check.
      await database
        .withSystem(async () => undefined)
        .catch((error: Error) => {
          throw unreachable(error.cause ?? error);
        });
      return await work(config, database);
    } finally {
      await database.close();
    }
  });
}

/** An organisation by its slug; `operator` means the operators' own tenant. @throws Refusal organization_unknown */
export function tenantNamed({ house }: CommandHouse, slug: string): Promise<Tenant> {
  return slug === 'operator' ? house.tenants.byId(operatorsTenantId) : house.tenants.bySlug(slug);
}
