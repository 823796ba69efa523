// node packages/conventions/bench/conventions.bench.mjs
// CPU time of the process, not wall time: neighbours on the same cores then matter less. Reports the best of several runs.
import { normaliseSpan, resolveTrace } from '../dist/index.js';

const SPANS = 100_000;
const START = 1_790_000_000_000_000_000n;

function bestCpuMs(runs, work) {
  let best = Infinity;
  for (let run = 0; run < runs; run++) {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / 1_000);
  }
  return best;
}

const template = {
  traceId: '0af7651916cd43dd8448eb211c80319c', name: 'chat gpt-4o', otelKind: 3, startTime: START, endTime: START + 1_500_000_000n,
  statusCode: 0, statusMessage: '', events: [], links: [], droppedAttributesCount: 0,
  resource: { 'service.name': 'bench', 'deployment.environment.name': 'prod' }, scope: { name: 'bench', version: '1', attributes: {} },
};
const idOf = (row) => (row + 1).toString(16).padStart(16, '0');
const history = Array.from({ length: 8 }, (_, turn) => ({ role: turn % 2 ? 'assistant' : 'user', content: `Message ${turn} `.repeat(20) }));
const genAiHistory = history.map(({ role, content }) => ({ role, parts: [{ type: 'text', content }] }));

const genAi = {
  'gen_ai.operation.name': 'chat', 'gen_ai.provider.name': 'openai', 'gen_ai.request.model': 'gpt-4o', 'gen_ai.response.model': 'gpt-4o-2024-08-06',
  'gen_ai.response.id': 'chatcmpl-1', 'gen_ai.response.finish_reasons': ['stop'], 'gen_ai.request.temperature': 0.2, 'gen_ai.request.max_tokens': 800,
  'gen_ai.usage.input_tokens': 1_200, 'gen_ai.usage.output_tokens': 80, 'gen_ai.usage.cache_read.input_tokens': 1_024,
  'gen_ai.conversation.id': 'ses_1', 'session.id': 'ses_1', 'user.id': 'u', 'gen_ai.agent.name': 'Planner', 'server.address': 'api.openai.com', 'server.port': 443,
  'gen_ai.input.messages': JSON.stringify(genAiHistory), 'gen_ai.output.messages': JSON.stringify(genAiHistory.slice(0, 1)),
};
const samples = {
  'heddle model call': { ...genAi, 'heddle.kind': 'llm', 'heddle.round.id': 'rnd_1', 'heddle.post.id': 'pst_1', 'heddle.model_call.id': 'mdl_1' },
  'heddle call': {
    'heddle.kind': 'tool', 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'load_sales', 'gen_ai.tool.type': 'function', 'gen_ai.tool.call.arguments': '["2024"]',
    'gen_ai.tool.call.result': '{"rows":1461}', 'heddle.call.cell': 'cel_1', 'heddle.call.line': 3, 'heddle.call.column': 5, 'heddle.call.sequence': 9, 'heddle.call.origin': 'code',
    'session.id': 'ses_1', 'gen_ai.conversation.id': 'ses_1', 'heddle.round.id': 'rnd_1', 'heddle.call.id': 'cal_1', 'heddle.call.status': 'ok',
  },
  'GenAI model call': genAi,
  'OpenInference model call': Object.fromEntries([
    ['openinference.span.kind', 'LLM'], ['llm.model_name', 'gpt-4o'], ['llm.system', 'openai'], ['llm.invocation_parameters', '{"model":"gpt-4o","temperature":0.2}'],
    ['llm.token_count.prompt', 1_200], ['llm.token_count.completion', 80], ['session.id', 's'], ['input.value', JSON.stringify(history)],
    ...history.flatMap(({ role, content }, index) => [[`llm.input_messages.${index}.message.role`, role], [`llm.input_messages.${index}.message.content`, content]]),
    ['llm.output_messages.0.message.role', 'assistant'], ['llm.output_messages.0.message.content', 'Hello'],
  ]),
  'HTTP span': { 'http.request.method': 'POST', 'url.full': 'https://api.openai.com/v1/chat/completions', 'http.response.status_code': 200, 'server.address': 'api.openai.com' },
};
for (const [name, attributes] of Object.entries(samples)) {
  const spans = Array.from({ length: 10_000 }, (_, row) => ({ ...template, spanId: idOf(row), attributes }));
  const ms = bestCpuMs(6, () => { for (const span of spans) normaliseSpan(span); });
  console.log(`normaliseSpan, ${name}`.padEnd(48), `${(ms / 10).toFixed(1)} us a span`);
}

const shapes = {
  deep: (row) => row - 1,
  wide: () => 0,
  bushy: (row) => (row - 1) >> 2,
};
for (const [name, parentOf] of Object.entries(shapes)) {
  const records = Array.from({ length: SPANS }, (_, row) => normaliseSpan({
    ...template, spanId: idOf(row), ...(row > 0 && { parentSpanId: idOf(parentOf(row)) }), startTime: START + BigInt(row) * 1_000n,
    attributes: row % 3 === 0 ? { 'gen_ai.operation.name': 'chat', 'gen_ai.usage.input_tokens': 10 } : { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'f' },
  }));
  const shuffled = records.toSorted((a, b) => (a.spanId.split('').toReversed().join('') < b.spanId.split('').toReversed().join('') ? -1 : 1));
  const window = { first: 0, count: 1_000 };
  console.log(`resolveTrace, 100,000 ${name}, window of 1,000`.padEnd(48), `${bestCpuMs(6, () => resolveTrace(records, { window })).toFixed(0)} ms`);
  console.log(`resolveTrace, 100,000 ${name}, shuffled`.padEnd(48), `${bestCpuMs(4, () => resolveTrace(shuffled, { window })).toFixed(0)} ms`);
  console.log(`resolveTrace, 100,000 ${name}, all copied`.padEnd(48), `${bestCpuMs(4, () => resolveTrace(records)).toFixed(0)} ms`);
}
