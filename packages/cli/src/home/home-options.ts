import { Option, type Command } from 'commander';

/** Where a command finds its data. */
export interface HomeOptions {
  readonly data?: string;
  readonly url?: string;
}

/** Name of the data folder in the current one, unless `--data` says otherwise. */
export const DEFAULT_DATA = '.heddle';

/** Adds `--data` and `--url` to a command. */
export function withHomeOptions(command: Command): Command {
  return command
    .addOption(new Option('--data <dir>', `data folder; default ${DEFAULT_DATA} here`))
    .addOption(new Option('--url <url>', 'address of a running server').env('HEDDLE_URL'));
}
