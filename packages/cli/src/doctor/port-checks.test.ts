import { createServer, type AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { checkPort } from './port-checks.js';

test('a port is free, or says why not and what to do', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  expect(await checkPort(port, 'the dashboard', '--port NUMBER')).toEqual({
    name: `port ${port}`, status: 'warn', text: '"heddle up" cannot have it for the dashboard (EADDRINUSE).', fix: 'Stop what has it, or choose another: heddle up --port NUMBER.',
  });
  await new Promise((resolve) => server.close(resolve));
  expect(await checkPort(port, 'the dashboard', '--port NUMBER')).toEqual({ name: `port ${port}`, status: 'ok', text: 'Free, for the dashboard.' });
});
