import { GEN_AI, HEDDLE, STARTED, type JsonObject, type UnixNano } from '@heddle/model';
import { expect, test } from 'vitest';
import { normaliseSpan } from '../normalise-span.js';
import { rawSpan } from '../raw-span.test.support.js';

test('a cell is code: its source from the arguments, its output from both streams', () => {
  const cell = normaliseSpan(rawSpan({
    [HEDDLE.kind]: 'code', [HEDDLE.cellLanguage]: 'python', [HEDDLE.cellStatus]: 'ok', [GEN_AI.toolName]: 'execute_python',
    [GEN_AI.toolArguments]: '{"code":"print(1)","language":"python"}', [GEN_AI.toolResult]: '{"stdout":"1\\n","stderr":"warn\\n"}',
  }));
  expect(cell).toMatchObject({ kind: 'code', name: 'execute_python', code: { source: 'print(1)', language: 'python', output: '1\nwarn\n', status: 'ok' } });
});

test('a call knows the cell and the line that made it', () => {
  const call = normaliseSpan(rawSpan({
    [HEDDLE.kind]: 'tool', [GEN_AI.toolName]: 'load_sales', [GEN_AI.toolArguments]: '["2024"]', [GEN_AI.toolResult]: '1461',
    [HEDDLE.callCell]: 'cel_1', [HEDDLE.callLine]: 3, [HEDDLE.callColumn]: 8, [HEDDLE.callSequence]: 2, [HEDDLE.callOrigin]: 'code',
  }));
  expect(call).toMatchObject({
    kind: 'tool', name: 'load_sales', toolArguments: ['2024'], toolResult: 1461,
    call: { cellId: 'cel_1', line: 3, column: 8, sequence: 2, origin: 'code' },
  });
});

test('a plugin that happens to be called run_code is a call', () => {
  expect(normaliseSpan(rawSpan({ [HEDDLE.kind]: 'tool', [GEN_AI.toolName]: 'run_code' })).kind).toBe('tool');
});

test('a started span runs', () => {
  const span = normaliseSpan(rawSpan({ [HEDDLE.kind]: 'llm', [HEDDLE.spanState]: STARTED }, { endTime: 0n as UnixNano }));
  expect(span).toMatchObject({ status: 'running', endTimeUnixNano: '0', durationMs: null });
});

test('the kind is the attribute alone, whatever the operation says', () => {
  const attributes: JsonObject = { [HEDDLE.kind]: 'round', [GEN_AI.operationName]: 'invoke_workflow' };
  expect(normaliseSpan(rawSpan(attributes)).kind).toBe('round');
});

test('an operation has its input and output as values; its cost is what we reported', () => {
  const span = normaliseSpan(rawSpan({
    [HEDDLE.kind]: 'retrieval', [HEDDLE.operationInput]: '"cats"', [HEDDLE.operationOutput]: '[1]', [HEDDLE.costUsd]: 0.25, [HEDDLE.tags]: ['x'],
  }));
  expect(span).toMatchObject({ kind: 'retrieval', input: 'cats', output: [1], reportedCostUsd: 0.25, tags: ['x'] });
});
