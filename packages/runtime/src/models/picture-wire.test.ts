import { afterEach, expect, test } from 'vitest';
import { createChatModel } from './create-chat-model.js';
import { askModel, jsonAnswer, startLoopbackProvider, type LoopbackProvider } from './loopback-provider.test.support.js';
import type { ProviderName } from './providers.js';

// A picture in a message, as each provider's API reference has it. What the provider answers is no matter here.

let provider: LoopbackProvider | undefined;
afterEach(async () => {
  await provider?.close();
  provider = undefined;
});

const content = 'iVBORw0KGgo=';
const openAi = { messages: [{ role: 'user', content: [{ type: 'text', text: 'What is it?' }, { type: 'image_url', image_url: { url: `data:image/png;base64,${content}` } }] }] };

test.each<[ProviderName, object]>([
  ['openai', openAi],
  ['azure', openAi],
  ['ollama', openAi],
  ['anthropic', { messages: [{ role: 'user', content: [{ type: 'text' }, { type: 'image', source: { type: 'base64', media_type: 'image/png', data: content } }] }] }],
  ['google', { contents: [{ role: 'user', parts: [{ text: 'What is it?' }, { inlineData: { mimeType: 'image/png', data: content } }] }] }],
])('%s is sent the picture', async (name, body) => {
  provider = await startLoopbackProvider(jsonAnswer(400, { error: { message: 'not asked', type: 'invalid_request_error' } }));
  const model = createChatModel({ provider: name, model: 'm-1', baseUrl: provider.url, apiKey: 'sk-test-1234567890' }, {});
  const parts = [{ type: 'text' as const, content: 'What is it?' }, { type: 'blob' as const, modality: 'image', mime_type: 'image/png', content }];
  await expect(askModel(model, { messages: [{ role: 'user', parts }] })).rejects.toMatchObject({ name: 'ModelError' });
  expect(provider.requests[0]!.body).toMatchObject(body);
});
