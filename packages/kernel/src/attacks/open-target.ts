import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AttackTarget } from './attack.js';

const SECRET_VARIABLE = 'HEDDLE_ATTACK_SECRET';

/** Sets up what the attacks aim at. */
export async function openTarget(): Promise<AttackTarget & { close(): Promise<void> }> {
  const secret = `secret-${randomBytes(8).toString('hex')}`;
  const folder = await mkdtemp(join(tmpdir(), 'heddle-target-'));
  const secretFile = join(folder, 'secret.txt');
  await writeFile(secretFile, secret);
  process.env[SECRET_VARIABLE] = secret;
  let connections = 0;
  const server = createServer((socket) => {
    connections++;
    socket.on('error', () => {});
    socket.end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  // Its environment holds the secret too: the host's own may have been changed after it started, and /proc shows the first.
  const victim = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  let signals = 0;
  const onSignal = () => void signals++;
  process.on('SIGUSR2', onSignal);
  return {
    secret,
    secretFile,
    folder,
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    victimPid: victim.pid!,
    signals: () => signals,
    async close() {
      victim.kill('SIGKILL');
      server.close();
      process.off('SIGUSR2', onSignal);
      delete process.env[SECRET_VARIABLE];
      await rm(folder, { recursive: true, force: true });
    },
  };
}
