import { createStore } from '@heddle/store';
import { RESOURCE, SCOPE, createAgentTraces } from './agent-trace.mjs';
import { shapeOf } from './create-requests.mjs';
import { encodeOtlp } from './encode-otlp.mjs';
import { multiplyRows } from './multiply-rows.mjs';
import { createRandom, randomHex } from './random.mjs';

const BYTES_PER_SPAN = 2_000;
const SPANS_PER_WRITE = 1_000;
const WRITES_AT_ONCE = 4;
/** Of so many runs one is also encoded as OTLP, to compare sizes. */
const MEASURED_RUNS = 100;
const ERRORS = [['TimeoutError', 'no answer after'], ['ParseError', 'unexpected token at'], ['RateLimitError', 'slow down, request']];

/** Spans that go in through the store; the rest are copies of their rows. */
const SAMPLE_SPANS = 20_000;

/**
 * Fills a data folder: runs of 20 spans, each a session, and one trace that is a tenth of all.
 *
 * @returns what the queries ask for, and how many bytes of OTLP a span would have been
 */
export async function writeAgentHistory(dataFolder, spans, say) {
  const sample = await writeSample(dataFolder, Math.min(spans, SAMPLE_SPANS), say);
  const copies = Math.max(0, Math.round(spans / sample.spans) - 1);
  if (copies > 0) await multiplyRows(dataFolder, { copies, largeTraceId: sample.largeTraceId, say });
  return { ...sample, spans: sample.spans * (copies + 1), largeSpans: sample.largeSpans * (copies + 1) };
}

async function writeSample(dataFolder, spans, say) {
  const store = await createStore({ dataFolder });
  const nextTrace = createAgentTraces({ ...shapeOf(BYTES_PER_SPAN), seed: 7 });
  const random = createRandom(7);
  const largeTraceId = randomHex(random, 16);
  const largeSpans = spans / 10;
  const traceIds = [];
  const running = new Set();
  let otlpBytes = 0;
  let otlpSpans = 0;
  let written = 0;
  let waiting = [];
  let words;
  let userId;

  async function flush(size) {
    while (waiting.length >= size && waiting.length > 0) {
      const batch = waiting.splice(0, SPANS_PER_WRITE);
      if (running.size >= WRITES_AT_ONCE) await Promise.race(running);
      const work = store.write({ project: 'default', spans: batch, logs: [] }).finally(() => running.delete(work));
      running.add(work);
      written += batch.length;
      if (written % 10_000 === 0) say(`${written} spans written`);
    }
  }

  let large = 0;
  let rootOfLarge;
  for (let made = 0; made < spans;) {
    const trace = nextTrace();
    const toLarge = large < largeSpans && random() < 0.2;
    if (!toLarge && traceIds.length % MEASURED_RUNS === 0) {
      otlpBytes += encodeOtlp(trace, RESOURCE, SCOPE).length;
      otlpSpans += trace.length;
    }
    rootOfLarge ??= trace.at(-1).spanId;
    for (const span of trace.map((one) => rawSpan(one, random))) {
      // Runs below one root, all of one session.
      if (toLarge) waiting.push({ ...span, traceId: largeTraceId, ...(span.parentSpanId === undefined && span.spanId !== rootOfLarge && { parentSpanId: rootOfLarge }), attributes: { ...span.attributes, 'session.id': 'session-large', 'gen_ai.conversation.id': 'session-large' } });
      else waiting.push(span);
    }
    if (toLarge) large += trace.length;
    else {
      traceIds.push(trace[0].traceId);
      userId ??= trace[0].attributes['user.id'];
    }
    words ??= wordsOf(trace);
    made += trace.length;
    await flush(SPANS_PER_WRITE);
  }
  await flush(1);
  await Promise.all(running);
  await store.close();
  return { spans: written, userId, traceIds: someOf(traceIds, 500, random), largeTraceId, largeSpans: large, otlpBytesPerSpan: Math.round(otlpBytes / otlpSpans), ...words };
}

function rawSpan({ kind, ...span }, random) {
  const failed = kind === 1 && span.parentSpanId !== undefined && random() < 0.03;
  const [type, message] = ERRORS[Math.floor(random() * ERRORS.length)];
  return {
    ...span, otelKind: kind, statusCode: failed ? 2 : 0, statusMessage: failed ? `${message} ${Math.floor(random() * 1_000)}` : '',
    attributes: failed ? { ...span.attributes, 'error.type': type } : span.attributes,
    events: [], links: [], resource: RESOURCE, scope: { ...SCOPE, attributes: {} }, droppedAttributesCount: 0,
  };
}

/** A word that is nearly everywhere, and words that hardly anything says. */
function wordsOf(trace) {
  const counts = new Map();
  for (const { attributes } of trace) {
    for (const word of String(attributes['gen_ai.tool.call.result'] ?? '').match(/[a-z]{3,}/g) ?? []) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const byCount = [...counts].sort((a, b) => b[1] - a[1]).map(([word]) => word);
  const rare = byCount.filter((word) => word.length >= 8).slice(-2);
  return { frequentWord: byCount[0], rareWords: rare.join(' '), rareWord: rare[0] };
}

function someOf(list, count, random) {
  return Array.from({ length: Math.min(count, list.length) }, () => list[Math.floor(random() * list.length)]);
}
