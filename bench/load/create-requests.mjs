import { RESOURCE, SCOPE, createAgentTraces } from './agent-trace.mjs';
import { encodeOtlp } from './encode-otlp.mjs';

/** Runs whose spans have about so many bytes: many small tool calls, ordinary conversations, conversations over long documents. */
const RUNS = [
  { upToBytes: 1_000, calls: 2, tools: 10 },
  { upToBytes: Infinity, calls: 10, tools: 1 },
];

/**
 * Finds runs whose spans come to so many bytes of OTLP on average.
 *
 * @returns options of `createAgentTraces`, to be used with any seed
 */
export function shapeOf(payloadBytes) {
  const { calls, tools } = RUNS.find(({ upToBytes }) => payloadBytes <= upToBytes);
  let [low, high] = [4, 20_000];
  while (high - low > 4) {
    const messageCharacters = Math.round((low + high) / 2);
    if (averageBytes({ messageCharacters, calls, tools }) < payloadBytes) low = messageCharacters;
    else high = messageCharacters;
  }
  return { messageCharacters: low, calls, tools };
}

function averageBytes(shape) {
  const nextTrace = createAgentTraces({ ...shape, seed: 1 });
  const traces = Array.from({ length: 12 }, nextTrace);
  return traces.reduce((bytes, spans) => bytes + encodeOtlp(spans, RESOURCE, SCOPE).length, 0) / traces.flat().length;
}

/** Makes requests as a batching exporter sends them: full, wherever runs begin and end. */
export function createRequests({ shape, seed, spansPerRequest }) {
  const nextTrace = createAgentTraces({ ...shape, seed });
  let spans = [];
  return function nextRequest() {
    while (spans.length < spansPerRequest) spans.push(...nextTrace());
    const batch = spans.slice(0, spansPerRequest);
    spans = spans.slice(spansPerRequest);
    return encodeOtlp(batch, RESOURCE, SCOPE);
  };
}
