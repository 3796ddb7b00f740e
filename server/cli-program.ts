/** Every command of the terminal with its options, as commander's tree: cli.ts runs it, docs/cli.md is compared with it. */
import { Command } from 'commander';
import { doctorCommand } from './cli-doctor.ts';
import { operationsCommands } from './cli-operations.ts';
import { organizationCommands } from './cli-organizations.ts';
import { answerInJson } from './cli-output.ts';
import { peopleCommands } from './cli-users.ts';

/** A command and all below it. */
export function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}

/** The whole program; nothing has run yet. */
export function createProgram(): Command {
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
