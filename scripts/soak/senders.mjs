import { setTimeout as wait } from 'node:timers/promises';
import { RESOURCE, SCOPE, createAgentTraces } from '../../bench/load/agent-trace.mjs';
import { encodeOtlp } from '../../bench/load/encode-otlp.mjs';

const SENDERS = 6;
const TRACES_PER_REQUEST = 3;
const TIMEOUT_MS = 30_000;
const RETRY_MS = 200;

/**
 * Sends runs of agents as an OTLP exporter does: a request that is refused, or whose connection breaks, is sent again until it is
 * acknowledged.
 */
export function startSenders({ url, seed }) {
  /** Trace id -> span id -> the attributes that were sent. */
  const acknowledged = new Map();
  const counts = { requests: 0, retries: 0, sent: 0, acknowledged: 0 };
  const stopping = new AbortController();

  async function send(nextTrace) {
    while (!stopping.signal.aborted) {
      const traces = Array.from({ length: TRACES_PER_REQUEST }, () => nextTrace());
      const spans = traces.flat();
      const body = encodeOtlp(spans, RESOURCE, SCOPE);
      counts.sent += spans.length;
      // A request that was begun is seen through, also when stopping: the count then covers everything.
      while (!(await isAcknowledged(url, body, spans.length))) {
        counts.retries++;
        await wait(RETRY_MS);
      }
      counts.requests++;
      counts.acknowledged += spans.length;
      for (const trace of traces) acknowledged.set(trace[0].traceId, new Map(trace.map(({ spanId, attributes }) => [spanId, attributes])));
    }
  }

  const running = Promise.all(Array.from({ length: SENDERS }, (_, index) => send(createAgentTraces({ seed: seed * SENDERS + index, messageCharacters: 150, calls: 5 }))));
  return {
    acknowledged,
    counts: () => ({ ...counts }),
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

/** @throws when the answer is one that a sender does not retry: such a request would be lost */
async function isAcknowledged(url, body, spans) {
  let response;
  let answer;
  try {
    response = await fetch(`${url}/v1/traces`, {
      method: 'POST', headers: { 'Content-Type': 'application/x-protobuf' }, body, signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    answer = Buffer.from(await response.arrayBuffer());
  } catch {
    return false; // the server is being killed or started
  }
  if (response.status === 503 && response.headers.has('retry-after')) return false;
  if (response.status === 200 && answer.length === 0) return true;
  throw new Error(`The server answered ${response.status} to a request of ${spans} spans: ${answer.toString('utf8').slice(0, 500)}`);
}
