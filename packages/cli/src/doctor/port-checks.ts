import { createServer } from 'node:net';
import { ok, warning, type Check } from './check.js';

/** Whether `heddle up` can have a port of this machine. */
export async function checkPort(port: number, purpose: string, option: string): Promise<Check> {
  const name = `port ${port}`;
  const problem = await problemOf(port);
  if (problem === undefined) return ok(name, `Free, for ${purpose}.`);
  return warning(name, `"heddle up" cannot have it for ${purpose} (${problem}).`, `Stop what has it, or choose another: heddle up ${option}.`);
}

/** Why nobody can listen there now; `undefined` when one can. */
function problemOf(port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(undefined)));
  });
}
