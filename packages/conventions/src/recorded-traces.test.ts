import { messageText } from '@heddle/model';
import { describe, expect, test } from 'vitest';
import { recordedTraces, recording, RECORDINGS } from './recorded-traces.test.support.js';
import type { ResolvedTrace } from './resolve-trace/resolve-trace.js';

/** One line a span: its depth, kind, name, and a star where its usage counts. */
function outline({ spans }: ResolvedTrace): string[] {
  return spans.map((span) => `${'  '.repeat(span.depth)}${span.kind} ${span.name}${span.usageCounted ? ' *' : ''}`);
}

const QUESTION = 'How warm is it in Oslo?';
const ANSWER = 'It is 7 degrees in Oslo.';
const TOOL_CALL = { type: 'tool_call', id: 'call_1', name: 'weather', arguments: { city: 'Oslo' } };

describe('frameworks, which trace the whole run', () => {
  test.each([
    ['ai-sdk-5.0.277', ['agent weather', '  llm weather *', '  tool weather', '  llm weather *']],
    ['ai-sdk-6.0.326', ['agent weather', '  llm weather *', '  tool weather', '  llm weather *']],
    ['ai-sdk-7.0.173-legacy', ['agent weather', '  llm weather *', '    tool weather', '  llm weather *']],
    ['ai-sdk-7.0.173', ['agent weather', '  step step 1', '    llm chat gpt-4o *', '    tool weather', '  step step 2', '    llm chat gpt-4o *']],
    ['langsmith-0.12.0', ['chain ask', '  llm ChatOpenAI *', '  tool weather', '  llm ChatOpenAI *']],
    ['mastra-1.71.0', [
      'agent weather_agent', '  step model_generation gpt-4o', '    step agent_step weather_agent', '      llm chat gpt-4o *',
      '        event model_chunk weather_agent', '        event model_chunk weather_agent', '      tool weather',
      '    step agent_step weather_agent', '      llm chat gpt-4o *', '        event model_chunk weather_agent',
    ]],
    ['langfuse-tracing-5.11.1', ['agent weather_agent', '  llm OpenAI.chat *', '  tool weather', '  llm OpenAI.chat *']],
    ['mlflow-3.17.2', ['agent weather_agent', '  llm Completions *', '  tool weather', '  llm Completions *']],
    ['openai-agents-0.24.0-openinference', [
      'agent weather', '  chain Agent workflow', '    agent weather_agent', '      step turn', '        llm response *', '        tool weather',
      '      step turn', '        llm response *',
    ]],
    ['openai-agents-0.24.0-logfire', [
      'workflow OpenAI Agents trace: weather', '  chain Task: Agent workflow', '    agent weather_agent', '      step Turn 1 for agent weather_agent',
      '        llm Responses API with \'gpt-4o\' *', '        tool weather', '      step Turn 2 for agent weather_agent', '        llm Responses API with \'gpt-4o\' *',
    ]],
    ['traceloop-sdk-0.62.4', ['workflow demo', '  agent weather_agent', '    llm openai.chat *', '    tool weather', '    llm openai.chat *']],
    ['pydantic-ai-2.68.0', ['agent weather_agent', '  llm chat gpt-4o *', '  tool weather', '  llm chat gpt-4o *']],
    ['pydantic-ai-2.68.0-format-2', ['agent weather_agent', '  llm chat gpt-4o *', '  tool weather', '  llm chat gpt-4o *']],
    ['agentops-0.4.21', [
      'workflow default', '  agent weather_agent', '    chain ask', '      tool weather',
      '      llm openai.chat.completion *', '        event tool_call.weather', '      llm openai.chat.completion *',
    ]],
  ])('%s', (name, tree) => {
    const [run] = recordedTraces(name);
    expect(outline(run!)).toEqual(tree);
    expect(run!.trace).toMatchObject({ inputText: QUESTION, outputText: ANSWER, status: 'ok' });
    expect(run!.trace.totals).toMatchObject({ llmCalls: 2, toolCalls: 1, errors: 0, inputTokens: 240, outputTokens: 36, unpricedLlmCalls: 0 });
    expect(run!.spans.find((span) => span.kind === 'tool')).toMatchObject({ toolName: 'weather', toolArguments: { city: 'Oslo' }, toolResult: { degrees: 7 } });
  });
});

describe('instrumentations of one SDK, which make a trace of every call', () => {
  test.each([
    ['openinference-openai-js-4.2.7', 64],
    ['openinference-openai-py-0.1.66', 64],
    ['traceloop-openai-0.27.0', 0],
    ['langfuse-openai-5.11.1', 64],
  ])('%s', (name, cacheReadTokens) => {
    const [asked, answered] = recordedTraces(name);
    expect(asked!.spans).toMatchObject([{
      kind: 'llm', model: 'gpt-4o-2024-08-06', params: { temperature: 0.2 }, systemText: 'Be brief.', inputTokens: 120, outputTokens: 18,
      outputMessages: [{ role: 'assistant', parts: [TOOL_CALL] }],
    }]);
    expect(asked!.trace.totals).toMatchObject({ cacheReadTokens, unpricedLlmCalls: 0 });
    expect(answered!.spans[0]!.inputMessages.map((message) => message.role)).toEqual(['system', 'user', 'assistant', 'tool']);
    expect(answered!.spans[0]!.inputMessages[3]!.parts).toMatchObject([{ type: 'tool_call_response', id: 'call_1', response: { degrees: 7 } }]);
    expect(answered!.spans[0]!.outputMessages.map(messageText)).toEqual([ANSWER]);
  });
});

test('sessions, users and tags are found where their senders put them', () => {
  const identity = { sessionId: 'ses_1', userId: 'u_1', tags: ['demo'] };
  expect(recordedTraces('ai-sdk-5.0.277')[0]!.trace).toMatchObject(identity);
  expect(recordedTraces('ai-sdk-6.0.326')[0]!.trace).toMatchObject(identity);
  expect(recordedTraces('openinference-openai-py-0.1.66')[0]!.trace).toMatchObject({ ...identity, metadata: { k: 'v' } });
  expect(recordedTraces('agentops-0.4.21')[0]!.trace.tags).toEqual(['demo']);
});

test('an embedding counts once, below the function that asked for it', () => {
  expect(outline(recordedTraces('ai-sdk-6.0.326')[1]!)).toEqual(['chain weather', '  embedding weather *']);
});

test('a code agent calls its tools from code: the calls stand below the step, their usage counts on the model', () => {
  const [, coded] = recordedTraces('smolagents-1.26.0');
  expect(outline(coded!)).toEqual([
    'agent code_agent', '  step Step 1', '    llm OpenAIModel.generate *', '    tool weather', '  step Step 2', '    llm OpenAIModel.generate *', '    tool final_answer',
  ]);
  expect(coded!.trace).toMatchObject({ inputText: QUESTION, outputText: ANSWER, sessionId: 'ses_1', totals: { inputTokens: 240, outputTokens: 36, toolCalls: 2 } });
  expect(coded!.spans.find((span) => span.toolName === 'weather')).toMatchObject({ toolArguments: ['Oslo'], toolResult: { degrees: 7 } });
});

test('messages that travel as log records are those of their model calls', () => {
  const [kernel] = recordedTraces('semantic-kernel-1.45.0');
  expect(kernel!.spans[2]).toMatchObject({ kind: 'llm', systemText: 'Be brief.', finishReasons: ['tool_calls'], inputMessages: [{ role: 'system' }, { role: 'user' }] });
  expect(kernel!.trace).toMatchObject({ inputText: QUESTION, outputText: ANSWER });
  const [adk] = recordedTraces('google-adk-2.13.0');
  expect(adk!.spans[2]).toMatchObject({ kind: 'llm', outputMessages: [{ role: 'assistant', parts: [TOOL_CALL] }] });
  expect(adk!.trace).toMatchObject({ inputText: QUESTION, outputText: ANSWER, userId: 'u_1' }); // The user is on the log alone.
});

test('a reply that only calls tools is found where LiteLLM puts it, and what it cost where it says so', () => {
  const [asked] = recordedTraces('litellm-1.106.2');
  expect(outline(asked!)).toEqual(['llm litellm_request *', '  other raw_gen_ai_request']);
  expect(asked!.spans[0]).toMatchObject({ userId: 'u_1', outputMessages: [{ parts: [{ type: 'tool_call', name: 'weather', arguments: { city: 'Oslo' } }] }] });
  expect(asked!.spans[0]!.reportedCostUsd).toBeCloseTo(0.0004, 10);
  expect(asked!.spans[0]!.computedCostUsd).toBeCloseTo(0.00048, 10); // It does not send the cached tokens, whose discount it knows.
  expect(asked!.trace.totals.costUsd).toBeCloseTo(0.0004, 10);
});

test('the cost that OpenLIT reports stands beside the computed one', () => {
  const call = recordedTraces('openlit-1.45.0')[0]!.spans[1]!;
  expect([call.reportedCostUsd, call.computedCostUsd]).toEqual([expect.closeTo(0.00048, 10), expect.closeTo(0.0004, 10)]);
  expect(call.toolName).toBeNull(); // It names the tool that was asked for on the model call, which is no tool call.
});

test('an agent without a session has none, though its bridge writes the word null', () => {
  expect(recordedTraces('openai-agents-0.24.0-logfire').map(({ trace }) => trace.sessionId)).toEqual(['ses_1', 'ses_1', null]);
});

const FAILING = RECORDINGS.filter((name) => JSON.stringify(recording(name).spans.map((span) => span.attributes)).includes('Fail, please.')
  || recording(name).logs.some((log) => JSON.stringify(log.attributes).includes('Fail, please.')));

test('most recordings have a call that fails', () => {
  expect(FAILING.length).toBeGreaterThanOrEqual(12);
});

test.each(FAILING)('%s: the model call that failed says so, and the run says why', (name) => {
  const spans = recordedTraces(name).flatMap((resolved) => resolved.spans);
  expect(spans.filter((span) => span.kind === 'llm' && span.status === 'error')).toHaveLength(1);
  expect(spans.some((span) => span.error?.message.includes('You asked me to fail.'))).toBe(true);
});

test('a call that failed without usage cost nobody knows what, though Langfuse reports 0', () => {
  expect(recordedTraces('langfuse-tracing-5.11.1')[1]!.trace).toMatchObject({ sessionId: 'ses_1', totals: { costUsd: null } });
});

test('a root that its sender never sent costs nothing but itself', () => {
  const orphaned = recordedTraces('smolagents-1.26.0')[2]!; // An agent that failed ends its span never.
  expect(outline(orphaned)).toEqual(['step Step 1', '  llm OpenAIModel.generate']);
  expect(orphaned.spans[0]!.parentSpanId).not.toBeNull();
  expect(orphaned.trace).toMatchObject({ sessionId: 'ses_1', status: 'error' });
});
