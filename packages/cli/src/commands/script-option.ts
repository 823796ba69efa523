import { Option, type Command } from 'commander';

/** Adds `--script`, for tests and demonstrations; it is not shown in the help. */
export function addScriptOption(command: Command): Command {
  return command.addOption(new Option('--script <file>', 'replies of a scripted model: a JSON list of texts or objects').hideHelp());
}
