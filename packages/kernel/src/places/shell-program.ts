import { findProgram } from './find-program.js';

/** The words that run a shell command: bash where it is installed, else the system's own shell; no start-up files. */
export async function shellProgram(source: string): Promise<readonly string[]> {
  return (await findProgram('bash')) === undefined ? ['/bin/sh', '-c', source] : ['/bin/bash', '--norc', '--noprofile', '-c', source];
}
