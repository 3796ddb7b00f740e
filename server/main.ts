/** `npm start`: configuration → database → app → listen → drain. */
import { createApp } from './app.ts';
import { createSetupLink, needsOperator } from './organizations/setup.ts';
import { ConfigError, readConfig } from './platform/config.ts';
import { startEmbedded } from './platform/embedded.ts';
import { createLog } from './platform/log.ts';
import { migrate } from './platform/migrate.ts';
import { loadKeyFile } from './platform/seal-key-file.ts';
import { startTracing } from './platform/tracing.ts';

async function start(): Promise<void> {
  const config = readConfig(process.env);
  const log = createLog(config.logLevel);
  const embedded = config.databaseUrl === null ? await startEmbedded({ directory: config.dataDirectory, log }) : null;
  const ownerUrl = config.databaseUrl ?? embedded?.ownerUrl ?? '';
  await migrate({ ownerUrl });
  const [keyring, tracing] = await Promise.all([loadKeyFile(config.keyFile), startTracing(config.traceEndpoint)]);
  const app = await createApp({ config, ownerUrl, keyring, log, tracing });
  let closing: Promise<void> | null = null;
  const stop = (signal: string): void => {
    log.info({ signal }, 'stopping');
    closing ??= app
      .close()
      .then(() => embedded?.stop())
      .then(() => process.exit(0));
  };
  process.once('SIGTERM', () => stop('SIGTERM'));
  process.once('SIGINT', () => stop('SIGINT'));
  await app.http.listen({ host: config.host, port: config.port });
  process.stdout.write(`\nUsher is ready at ${config.origin.origin}\n`);
  if (await needsOperator(app.house.database)) {
    process.stdout.write(
      `Nobody runs this installation yet. Set up the first operator here (works once):\n  ${config.origin.origin}${await createSetupLink(app.house.database)}\n\n`,
    );
  }
}

start().catch((error: unknown) => {
  process.stderr.write(
    `${error instanceof ConfigError ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  process.exit(1);
});
