import { HEDDLE, type JsonObject, type Message } from '@heddle/model';
import { describe, expect, test } from 'vitest';
import { resolveTrace } from './resolve-trace.js';
import { countedNames, drawing, spanIdOf, spansFromText } from './trace-from-text.test.support.js';

const USED = { inputTokens: 10, outputTokens: 5 };

function said(role: string, content: string): Message[] {
  return [{ role, parts: [{ type: 'text', content }] }];
}

describe('tree', () => {
  test('parents come before children, siblings in the order of their start, whatever the order of arrival', () => {
    const spans = spansFromText(`
      round round
        plan agent
          chat1 llm
        code agent
          cell code
            load tool
            find tool
    `);
    const { spans: resolved } = resolveTrace(spans.toReversed());
    expect(drawing(resolved)).toEqual(['round', '  plan', '    chat1', '  code', '    cell', '      load', '      find']);
    expect(resolved.map((span) => [span.childCount, span.descendantCount])).toEqual([[2, 6], [1, 1], [0, 0], [1, 3], [2, 2], [0, 0], [0, 0]]);
  });

  test('spans that start together are ordered by their ids', () => {
    const same = { startTimeUnixNano: '1790000000000000000' };
    const spans = spansFromText(`
      b llm
      c llm
      a llm
    `, { a: same, b: same, c: same });
    expect(drawing(resolveTrace(spans).spans)).toEqual(['a', 'b', 'c']);
  });

  test('an orphan is a root that still names its parent', () => {
    const [orphan] = resolveTrace(spansFromText('orphan llm', { orphan: { parentSpanId: spanIdOf('lost') } })).spans;
    expect(orphan).toMatchObject({ depth: 0, parentSpanId: spanIdOf('lost') });
  });

  test('a cycle is cut above its earliest span', () => {
    const spans = spansFromText(`
      a agent
        b agent
          c agent
            below llm
    `, { a: { parentSpanId: spanIdOf('c') } });
    expect(drawing(resolveTrace(spans.toReversed()).spans)).toEqual(['a', '  b', '    c', '      below']);
  });

  test('a span that is its own parent is a root', () => {
    expect(drawing(resolveTrace(spansFromText('a llm', { a: { parentSpanId: spanIdOf('a') } })).spans)).toEqual(['a']);
  });

  test('of a span that came twice, the ended one stays', () => {
    const [started] = spansFromText('a llm', { a: { status: 'running', endTimeUnixNano: '0', durationMs: null } });
    const [ended] = spansFromText('a llm');
    expect(resolveTrace([ended!, started!])).toEqual(resolveTrace([started!, ended!]));
    expect(resolveTrace([ended!, started!]).spans).toMatchObject([{ status: 'ok' }]);
  });

  test('errors below a span are counted on every span above', () => {
    const failed = { status: 'error' } as const;
    const { spans } = resolveTrace(spansFromText(`
      round round
        cell code
          ok tool
          bad tool
        chat llm
    `, { bad: failed, chat: failed }));
    expect(spans.map((span) => span.descendantErrors)).toEqual([2, 1, 0, 0, 0]);
  });

  test('a trace of no spans is refused', () => {
    expect(() => resolveTrace([])).toThrow('A trace has at least one span');
  });
});

describe('usage', () => {
  test('model calls count, and what wraps them does not', () => {
    const { trace, spans } = resolveTrace(spansFromText(`
      run agent
        step step
          chat1 llm
          chat2 llm
    `, { run: { inputTokens: 20, outputTokens: 10 }, chat1: USED, chat2: USED }));
    expect(countedNames(spans)).toEqual(['chat1', 'chat2']);
    expect(trace.totals).toMatchObject({ llmCalls: 2, inputTokens: 20, outputTokens: 10 });
  });

  test('where the model calls are missing, the deepest wrapper counts, for each agent by itself', () => {
    const { trace, spans } = resolveTrace(spansFromText(`
      run workflow
        writer agent
          chat llm
        critic agent
          step step
    `, { run: { inputTokens: 90 }, writer: USED, chat: USED, critic: USED, step: USED }));
    expect(countedNames(spans)).toEqual(['chat', 'step']);
    expect(trace.totals.inputTokens).toBe(20);
  });

  test('a framework call over the call of the provider is one, and the inner one counts', () => {
    const { trace, spans } = resolveTrace(spansFromText(`
      outer llm
        http other
          inner llm
    `, { outer: { ...USED, model: 'gpt-4o' }, inner: { ...USED, model: 'gpt-4o-2024-08-06', requestModel: 'gpt-4o' } }));
    expect(spans.map((span) => span.duplicateOf)).toEqual([spanIdOf('inner'), null, null]);
    expect(trace.totals).toMatchObject({ llmCalls: 1, inputTokens: 10 });
  });

  test('of three that say the same, the innermost counts', () => {
    const { spans } = resolveTrace(spansFromText(`
      a llm
        b llm
          c llm
    `, { a: USED, b: USED, c: USED }));
    expect(spans.map((span) => span.duplicateOf)).toEqual([spanIdOf('c'), spanIdOf('c'), null]);
  });

  test('a model call over several is their sum', () => {
    const { spans } = resolveTrace(spansFromText(`
      outer llm
        first llm
        second llm
    `, { outer: { inputTokens: 20 }, first: USED, second: USED }));
    expect(countedNames(spans)).toEqual(['first', 'second']);
  });

  test('a model call that asked for a tool counts beside the calls that the tool makes', () => {
    const { spans } = resolveTrace(spansFromText(`
      stream llm
        research tool
          inner llm
    `, { stream: USED, inner: USED }));
    expect(countedNames(spans)).toEqual(['stream', 'inner']);
  });

  test('of two with one response id the inner counts, whatever else is below the outer', () => {
    const attributes = { 'gen_ai.response.id': 'A' };
    const { spans, trace } = resolveTrace(spansFromText(`
      outer llm
        http other
          guard llm
          inner llm
    `, { outer: { ...USED, attributes }, guard: { inputTokens: 2, outputTokens: 1, attributes: { 'gen_ai.response.id': 'G' } }, inner: { ...USED, attributes } }));
    expect(spans.map((span) => span.duplicateOf)).toEqual([spanIdOf('inner'), null, null, null]);
    expect(trace.totals).toMatchObject({ llmCalls: 2, inputTokens: 12, outputTokens: 6 });
  });

  test('of two beside each other the one that has tokens counts', () => {
    const attributes = { 'gen_ai.response.id': 'A' };
    const { trace } = resolveTrace(spansFromText(`
      root agent
        bare llm
        used llm
    `, { bare: { attributes }, used: { ...USED, attributes } }));
    expect(trace.totals).toMatchObject({ llmCalls: 1, ...USED });
  });

  test('a stream that Logfire saw begin and end is one call', () => {
    const ended = { ...USED, attributes: { 'logfire.span_type': 'log' }, requestModel: 'gpt-4o' };
    const { spans, trace } = resolveTrace(spansFromText(`
      root agent
        whole llm
        begun llm
        ended llm
        again llm
        other llm
    `, { whole: { ...USED, requestModel: 'gpt-4o' }, begun: { requestModel: 'gpt-4o' }, ended, again: { requestModel: 'gpt-4o' }, other: { ...ended, requestModel: 'claude' } }));
    expect(spans.map((span) => span.duplicateOf)).toEqual([null, null, spanIdOf('ended'), null, null, null]);
    expect(trace.totals).toMatchObject({ llmCalls: 4, inputTokens: 30 });
  });

  test('what a tool cost is no part of what the agent above it used', () => {
    const { spans, trace } = resolveTrace(spansFromText(`
      agent agent
        search tool
    `, { agent: USED, search: { reportedCostUsd: 0.25 } }));
    expect(countedNames(spans)).toEqual(['agent', 'search']);
    expect(trace.totals).toMatchObject({ ...USED, costUsd: 0.25 });
  });

  test('the same response id twice counts once', () => {
    const attributes = { 'gen_ai.response.id': 'chatcmpl-1' };
    const { trace, spans } = resolveTrace(spansFromText(`
      run agent
        first llm
        second llm
    `, { first: { ...USED, attributes }, second: { ...USED, attributes } }));
    expect(spans.map((span) => span.duplicateOf)).toEqual([null, null, spanIdOf('first')]);
    expect(trace.totals).toMatchObject({ llmCalls: 1, inputTokens: 10 });
  });

  test('a tool over the protocol is one call that knows what the protocol knows', () => {
    const protocol = { toolName: 'search', attributes: { 'mcp.method.name': 'tools/call' } };
    const { trace, spans } = resolveTrace(spansFromText(`
      tool tool
        client tool
          server tool
    `, { tool: { toolName: 'search' }, client: { ...protocol, toolArguments: { q: 'x' } }, server: { ...protocol, toolResult: 'found' } }));
    expect(trace.totals.toolCalls).toBe(1);
    expect(spans[0]).toMatchObject({ toolArguments: { q: 'x' }, toolResult: 'found', metadata: { 'mcp.method.name': 'tools/call' } });
  });

  test('a tool that calls itself is two calls', () => {
    const named = { toolName: 'walk' };
    expect(resolveTrace(spansFromText(`
      outer tool
        inner tool
    `, { outer: named, inner: named })).trace.totals.toolCalls).toBe(2);
  });

  test('cells are code runs and no tool calls; an aggregate counts the calls that have no span', () => {
    const attributes: JsonObject = { [HEDDLE.callAggregate]: JSON.stringify({ calls: 1_500, exported: 2 }) };
    const { totals } = resolveTrace(spansFromText(`
      cell code
        first tool
        last tool
        rest tool
    `, { rest: { attributes } })).trace;
    expect(totals).toMatchObject({ codeRuns: 1, toolCalls: 1_500 });
  });

  test('a cost that nobody knows is unknown, not 0', () => {
    const { totals } = resolveTrace(spansFromText(`
      a llm
      b llm
    `, { a: USED, b: USED })).trace;
    expect(totals).toMatchObject({ costUsd: null, unpricedLlmCalls: 2 });
  });

  test('what the sender paid goes before what the table says', () => {
    const { totals } = resolveTrace(spansFromText(`
      a llm
      b llm
    `, { a: { ...USED, reportedCostUsd: 0.5, computedCostUsd: 9 }, b: { ...USED, computedCostUsd: 0.25 } })).trace;
    expect(totals).toMatchObject({ costUsd: 0.75, unpricedLlmCalls: 0 });
  });
});

describe('identity', () => {
  test('the session of the root is the session of every span that has none', () => {
    const { trace, spans } = resolveTrace(spansFromText(`
      root agent
        sub agent
          chat llm
    `, { root: { sessionId: 's1' }, sub: { sessionId: 's2' } }));
    expect(trace.sessionId).toBe('s1');
    expect(spans.map((span) => span.sessionId)).toEqual(['s1', 's2', 's1']);
  });

  test('without one on the root, the session of most agents counts', () => {
    const { trace } = resolveTrace(spansFromText(`
      root workflow
        a agent
        b agent
        c agent
        d llm
    `, { a: { sessionId: 'x' }, b: { sessionId: 'y' }, c: { sessionId: 'y' }, d: { sessionId: 'z' } }));
    expect(trace.sessionId).toBe('y');
  });

  test('a span belongs to the nearest agent above', () => {
    const { spans } = resolveTrace(spansFromText(`
      planner agent
        chat llm
        coder agent
          cell code
    `, { planner: { agentName: 'Planner' }, coder: { agentName: 'Coder' } }));
    expect(spans.map((span) => span.agentName)).toEqual(['Planner', 'Planner', 'Coder', 'Coder']);
  });

  test('tags are those of all spans together', () => {
    expect(resolveTrace(spansFromText(`
      a agent
        b llm
    `, { a: { tags: ['x', 'y'] }, b: { tags: ['y', 'z'] } })).trace.tags).toEqual(['x', 'y', 'z']);
  });
});

describe('what was asked and answered', () => {
  test('the root says it', () => {
    const { trace } = resolveTrace(spansFromText(`
      round round
        chat llm
    `, {
      round: { inputMessages: said('user', 'How many?'), outputMessages: said('assistant', 'Three.') },
      chat: { inputMessages: said('user', 'SYSTEM PROMPT'), outputMessages: said('assistant', '{"plan":1}') },
    }));
    expect(trace).toMatchObject({ inputText: 'How many?', outputText: 'Three.' });
  });

  test('of a history, the last message of the user was asked', () => {
    const inputMessages = [...said('user', 'first'), ...said('assistant', 'hm'), ...said('user', 'second')];
    expect(resolveTrace(spansFromText('chat llm', { chat: { inputMessages } })).trace.inputText).toBe('second');
  });

  test('a web server above the agent does not stand for the trace', () => {
    const { trace } = resolveTrace(spansFromText(`
      POST other
        helper agent
    `, { POST: { input: null }, helper: { name: 'helper', input: { args: [], kwargs: { task: 'Count.' } }, output: 'Done.' } }));
    expect(trace).toMatchObject({ name: 'helper', inputText: 'Count.', outputText: 'Done.' });
  });
});

describe('status', () => {
  test('a failed call that the agent recovered from leaves the trace well', () => {
    expect(resolveTrace(spansFromText(`
      run agent
        chat llm
    `, { chat: { status: 'error' } })).trace.status).toBe('ok');
  });

  test('a trace fails with its root', () => {
    expect(resolveTrace(spansFromText('run agent', { run: { status: 'error' } })).trace.status).toBe('error');
  });

  test('a trace whose root runs has no duration yet', () => {
    const running = { status: 'running', endTimeUnixNano: '0', durationMs: null } as const;
    expect(resolveTrace(spansFromText(`
      run agent
        chat llm
    `, { run: running })).trace).toMatchObject({ status: 'running', durationMs: null });
  });

  test('a trace lasts from its first start to its last end', () => {
    expect(resolveTrace(spansFromText(`
      a agent
        b llm
        c llm
    `)).trace).toMatchObject({ startTime: '2026-09-21T14:13:20.000Z', durationMs: 2_500 });
  });
});

function asked(content: string, answered: string) {
  return { inputMessages: said('user', content), outputMessages: said('assistant', answered) };
}

describe('several spans below one request', () => {
  test('an agent stands for the trace before what was looked up for it', () => {
    const { trace } = resolveTrace(spansFromText(`
      POST other
        embed embedding
        select other
        rag agent
    `, { embed: { inputTokens: 3 }, rag: asked('What is X?', 'X is Y.') }));
    expect(trace).toMatchObject({ name: 'rag', inputText: 'What is X?', outputText: 'X is Y.' });
  });

  test('the first was asked and the last answered', () => {
    const { trace } = resolveTrace(spansFromText(`
      POST other
        check guardrail
        planner agent
        writer agent
    `, { check: { input: 'x', output: 'pass' }, planner: asked('Write.', 'the plan'), writer: asked('the plan', 'the text') }));
    expect(trace).toMatchObject({ name: 'planner', inputText: 'Write.', outputText: 'the text' });
  });

  test('an answer that is data goes before what a model said on the way', () => {
    const { trace } = resolveTrace(spansFromText(`
      run agent
        look llm
        last llm
    `, { run: { ...asked('Where?', ''), outputMessages: [], output: { city: 'Paris' } }, look: asked('Where?', 'Let me look.') }));
    expect(trace.outputText).toBe('{"city":"Paris"}');
  });

  test('the session of an agent goes before that of the web server', () => {
    const { trace } = resolveTrace(spansFromText(`
      POST other
        flow workflow
          agent agent
    `, { POST: { sessionId: 'browser' }, agent: { sessionId: 'conversation' } }));
    expect(trace.sessionId).toBe('conversation');
  });

  test('a trace that failed says why, and not what a model said on the way', () => {
    const { trace } = resolveTrace(spansFromText(`
      run agent
        look llm
    `, { run: { status: 'error', error: { type: 'Timeout', message: 'no answer' } }, look: asked('Where?', 'Let me look.') }));
    expect(trace).toMatchObject({ status: 'error', error: { type: 'Timeout', message: 'no answer' }, inputText: 'Where?', outputText: '' });
  });
});

test('two rules that say the opposite of each other make no ring', () => {
  const attributes = { 'gen_ai.response.id': 'resp_1' };
  const { trace } = resolveTrace(spansFromText(`
    begun llm
    ended llm
  `, { begun: { requestModel: 'gpt-4o', attributes }, ended: { requestModel: 'gpt-4o', attributes: { ...attributes, 'logfire.span_type': 'log' } } }));
  expect(trace.totals.llmCalls).toBe(1);
});

test('very many spans may stand beside each other', () => {
  const [root, call] = spansFromText(`
    POST other
      call llm
  `);
  const calls = Array.from({ length: 150_000 }, (_, n) => ({ ...call!, spanId: spanIdOf(`c${n}`) }));
  expect(resolveTrace([root!, ...calls], { window: { first: 0, count: 1 } }).trace.totals.llmCalls).toBe(150_000);
});

test('an agent as a tool that says what it used is not counted again above', () => {
  const { trace } = resolveTrace(spansFromText(`
    agent agent
      helper tool
  `, { agent: USED, helper: USED }));
  expect(trace.totals).toMatchObject(USED);
});
