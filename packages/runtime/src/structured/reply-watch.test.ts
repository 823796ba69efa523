import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { parseStructured } from './parse-structured.js';
import { createReplyWatch, type ReplyVerdict } from './reply-watch.js';

const schema = z.object({
  to: z.string().refine((to) => ['User', 'CodeInterpreter'].includes(to), { error: 'must be one of CodeInterpreter, User' }),
  message: z.string(),
});

/** The verdict on a reply that comes in small pieces, and how many of its characters it took. */
function watched(text: string): { readonly verdict: ReplyVerdict | undefined; readonly heard: number } {
  const watch = createReplyWatch(schema);
  for (let at = 0; at < text.length; at += 10) {
    watch.push(text.slice(at, at + 10));
    if (watch.verdict) return { verdict: watch.verdict, heard: at + 10 };
  }
  return { verdict: watch.verdict, heard: text.length };
}

const whole = '{"to": "User", "message": "It rained."}';
const chatter = ' I hope that this helps you.'.repeat(1_000);

test('a reply that ends where its value ends is heard out: usage comes last', () => {
  expect(watched(`Here it is:\n\`\`\`json\n${whole}\n\`\`\`\nTell me if you need more.`).verdict).toBeUndefined();
});

test('once the value is whole and the model chats on, it is enough', () => {
  const { verdict, heard } = watched(`Here it is: ${whole}${chatter}`);
  expect(verdict).toEqual({ kind: 'enough' });
  expect(heard).toBeLessThan(300);
});

test('a value that the schema refuses is no reason to stop: another may follow', () => {
  expect(watched(`I drafted {"note": "wrong"} first. ${chatter}${whole}`).verdict).toBeUndefined();
});

test('a property that the schema refuses is said before the rest is written', () => {
  const { verdict, heard } = watched(`{"to": "Searcher", "message": "${chatter}"}`);
  expect(verdict).toEqual({ kind: 'hopeless', problem: 'Your JSON does not fit the schema: `to`: must be one of CodeInterpreter, User.' });
  expect(heard).toBe(20);
});

test('after chatter or thinking the same may be a draft', () => {
  expect(watched(`<think>{"to": "Searcher"}</think>${whole}`).verdict).toBeUndefined();
});

test('white space without end is hopeless, within the value and not after it', () => {
  expect(watched(`{"to": "User",${' \n'.repeat(9_000)}`).verdict).toMatchObject({ kind: 'hopeless', problem: expect.stringContaining('nothing but white space') as string });
  expect(watched(`${whole}${'\n'.repeat(9_000)}`).verdict).toEqual({ kind: 'enough' });
});

test('more than is ever read is hopeless', () => {
  const watch = createReplyWatch(schema);
  for (let count = 0; count < 21; count++) watch.push(chatter.repeat(4));
  expect(watch.verdict).toMatchObject({ kind: 'hopeless', problem: expect.stringContaining('Answer more briefly') as string });
});

test('what is stopped as enough reads the same as the whole reply would have', () => {
  const piece = fc.constantFrom(whole, '{"to": "x"}', '{', '}', '"', '```json\n', '```ts\n', '\n```\n', '<think>', '</think>', ' and so on '.repeat(30), '\n'.repeat(300));
  fc.assert(fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
    const text = pieces.join('');
    const { verdict, heard } = watched(text);
    if (verdict?.kind !== 'enough') return;
    const [now, later] = [text.slice(0, heard), text].map((read) => parseStructured(read, schema));
    expect(now).toMatchObject({ ok: true, value: later!.ok ? later!.value : undefined });
  }), { numRuns: 1_000 });
});
