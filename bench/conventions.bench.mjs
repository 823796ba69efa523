// What reading spans costs, without a store: one span at intake, and a whole trace of 100,000. Budgets: 25 us for a span of 30
// attributes, 150 ms for a trace with a window of 1,000, deep or wide.
import { normaliseSpan, resolveTrace } from '../packages/conventions/dist/index.js';
import { createRandom, randomHex } from './load/random.mjs';

const SPANS = 100_000;
const WINDOW = { first: 0, count: 1_000 };
const TRACE_ID = '5b8efff798038103d269b633813fc60c';
const START = 1_790_000_000_000_000_000n;

/** @param {{ json?: boolean, flags?: string[] }} options - flags: `--rounds=15` */
export default async function benchConventions({ json = false, flags = [] } = {}) {
  const rounds = Number(flags.find((flag) => flag.startsWith('--rounds='))?.slice('--rounds='.length) ?? 15);
  const spans = Array.from({ length: 5_000 }, (_, index) => rawSpan(index, index - 1));
  const rows = [
    row('normaliseSpan, 30 attributes, 5,000 spans', rounds, () => spans.forEach((span) => normaliseSpan(span))),
    ...Object.entries({ wide: (index) => Math.floor((index - 1) / 20), deep: (index) => index - 1 }).map(([shape, parentOf]) => {
      const records = shuffled(Array.from({ length: SPANS }, (_, index) => normaliseSpan(rawSpan(index, parentOf(index)))));
      return row(`resolveTrace, ${shape}, 100,000 spans`, rounds, () => resolveTrace(records, { window: WINDOW }));
    }),
  ];
  if (json) console.log(JSON.stringify(rows));
  else console.table(rows);
  return rows;
}

function row(what, rounds, work) {
  const times = Array.from({ length: rounds }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  }).sort((a, b) => a - b);
  return { what, bestMs: rounded(times[0]), p50Ms: rounded(times[Math.floor(rounds / 2)]) };
}

function rounded(ms) {
  return Math.round(ms * 10) / 10;
}

/** One of four kinds of an agent's spans. Ids are random, as a sender makes them, and the same in every run. */
function rawSpan(index, parent) {
  const startTime = START + BigInt(index) * 1_000_000n;
  return {
    traceId: TRACE_ID, spanId: spanIdOf(index), ...(index > 0 && { parentSpanId: spanIdOf(parent) }), name: NAMES[index % 4], otelKind: 1,
    startTime, endTime: startTime + 500_000n, statusCode: index % 50 === 0 ? 2 : 1, statusMessage: '', attributes: ATTRIBUTES[index % 4], events: [], links: [],
    resource: { 'service.name': 'bench' }, scope: { name: 'bench', version: '1', attributes: {} }, droppedAttributesCount: 0,
  };
}

const random = createRandom(7);
const IDS = [];
function spanIdOf(index) {
  while (IDS.length <= index) IDS.push(randomHex(random, 8));
  return IDS[index];
}

const NAMES = ['invoke_agent Planner', 'chat model', 'execute_tool search', 'GET'];
const OPERATIONS = ['invoke_agent', 'chat', 'execute_tool', undefined];
const ATTRIBUTES = OPERATIONS.map((operation, kind) => ({
  ...(operation && { 'gen_ai.operation.name': operation, 'gen_ai.conversation.id': 'session-1', 'gen_ai.agent.name': 'Planner' }),
  ...(operation === 'chat' && { 'gen_ai.request.model': 'gpt-4o', 'gen_ai.usage.input_tokens': 100, 'gen_ai.usage.output_tokens': 20 }),
  ...(operation === 'execute_tool' && { 'gen_ai.tool.name': 'search', 'gen_ai.tool.call.id': 'call-1' }),
  ...Object.fromEntries(Array.from({ length: 24 + kind }, (_, index) => [`app.setting.${index}`, index % 2 ? `value ${index}` : index])),
}));

/** Spans do not come in the order of their start. */
function shuffled(records) {
  for (let index = records.length - 1; index > 0; index--) {
    const other = Math.floor(random() * (index + 1));
    [records[index], records[other]] = [records[other], records[index]];
  }
  return records;
}
