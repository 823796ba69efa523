import type { JsonObject, JsonValue, RawSpan, SpanId, UnixNano } from '@heddle/model';
import * as fc from 'fast-check';
import { rawSpan } from './raw-span.test.support.js';

/** Keys that some dialect reads, so that arbitrary values reach every reader. */
const KEYS = [
  'gen_ai.operation.name', 'gen_ai.input.messages', 'gen_ai.output.messages', 'gen_ai.system_instructions', 'gen_ai.prompt', 'gen_ai.completion',
  'gen_ai.prompt.0.role', 'gen_ai.prompt.0.content', 'gen_ai.prompt.0', 'gen_ai.prompt.99999999999.role', 'gen_ai.prompt.__proto__.role',
  'gen_ai.completion.0.tool_calls.0.name', 'gen_ai.usage.input_tokens', 'gen_ai.usage.cache_read.input_tokens', 'gen_ai.usage.reasoning_tokens',
  'gen_ai.request.model', 'gen_ai.request.__proto__', 'gen_ai.tool.name', 'gen_ai.tool.call.arguments', 'gen_ai.response.finish_reasons',
  'heddle.kind', 'heddle.tags', 'heddle.call.cell', 'heddle.cell.status', 'heddle.span.state', 'heddle.cost_usd',
  'openinference.span.kind', 'llm.input_messages.0.message.contents.0.message_content.type', 'llm.input_messages.1.message.content',
  'llm.invocation_parameters', 'llm.output_messages.0.message.tool_calls.0.tool_call.function.arguments', 'input.value', 'output.value', 'metadata',
  'llm.token_count.prompt', 'tag.tags', 'retrieval.documents.0.document.content',
  'traceloop.span.kind', 'traceloop.entity.input', 'traceloop.association.properties.__proto__', 'traceloop.association.properties.a',
  'ai.operationId', 'ai.prompt', 'ai.prompt.messages', 'ai.response.toolCalls', 'ai.response.providerMetadata', 'ai.values', 'ai.model.id', 'ai.usage.inputTokens',
  'langfuse.observation.type', 'langfuse.observation.input', 'langfuse.observation.usage_details', 'langfuse.observation.cost_details', 'langfuse.observation.metadata',
  'langfuse.observation.completion_start_time', 'agentops.span.kind', 'agentops.tool.input', 'tool.parameters', 'agentops.session.end_state',
  'group_id', 'response', 'raw_input', 'input', 'output', 'usage', 'model_settings', 'error', 'llm.user', 'mlflow.chat.tokenUsage',
  'pydantic_ai.all_messages', 'events', 'request_data', 'response_data', 'tool_arguments', 'final_result',
  'mastra.span.type', 'mastra.agent_run.input', 'langsmith.span.kind', 'langsmith.usage_metadata', 'gcp.vertex.agent.llm_request', 'gcp.vertex.agent.llm_response',
  'lmnr.span.type', 'lmnr.span.input', 'mlflow.spanType', 'mlflow.spanInputs', 'lk.chat_ctx', 'genkit:metadata:subtype', 'genkit:input', 'mcp.method.name', 'error.type', 'session.id',
];

const WORDS = ['llm', 'LLM', 'chat', 'tool', 'TOOL', 'agent', 'code', 'generation', 'ai.generateText.doGenerate', 'execute_tool', 'started', 'model_inference', 'round'];

const jsonValue = fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<JsonValue>;

/** Messages in the making: the words that readers look for, around anything. */
const almostMessage: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    jsonValue,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(
      fc.constantFrom('role', 'content', 'parts', 'type', 'text', 'tool_calls', 'function', 'name', 'arguments', 'message', 'messages', 'id', 'kwargs', 'lc', 'data', 'choices', 'event.name', 'input', 'source', 'image_url', 'functionCall', 'args', '__proto__', 'toString'),
      fc.oneof(fc.constantFrom('text', 'tool_call', 'tool-result', 'image', 'user', 'tool', 'human', 'gen_ai.choice', 'file'), tie('value')),
      { maxKeys: 5 },
    ) as fc.Arbitrary<JsonObject>,
  ),
})).value;

export const attributeValue: fc.Arbitrary<JsonValue> = fc.oneof(
  fc.constantFrom(...WORDS), almostMessage, almostMessage.map((value) => JSON.stringify(value)), fc.string(), fc.double(), fc.bigInt().map(String),
  fc.constantFrom('{"__proto__":{"polluted":true}}', '[{"role":', '"', '[]', '{}', '-1', 'NaN', '1e999'),
);

export const arbitrarySpan: fc.Arbitrary<RawSpan> = fc.record({
  attributes: fc.dictionary(fc.oneof(fc.constantFrom(...KEYS), fc.string()), attributeValue, { maxKeys: 12 }),
  name: fc.oneof(fc.constantFrom('chat gpt-4o', 'Responses API', 'Function: x', 'x.tool', 'call_llm', 'Planner.reply', 'function_tool'), fc.string()),
  scope: fc.constantFrom('', 'heddle', 'ai', 'taskweaver.module.tracing', 'pydantic-ai', 'logfire.openai_agents'),
  startTime: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  endTime: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  statusCode: fc.integer({ min: 0, max: 3 }),
  events: fc.array(fc.record({
    name: fc.constantFrom('gen_ai.choice', 'gen_ai.user.message', 'gen_ai.content.prompt', 'gen_ai.client.inference.operation.details', 'exception', 'x'),
    attributes: fc.dictionary(fc.constantFrom('content', 'message', 'role', 'tool_calls', 'gen_ai.prompt', 'gen_ai.input.messages', 'exception.type'), attributeValue),
  }), { maxLength: 3 }),
  id: fc.integer({ min: 1, max: 12 }),
  parent: fc.option(fc.integer({ min: 1, max: 14 })),
}).map(({ attributes, scope, startTime, endTime, events, id, parent, ...rest }) => rawSpan(attributes, {
  ...rest,
  scope: { name: scope, version: '', attributes: {} },
  startTime: startTime as UnixNano,
  endTime: endTime as UnixNano,
  events: events.map((event) => ({ ...event, time: startTime as UnixNano })),
  spanId: hex(id),
  parentSpanId: parent === null ? undefined : hex(parent),
}));

function hex(number: number): SpanId {
  return number.toString(16).padStart(16, '0') as SpanId;
}
