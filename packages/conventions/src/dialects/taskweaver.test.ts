import { expect, test } from 'vitest';
import { fixture } from '../fixture.test.support.js';
import { normaliseSpan } from '../normalise-span.js';

const [round, planner, execution] = fixture('constructed/taskweaver').map((span) => normaliseSpan(span));

test('a message to the session is a round', () => {
  expect(round).toMatchObject({ kind: 'round', sessionId: 'tw-1', input: 'Count rows.', output: 'Three.' });
});

test('a reply is an agent; sizes are estimates and no usage', () => {
  expect(planner).toMatchObject({
    kind: 'agent', name: 'Planner', inputTokens: null, metadata: { prompt_size: 900, output_size: 40 }, output: 'Run code.',
  });
});

test('an execution is code that failed', () => {
  expect(execution).toMatchObject({
    kind: 'code', code: { source: 'len(rows)', language: 'python', output: '3', status: 'error' }, error: { message: 'Code execution failed.' },
  });
});
