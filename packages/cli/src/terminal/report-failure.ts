import { CliError } from '../cli-error.js';

/** Error classes whose messages are written for users. */
const FOR_USERS: ReadonlySet<string> = new Set(['RuntimeError', 'ModelError', 'KernelError', 'StoreError', 'ServerError', 'SdkError']);

/** Prints one sentence for a failure somebody foresaw, and the stack for one that nobody did. @returns the exit code */
export function reportFailure(error: unknown): number {
  if (error instanceof CliError || (error instanceof Error && FOR_USERS.has(error.name))) {
    process.stderr.write(`heddle: ${error.message}\n`);
    return error instanceof CliError ? error.exitCode : 1;
  }
  process.stderr.write(`heddle: something went wrong that should not. ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return 1;
}
