/** `npm start`: the server, and where to go. With no operator yet it prints the link that makes the first one. */
import { endWith, serve } from './main-serve.ts';
import { createSetupLink, needsOperator } from './organizations/setup.ts';
import { readConfig } from './platform/config.ts';

async function start(): Promise<void> {
  const config = readConfig(process.env);
  const { house } = await serve(config);
  // In one piece: whoever reads the first line has the link too.
  const setup = (await needsOperator(house.database))
    ? `Nobody runs this installation yet. Set up the first operator here (works once):\n  ${config.origin.origin}${await createSetupLink(house.database)}\n\n`
    : '';
  process.stdout.write(`\nUsher is ready at ${config.origin.origin}\n${setup}`);
}

start().catch(endWith);
