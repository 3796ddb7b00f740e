/**
 * `npm run -s usher -- <command>`: the operator's terminal. Every command uses the doors that the API uses, as the caller
 * `command_line`, so that it is refused, audited and announced alike; it works while the server runs and while it does not.
 */
import { CommanderError } from 'commander';
import { fail } from './cli-output.ts';
import { createProgram } from './cli-program.ts';

try {
  await createProgram().parseAsync();
} catch (error) {
  // Commander has said what is wrong with the arguments (or printed the help that was asked for).
  if (error instanceof CommanderError) process.exitCode = error.exitCode;
  else fail(error);
}
