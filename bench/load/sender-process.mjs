// Sends OTLP requests that were encoded before, in a process of its own. Over IPC: `prepare`, then `flat-out` or `paced`.
import { Agent, request } from 'node:http';
import { createRequests } from './create-requests.mjs';

let bodies = [];
let next;

const COMMANDS = {
  /** Makes the requests of the next run. */
  prepare({ shape, seed, spans, spansPerRequest }) {
    next ??= createRequests({ shape, seed, spansPerRequest });
    bodies = [];
    let bytes = 0;
    for (let made = 0; made < spans; made += spansPerRequest) {
      bodies.push(next());
      bytes += bodies.at(-1).length;
    }
    return { bytes, spans: bodies.length * spansPerRequest };
  },

  /** Each connection sends the next request as soon as its last one is acknowledged. It ends when all of it can be queried. */
  async 'flat-out'({ url, connections, seconds, spansPerRequest }) {
    const agent = new Agent({ keepAlive: true, maxSockets: connections });
    const start = performance.now();
    const end = start + seconds * 1_000;
    let acknowledged = 0;
    const refused = {};
    await Promise.all(Array.from({ length: connections }, async () => {
      while (performance.now() < end && bodies.length > 0) {
        const status = await send(url, agent, bodies.pop());
        if (status === 200) acknowledged += spansPerRequest;
        else refused[status] = (refused[status] ?? 0) + 1;
      }
    }));
    await askForTrace(url, agent);
    const tookSeconds = (performance.now() - start) / 1_000;
    agent.destroy();
    return { acknowledged, spansPerSecond: acknowledged / tookSeconds, tookSeconds, refused, ranDry: bodies.length === 0 };
  },

  /** Requests at even intervals, whatever the answers take. Each is timed from when it was due: waiting for a connection counts. */
  async paced({ url, connections, seconds, spansPerSecond, spansPerRequest }) {
    const agent = new Agent({ keepAlive: true, maxSockets: connections });
    const intervalMs = (1_000 * spansPerRequest) / spansPerSecond;
    const start = performance.now();
    const times = [];
    const refused = {};
    const pending = [];
    for (let index = 0; bodies.length > 0; index++) {
      const due = start + index * intervalMs;
      if (due > start + seconds * 1_000) break;
      const early = due - performance.now();
      if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
      pending.push(send(url, agent, bodies.pop()).then((status) => {
        if (status === 200) times.push(performance.now() - due);
        else refused[status] = (refused[status] ?? 0) + 1;
      }));
    }
    await Promise.all(pending);
    agent.destroy();
    times.sort((a, b) => a - b);
    const percentile = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))];
    return { acknowledged: times.length * spansPerRequest, p50Ms: percentile(0.5), p99Ms: percentile(0.99), refused };
  },
};

process.on('message', async ({ command, ...options }) => {
  process.send(await COMMANDS[command](options));
});

/** A question is answered when all that was acknowledged before it can be found. */
function askForTrace(url, agent) {
  return new Promise((resolve, reject) => {
    request(`${url}/api/traces/${'f'.repeat(32)}`, { agent }, (response) => {
      response.resume();
      response.once('end', resolve);
    }).once('error', reject).end();
  });
}

function send(url, agent, body) {
  return new Promise((resolve, reject) => {
    const call = request(`${url}/v1/traces`, {
      agent, method: 'POST', headers: { 'Content-Type': 'application/x-protobuf', 'Content-Length': body.length },
    }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode));
    });
    call.once('error', reject);
    call.end(body);
  });
}
