import { createRandom, randomHex } from './random.mjs';
import { createVocabulary } from './vocabulary.mjs';

const MS = 1_000_000n;
const MODELS = ['gpt-4o-mini', 'gpt-4o', 'claude-sonnet-4-5'];
const TOOLS = ['load_sales', 'search_web', 'read_file', 'run_sql', 'plot_chart'];

export const RESOURCE = {
  'service.name': 'checkout-agent', 'service.version': '2.14.0', 'deployment.environment.name': 'production', 'host.name': 'agents-7f9c',
  'process.pid': 4242, 'telemetry.sdk.language': 'nodejs', 'telemetry.sdk.name': 'opentelemetry', 'telemetry.sdk.version': '2.9.0',
};
export const SCOPE = { name: 'checkout-agent', version: '2.14.0' };

/**
 * Makes runs of an agent, each a trace: a root, then model calls with tool calls in between. As agents do, every model call
 * sends the whole conversation so far, so most of what is sent was sent before.
 *
 * @param options.seed - the same seed gives the same runs, other than in their times
 * @param options.messageCharacters - length of a message, on average
 * @param options.calls - model calls in a run
 * @param options.tools - tool calls between two of them
 */
export function createAgentTraces({ seed, messageCharacters, calls = 10, tools = 1 }) {
  const random = createRandom(seed);
  // The language is the same for everybody; what is said in it is not.
  const { prose, word } = createVocabulary(1);
  for (let skip = seed % 997; skip > 0; skip--) word();
  const pick = (list) => list[Math.floor(random() * list.length)];
  const length = () => Math.max(8, Math.round(messageCharacters * (0.5 + random())));
  let now = BigInt(Date.now()) * MS - 3_600_000n * MS;

  /** The spans of one run, in the order in which they end. */
  return function nextTrace() {
    const traceId = randomHex(random, 16);
    const session = `session-${randomHex(random, 8)}`;
    const user = { 'gen_ai.conversation.id': session, 'user.id': `user-${Math.floor(random() * 5_000)}` };
    const rootId = randomHex(random, 8);
    const model = pick(MODELS);
    const system = { role: 'system', parts: [{ type: 'text', content: SYSTEM.slice(0, Math.max(40, messageCharacters)) }] };
    const question = prose(length());
    const history = [system, { role: 'user', parts: [{ type: 'text', content: question }] }];
    const spans = [];
    const start = (now += 7n * MS);
    let time = start;
    const span = (name, kind, lasts, attributes) => {
      const begin = time;
      time += BigInt(Math.round(lasts)) * MS;
      return { traceId, spanId: randomHex(random, 8), parentSpanId: rootId, name, kind, startTime: begin, endTime: time, attributes: { 'session.id': session, ...attributes } };
    };
    for (let call = 0; call < calls; call++) {
      const answer = prose(length());
      const last = call === calls - 1;
      const toolCalls = Array.from({ length: last ? 0 : tools }, (_, index) => ({
        type: 'tool_call', id: `call_${randomHex(random, 8)}`, name: pick(TOOLS), arguments: { query: word(), limit: index },
      }));
      const reply = { role: 'assistant', parts: [{ type: 'text', content: answer }, ...toolCalls] };
      const input = JSON.stringify(history);
      spans.push(span(`chat ${model}`, 3, 400 + random() * 3_000, {
        ...user, 'gen_ai.operation.name': 'chat', 'gen_ai.provider.name': 'openai', 'gen_ai.request.model': model, 'gen_ai.response.model': model,
        'gen_ai.request.temperature': 0.2, 'gen_ai.response.id': `chatcmpl-${randomHex(random, 8)}`,
        'gen_ai.usage.input_tokens': Math.ceil(input.length / 4), 'gen_ai.usage.output_tokens': Math.ceil(answer.length / 4),
        'gen_ai.response.finish_reasons': [last ? 'stop' : 'tool_calls'],
        'gen_ai.input.messages': input, 'gen_ai.output.messages': JSON.stringify([reply]),
      }));
      history.push(reply);
      for (const { id, name, arguments: given } of toolCalls) {
        const result = prose(length());
        spans.push(span(`execute_tool ${name}`, 1, 5 + random() * 200, {
          'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': name, 'gen_ai.tool.call.id': id,
          'gen_ai.tool.call.arguments': JSON.stringify(given), 'gen_ai.tool.call.result': result,
        }));
        history.push({ role: 'tool', parts: [{ type: 'tool_call_response', id, response: result }] });
      }
    }
    const root = {
      traceId, spanId: rootId, name: 'invoke_agent checkout', kind: 1, startTime: start, endTime: time,
      attributes: { 'session.id': session, ...user, 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'checkout', 'input.value': question, 'output.value': history.at(-1).parts[0].content },
    };
    return [...spans, root];
  };
}

const SYSTEM = createVocabulary(7).prose(4_000);
