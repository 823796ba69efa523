import { expect, test } from 'vitest';
import { toPrompt } from './to-prompt.js';

test('every role is mapped, and a tool result finds the name of its call', () => {
  expect(
    toPrompt([
      { role: 'system', parts: [{ type: 'text', content: 'Be brief.' }] },
      {
        role: 'user',
        name: 'User',
        parts: [
          { type: 'text', content: 'What is this?' },
          { type: 'blob', modality: 'image', mime_type: 'image/png', content: 'iVBORw0=' },
        ],
      },
      {
        role: 'assistant',
        parts: [
          { type: 'reasoning', content: 'hm' },
          { type: 'text', content: 'I look.' },
          { type: 'tool_call', id: 'c1', name: 'look', arguments: { deep: true } },
        ],
      },
      { role: 'tool', parts: [{ type: 'tool_call_response', id: 'c1', response: { seen: 'a cat' } }] },
    ]),
  ).toEqual([
    { role: 'system', content: 'Be brief.' },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'What is this?' },
        { type: 'file', data: 'iVBORw0=', mediaType: 'image/png' },
      ],
    },
    {
      role: 'assistant',
      content: [
        { type: 'text', text: 'I look.' },
        { type: 'tool-call', toolCallId: 'c1', toolName: 'look', input: { deep: true } },
      ],
    },
    {
      role: 'tool',
      content: [{ type: 'tool-result', toolCallId: 'c1', toolName: 'look', output: { type: 'json', value: { seen: 'a cat' } } }],
    },
  ]);
});

test('what a model cannot be sent is named', () => {
  expect(() => toPrompt([{ role: 'narrator', parts: [] }])).toThrow(
    'A model cannot be sent a message with the role "narrator". Change the messages of this request.',
  );
  expect(() => toPrompt([{ role: 'tool', parts: [{ type: 'tool_call_response', id: 'x', response: 1 }] }])).toThrow(
    'A model cannot be sent the result of tool call "x", which no earlier message made. Change the messages of this request.',
  );
});
