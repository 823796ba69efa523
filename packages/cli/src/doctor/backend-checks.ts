import type { RuntimeConfig } from '@heddle/runtime';
import { createSpanProcessors } from '@heddle/sdk';
import { connect } from 'node:net';
import { failure, ok, type Check } from './check.js';

const PATIENCE_MS = 3_000;

type Backend = RuntimeConfig['telemetry']['backends'][number];

/** Whether each backend's settings can be used and somebody listens where its spans go. Nothing is sent there. */
export async function checkBackends(backends: readonly Backend[]): Promise<readonly Check[]> {
  return await Promise.all(backends.map((backend, index) => checkBackend(backend, `telemetry.backends.${index}`)));
}

async function checkBackend(backend: Backend, setting: string): Promise<Check> {
  const name = `backend ${backend.kind}`;
  try {
    await Promise.all(createSpanProcessors([backend]).map((processor) => processor.shutdown()));
  } catch (error) {
    return failure(name, (error as Error).message, `Correct ${setting}.`);
  }
  const addresses = addressesOf(backend);
  if (addresses.length === 0) return ok(name, 'Ended spans are printed, one line each.');
  const reached = await Promise.all(addresses.map(async (address) => ({ address, problem: await problemOf(new URL(address)) })));
  const away = reached.filter(({ problem }) => problem !== undefined);
  if (away.length === 0) return ok(name, `Something listens at ${addresses.join(' and ')}. Whether the key is right is seen with the first spans.`);
  const text = away.map(({ address, problem }) => `${address} cannot be reached (${problem}).`).join(' ');
  return failure(name, text, `Start it, or correct ${setting}. Until then its spans are lost; journals and other backends are not affected.`);
}

/** Where the spans of a backend go: the defaults are those of `createSpanProcessors`. */
function addressesOf(backend: Backend): readonly string[] {
  switch (backend.kind) {
    case 'otlp-http':
    case 'otlp-grpc': return [backend.url];
    case 'agentops': return [backend.apiUrl ?? 'https://api.agentops.ai', backend.exporterUrl ?? 'https://otlp.agentops.ai/v1/traces'];
    case 'langfuse': return [backend.url ?? 'https://cloud.langfuse.com'];
    case 'phoenix': return [backend.url ?? 'http://localhost:6006'];
    case 'console': return [];
  }
}

/** Why nobody can be reached there; `undefined` when somebody takes the connection. */
function problemOf({ hostname, port, protocol }: URL): Promise<string | undefined> {
  return new Promise((resolve) => {
    const number = port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
    const socket = connect({ host: hostname.replace(/^\[|\]$/g, ''), port: number, timeout: PATIENCE_MS });
    const end = (problem?: string) => {
      socket.destroy();
      resolve(problem);
    };
    socket.once('connect', () => end());
    socket.once('timeout', () => end(`no answer in ${PATIENCE_MS / 1_000} s`));
    socket.once('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
  });
}
