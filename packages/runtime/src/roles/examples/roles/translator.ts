import { defineRole } from '@heddle/runtime';

export default defineRole({
  name: 'Translator',
  description: 'translates texts into English',
  async reply({ incoming, model, observation, signal }) {
    const messages = [{ role: 'user', parts: [{ type: 'text' as const, content: `Translate into English:\n${incoming.message}` }] }];
    const { text } = await model.call({ messages }, { purpose: 'translate', observation, signal });
    return { to: incoming.from, message: text };
  },
});
