import { Option, type Command } from 'commander';

/** Where a command finds its data. */
export interface HomeOptions {
  readonly data?: string;
  readonly url?: string;
}

/** Adds `--data` and `--url` to a command. */
export function withHomeOptions(command: Command): Command {
  return command
    .addOption(new Option('--data <dir>', 'data folder; default: that of the project, else .heddle here'))
    .addOption(new Option('--url <url>', 'address of a running server').env('HEDDLE_URL'));
}
