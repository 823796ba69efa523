import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ChatModel, ChatPart, ChatRequest } from './chat-model.js';
import { askModel, hello } from './loopback-provider.test.support.js';
import { ModelError } from './model-error.js';
import { playReplies } from './play-replies.js';
import { recordReplies } from './record-replies.js';
import { createScriptedModel } from './scripted-model.js';
import { withFallback } from './with-fallback.js';
import { withRateLimit } from './with-rate-limit.js';
import { withTimeout } from './with-timeout.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heddle-models-'));
});
afterAll(() => rm(folder, { recursive: true }));

const finish: ChatPart = { type: 'finish', finishReasons: ['stop'], usage: {}, responseModel: 'm' };
const unavailable = new ModelError('MODEL_UNAVAILABLE', 'down', { retryable: true });

/** Says these parts, then fails, hangs without heeding its signal, or ends. */
function modelSaying(parts: readonly ChatPart[], then?: Error | 'hangs'): ChatModel {
  return {
    provider: 'p',
    model: 'm',
    scripted: false,
    async *stream() {
      yield* parts;
      if (then === 'hangs') await new Promise(() => {});
      if (then instanceof Error) throw then;
    },
  };
}

function textOf(parts: readonly ChatPart[]): string {
  return parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('');
}

test('a model that does not begin is given up', async () => {
  await expect(askModel(withTimeout(modelSaying([], 'hangs'), { firstTokenMs: 5 }), hello)).rejects.toMatchObject({
    code: 'MODEL_TIMEOUT',
    retryable: true,
    message: 'm (p) did not begin its reply within 0.005 s. Try again, or allow it more time.',
  });
});

test('a model that begins but does not finish is given up', async () => {
  const model = withTimeout(modelSaying([{ type: 'text', text: 'a' }], 'hangs'), { firstTokenMs: 60_000, totalMs: 5 });
  await expect(askModel(model, hello)).rejects.toMatchObject({ code: 'MODEL_TIMEOUT', message: expect.stringContaining('did not finish') });
});

test('the request of a model that was given up is cancelled, and the time-out is what is heard of it', async () => {
  let cancelled = false;
  const heeding: ChatModel = {
    ...modelSaying([]),
    async *stream(_, { signal }) {
      yield { type: 'reasoning', text: 'hm' };
      await new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          cancelled = true;
          reject(new Error('aborted'));
        });
      });
    },
  };
  await expect(askModel(withTimeout(heeding, { totalMs: 5 }), hello)).rejects.toMatchObject({ code: 'MODEL_TIMEOUT' });
  expect(cancelled).toBe(true);
});

test('in time, nothing changes', async () => {
  const parts: ChatPart[] = [{ type: 'text', text: 'a' }, finish];
  expect(await askModel(withTimeout(modelSaying(parts), { firstTokenMs: 60_000, totalMs: 60_000 }), hello)).toEqual(parts);
  await expect(askModel(withTimeout(modelSaying([], unavailable), { totalMs: 60_000 }), hello)).rejects.toBe(unavailable);
});

test('the next model answers when one fails before it says anything', async () => {
  const passedOver: string[] = [];
  const model = withFallback([modelSaying([], unavailable), createScriptedModel({ replies: ['plan B'], name: 'second' })], {
    onFallback: (error, failed, next) => passedOver.push(`${error.code} ${failed.model} -> ${next.model}`),
  });
  expect(textOf(await askModel(model, hello))).toBe('plan B');
  expect(passedOver).toEqual(['MODEL_UNAVAILABLE m -> second']);
});

test('a reply that breaks off is not begun again by another model', async () => {
  const second = createScriptedModel({ replies: ['plan B'] });
  const model = withFallback([modelSaying([{ type: 'text', text: 'half' }], unavailable), second]);
  await expect(askModel(model, hello)).rejects.toBe(unavailable);
  expect(second.calls).toEqual([]);
});

test('when all fail, the last failure is heard', async () => {
  const last = new ModelError('MODEL_AUTH', 'no', { retryable: false });
  await expect(askModel(withFallback([modelSaying([], unavailable), modelSaying([], last)]), hello)).rejects.toBe(last);
});

test('requests beyond the limit wait until the minute has room, in order', async () => {
  let nowMs = 0;
  const waits: number[] = [];
  const time = {
    nowMs: () => nowMs,
    wait: async (ms: number) => {
      waits.push(ms);
      nowMs += ms;
    },
  };
  const script = createScriptedModel({ replies: ['1', '2', '3', '4', '5'] });
  const model = withRateLimit(script, { requestsPerMinute: 2 }, time);
  const replies = await Promise.all([1, 2, 3, 4, 5].map(() => askModel(model, hello)));
  expect(replies.map(textOf)).toEqual(['1', '2', '3', '4', '5']);
  expect(waits).toEqual([60_000, 60_000]);
});

test('tokens are counted as the provider counted them', async () => {
  let nowMs = 0;
  const waits: number[] = [];
  const time = {
    nowMs: () => nowMs,
    wait: async (ms: number) => {
      waits.push(ms);
      nowMs += ms;
    },
  };
  const spent: ChatPart = { type: 'finish', finishReasons: ['stop'], usage: { inputTokens: 900, outputTokens: 90 }, responseModel: 'm' };
  const model = withRateLimit(modelSaying([spent]), { requestsPerMinute: 100, tokensPerMinute: 1_000 }, time);
  await askModel(model, hello);
  await askModel(model, hello);
  expect(waits).toEqual([60_000]);
});

test('one who waits can be cancelled without holding up those behind', async () => {
  const cancel = new AbortController();
  const model = withRateLimit(createScriptedModel({ replies: ['1', '2'] }), { requestsPerMinute: 1 });
  await askModel(model, hello);
  const waiting = model.stream(hello, { signal: cancel.signal })[Symbol.asyncIterator]().next();
  cancel.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
});

test('recorded replies are played back, the same request in the order of its replies', async () => {
  const file = join(folder, 'replies.jsonl');
  const other: ChatRequest = { messages: [{ role: 'user', parts: [{ type: 'text', content: 'Other' }] }] };
  const recording = recordReplies(createScriptedModel({ replies: ['one', 'two', 'three'], name: 'demo' }), file);
  const recorded = [await askModel(recording, hello), await askModel(recording, other), await askModel(recording, hello)];

  const playing = await playReplies(file);
  expect(playing).toMatchObject({ provider: 'scripted', model: 'demo', scripted: true });
  const played = [await askModel(playing, hello), await askModel(playing, other), await askModel(playing, hello)];
  expect(played).toEqual(recorded);
  expect(textOf(await askModel(playing, hello))).toBe('three');
  expect(await readFile(file, 'utf8')).not.toContain('Be brief.');
  await expect(askModel(playing, { ...hello, temperature: 1 })).rejects.toMatchObject({
    code: 'MODEL_BAD_REQUEST',
    message: expect.stringContaining('has no reply to this request'),
  });
});

test('of a reply that was not heard out, what was heard is recorded; of one that was cancelled, nothing', async () => {
  const file = join(folder, 'stopped.jsonl');
  const recording = recordReplies(modelSaying([{ type: 'text', text: 'enough' }, { type: 'text', text: ' and more' }, finish]), file);
  const cancel = new AbortController();
  for await (const part of recording.stream(hello, cancel)) if (part.type === 'text') break;
  cancel.abort();
  const cancelled = recording.stream({ ...hello, temperature: 2 }, cancel)[Symbol.asyncIterator]();
  await cancelled.next();
  await cancelled.return?.();

  const playing = await playReplies(file);
  expect(textOf(await askModel(playing, hello))).toBe('enough');
  await expect(askModel(playing, { ...hello, temperature: 2 })).rejects.toThrow('has no reply to this request');
});

test.each([
  ['an empty file', '', 'holds no recorded reply'],
  ['something else', '{"request": 1}', 'Line 1 of'],
])('%s is not played', async (name, content, message) => {
  const file = join(folder, `${name}.jsonl`);
  await writeFile(file, content);
  await expect(playReplies(file)).rejects.toThrow(message);
});

test('a missing file is named', async () => {
  await expect(playReplies(join(folder, 'nowhere'))).rejects.toThrow('cannot be read (ENOENT). Record a session first.');
});
