import { once } from 'node:events';

/** Writes to the standard output, waiting for whoever reads it: something long is never in memory as a whole. */
export async function writeOut(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}
