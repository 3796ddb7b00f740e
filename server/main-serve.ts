/** What `npm start` and `npm run demo` share: database → app → listen → drain. */
import { type App, createApp } from './app.ts';
import { type Config, ConfigError } from './platform/config.ts';
import { EmbeddedDatabaseUnavailable } from './platform/embedded/binaries.ts';
import { startEmbedded } from './platform/embedded/embedded.ts';
import { DataDirectoryInUse } from './platform/embedded/lock.ts';
import { startIdleMemory } from './platform/idle-memory.ts';
import { createLog } from './platform/log.ts';
import { migrate } from './platform/migrate.ts';
import { KeyFileError, loadKeyFile } from './platform/seal-key-file.ts';
import { startTracing } from './platform/tracing.ts';

/**
 * Starts the server and keeps it until SIGTERM or SIGINT, which drain it and stop the database that was started here.
 * @param prepare runs before anybody can connect; if it rejects, everything is stopped again
 * @returns once it listens
 */
export async function serve(config: Config, prepare: (app: App) => Promise<void> = async () => {}): Promise<App> {
  const log = createLog(config.logLevel);
  const embedded = config.databaseUrl === null ? await startEmbedded({ directory: config.dataDirectory, log }) : null;
  const ownerUrl = config.databaseUrl ?? embedded?.ownerUrl ?? '';
  try {
    await migrate({ ownerUrl });
    const [keyring, tracing] = await Promise.all([loadKeyFile(config.keyFile), startTracing(config.traceEndpoint)]);
    const app = await createApp({ config, ownerUrl, keyring, log, tracing });
    let stopping = false;
    const stop = (signal: string): void => {
      if (stopping) return;
      stopping = true;
      log.info({ signal }, 'stopping');
      app
        .close()
        .then(() => embedded?.stop())
        .then(() => process.exit(0))
        .catch((error: unknown) => {
          log.error({ err: error }, 'stopping failed');
          process.exit(1);
        });
    };
    // Not `once`: Ctrl+C under npm comes twice, from the terminal and from npm, and the second must not end the drain.
    process.on('SIGTERM', () => stop('SIGTERM'));
    process.on('SIGINT', () => stop('SIGINT'));
    try {
      await prepare(app);
      await app.http.listen({ host: config.host, port: config.port });
      startIdleMemory();
      return app;
    } catch (error) {
      await app.close();
      throw error;
    }
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
}

/** Faults whose message is written for the person at the terminal. */
const plainFaults = [ConfigError, DataDirectoryInUse, EmbeddedDatabaseUnavailable, KeyFileError];

/** Ends the process: with a sentence where the operator can mend it, with the stack where the fault is ours. */
export function endWith(error: unknown): never {
  const { code = '', message, stack } = error as NodeJS.ErrnoException; // whatever was thrown, each may be absent
  const text =
    code === 'EADDRINUSE'
      ? `${message}: another program listens there. Stop it, or give this one another port in USHER_PORT.`
      : plainFaults.some((fault) => error instanceof fault)
        ? message
        : (stack ?? String(error));
  process.stderr.write(`${text}\n`);
  process.exit(1);
}
