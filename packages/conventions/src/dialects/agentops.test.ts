import { expect, test } from 'vitest';
import { fixture } from '../fixture.test.support.js';
import { normaliseSpan } from '../normalise-span.js';
import { rawSpan } from '../raw-span.test.support.js';

const [call, tool, session, agent] = fixture('constructed/agentops').map((span) => normaliseSpan(span));

test('a model call has messages, usage and the cost that was reported', () => {
  expect(call).toMatchObject({
    kind: 'llm', inputTokens: 8, outputTokens: 2, reportedCostUsd: 0.0004, finishReasons: ['stop'],
    inputMessages: [{ role: 'user', parts: [{ type: 'text', content: 'Hi' }] }],
    outputMessages: [{ role: 'assistant', parts: [{ type: 'text', content: 'Hello' }] }],
  });
});

test('a tool whose status is failed is an error; its parameters are arguments', () => {
  expect(tool).toMatchObject({
    kind: 'tool', name: 'search', toolArguments: { q: 'x' }, toolResult: 'nothing', status: 'error', error: { message: 'no network' },
  });
});

test('a session is a workflow with tags', () => {
  expect(session).toMatchObject({ kind: 'workflow', name: 'session', tags: ['demo', 'v2'] });
});

test('an agent is called by its operation', () => {
  expect(agent).toMatchObject({ kind: 'agent', agentName: 'writer', input: { args: ['Write.'] } });
});

test('the spans of the npm package, which say no kind, are known by what they carry', () => {
  const [forecaster, reply, weather] = fixture('constructed/agentops-npm').map((span) => normaliseSpan(span));
  expect(forecaster).toMatchObject({ kind: 'agent', name: 'forecaster' });
  expect(reply).toMatchObject({
    kind: 'llm', inputTokens: 43, outputTokens: 12, inputMessages: [{ role: 'user' }],
    outputMessages: [{ role: 'assistant', parts: [{ type: 'tool_call', name: 'get_weather', arguments: { city: 'Lisbon' } }] }],
  });
  expect(weather).toMatchObject({ kind: 'tool', name: 'get_weather', toolArguments: { city: 'Lisbon' }, toolResult: 'sunny in Lisbon' });
});

test('a reply without content, whose calls are spans of their own, has no parts', () => {
  const [span] = fixture('constructed/agentops');
  const bare = { 'gen_ai.request.type': 'chat', 'gen_ai.completion.0.role': 'assistant', 'gen_ai.completion.0.finish_reason': 'tool_calls' };
  expect(normaliseSpan({ ...span!, attributes: bare })).toMatchObject({
    kind: 'llm', outputMessages: [{ role: 'assistant', parts: [], finish_reason: 'tool_calls' }],
  });
});

test('a tool that CrewAI uses is a tool', () => {
  expect(normaliseSpan(rawSpan({ 'agentops.span.kind': 'tool.usage', 'tool.name': 'search', 'tool.parameters': '{"q":"x"}', 'tool.result': 'found' }))).toMatchObject({
    kind: 'tool', toolName: 'search', toolArguments: { q: 'x' }, toolResult: 'found',
  });
});

test.each([['Success', 'ok'], ['Error', 'error'], ['Fail', 'error'], ['Indeterminate', 'ok']])('a session that ended in %s is %s', (state, status) => {
  expect(normaliseSpan(rawSpan({ 'agentops.span.kind': 'session', 'agentops.session.end_state': state })).status).toBe(status);
});

test.each([['search.tool', 'tool'], ['researcher.agent', 'agent'], ['step.task', 'chain'], ['GET /', 'other']])('where the kind was lost, %s is %s by its name', (name, kind) => {
  const scope = { name: 'agentops', version: '', attributes: {} };
  const span = normaliseSpan(rawSpan({ 'tool.name': 'search', 'tool.status': 'failed' }, { name, scope }));
  expect(span).toMatchObject({ kind, status: kind === 'tool' ? 'error' : 'ok' });
});
