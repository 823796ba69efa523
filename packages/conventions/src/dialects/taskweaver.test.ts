import type { SpanId } from '@heddle/model';
import { expect, test } from 'vitest';
import { fixture } from '../fixture.test.support.js';
import { normaliseSpan } from '../normalise-span.js';
import { resolveTrace } from '../resolve-trace/resolve-trace.js';

const [round, planner, execution, snippet] = fixture('constructed/taskweaver').map((span) => normaliseSpan(span));

test('a message to the session is a round', () => {
  expect(round).toMatchObject({ kind: 'round', sessionId: 'tw-1', input: 'Count rows.', output: 'Three.' });
});

test('a reply is an agent; sizes are estimates and no usage', () => {
  expect(planner).toMatchObject({
    kind: 'agent', name: 'Planner', inputTokens: null, metadata: { prompt_size: 900, output_size: 40 }, output: 'Run code.',
  });
});

test('an execution is code that failed; its source is on the span below', () => {
  expect(execution).toMatchObject({
    kind: 'code', code: { source: '', language: 'python', output: '3', status: 'error' }, error: { message: 'Code execution failed.' },
  });
  const child = { ...snippet!, spanId: 'ffffffffffffffff' as SpanId, parentSpanId: execution!.spanId };
  const { spans, trace } = resolveTrace([child, execution!]);
  expect(spans[0]!.code).toMatchObject({ source: 'len(rows)', output: '3', status: 'error' });
  expect(trace.totals.codeRuns).toBe(1);
});
