import { messageText } from '@heddle/model';
import { describe, expect, test } from 'vitest';
import { recordedTraces } from './recorded-traces.test.support.js';
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
    ['pydantic-ai-2.68.0', ['agent weather_agent', '  llm chat gpt-4o *', '  tool weather', '  llm chat gpt-4o *']],
    ['pydantic-ai-2.68.0-format-2', ['agent weather_agent', '  llm chat gpt-4o *', '  tool weather', '  llm chat gpt-4o *']],
    ['agentops-0.4.21', [
      'workflow default', '  agent weather_agent', '    chain ask', '      tool weather',
      '      llm openai.chat.completion *', '        event tool_call.weather', '      llm openai.chat.completion *',
    ]],
  ])('%s', (recording, tree) => {
    const [run] = recordedTraces(recording);
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
  ])('%s', (recording, cacheReadTokens) => {
    const [asked, answered] = recordedTraces(recording);
    expect(asked!.spans).toMatchObject([{
      kind: 'llm', model: 'gpt-4o-2024-08-06', params: { temperature: 0.2 }, systemText: 'Be brief.', inputTokens: 120, outputTokens: 18,
      outputMessages: [{ role: 'assistant', parts: [TOOL_CALL] }],
    }]);
    expect(asked!.trace.totals).toMatchObject({ cacheReadTokens, unpricedLlmCalls: 0 });
    expect(answered!.spans[0]!.inputMessages.map((message) => message.role)).toEqual(['system', 'user', 'assistant', 'tool']);
    expect(answered!.spans[0]!.inputMessages[3]!.parts).toEqual([{ type: 'tool_call_response', id: 'call_1', response: { degrees: 7 } }]);
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
