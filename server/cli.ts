/**
 * `npm run -s usher -- <command>`: the operator's terminal. Every command uses the doors that the API uses, as the caller
 * `command_line`, so that it is refused, audited and announced alike; it works while the server runs and while it does not.
 */
import { Command, CommanderError } from 'commander';
import { doctorCommand } from './cli-doctor.ts';
import { operationsCommands } from './cli-operations.ts';
import { organizationCommands } from './cli-organizations.ts';
import { answerInJson, fail } from './cli-output.ts';
import { peopleCommands } from './cli-users.ts';

function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}

function createProgram(): Command {
  const program = new Command('usher').description('Runs an installation of Usher from the terminal.');
  peopleCommands(program);
  organizationCommands(program);
  operationsCommands(program);
  doctorCommand(program);
  for (const command of everyCommand(program)) {
    command.exitOverride().showHelpAfterError('(--help explains the command)').allowExcessArguments(false);
    // On every command, so that it may stand wherever one writes it.
    command.option('--json', 'answer as JSON');
  }
  program.hook('preAction', (_, command) => {
    if (command.optsWithGlobals<{ json?: true }>().json) answerInJson();
  });
  return program;
}

try {
  await createProgram().parseAsync();
} catch (error) {
  // Commander has said what is wrong with the arguments (or printed the help that was asked for).
  if (error instanceof CommanderError) process.exitCode = error.exitCode;
  else fail(error);
}
