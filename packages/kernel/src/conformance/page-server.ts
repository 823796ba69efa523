import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import type { CallablePlugin } from '../callable-plugin.js';
import { plugin } from './test-bed.js';

/** A plugin that asks a real server on loopback for a page; the server lives as long as the request. */
export function pageServer(): CallablePlugin {
  return plugin('page', async ({ name }) => {
    const server = createServer((socket) => {
      socket.once('data', () => {
        const body = `the page ${String(name)}`;
        socket.end(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`);
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/${String(name)}`);
      return await response.text();
    } finally {
      server.close();
    }
  }, { inputSchema: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] } });
}
