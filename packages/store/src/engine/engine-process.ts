// The program of the engine process. It starts idle, opens its folder when told, and lives no longer than its parent:
// in the server's own process the engine would block the thread pool and take the server down with it.
import type { AddressInfo } from 'node:net';
import { createChdbEngine } from './chdb-engine.js';
import type { ChdbEngine } from './chdb-engine.js';
import { createEngineFront } from './engine-front.js';
import type { FromEngine, ToEngine } from './engine-messages.js';

let engine: ChdbEngine | undefined;

process.on('disconnect', () => {
  // The parent is gone. What was acknowledged is on disk; waiting for running queries would only hold the folder's lock.
  process.kill(process.pid, 'SIGKILL');
});

// Ctrl-C in a terminal reaches the whole process group: the parent decides when the engine stops.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);

process.on('message', (message: ToEngine) => {
  if (message.kind === 'open') void open(message.directory, message.token);
  else void close();
});

async function open(directory: string, token: string): Promise<void> {
  try {
    engine = await createChdbEngine(directory);
    const { version } = engine;
    const front = createEngineFront(engine, token);
    front.once('error', (error) => tell({ kind: 'failed', missing: false, message: error.message }));
    front.listen(0, '127.0.0.1', () => tell({ kind: 'ready', port: (front.address() as AddressInfo).port, version }));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    tell({ kind: 'failed', missing: isMissing(error, message), message });
  }
}

async function close(): Promise<void> {
  await engine?.close();
  process.exit(0);
}

function isMissing(error: unknown, message: string): boolean {
  const code = (error as { code?: unknown } | undefined)?.code;
  return code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND' || message.includes('no native binding');
}

function tell(message: FromEngine): void {
  process.send?.(message);
}
