import { definePlugin } from '@heddle/runtime';
import { z } from 'zod';

export default definePlugin({
  name: 'digest',
  description: 'Sums up a text in one sentence, in the language of the session.',
  input: z.object({ text: z.string().max(20_000) }),
  async run({ text }, { model, variables, putArtifact }) {
    const language = variables.get('language') ?? 'English';
    const reply = await model(`Sum up in one sentence, in ${String(language)}:\n\n${text}`);
    await putArtifact({ name: 'digest.txt', mimeType: 'text/plain', bytes: new TextEncoder().encode(reply.text) });
    return reply.text;
  },
});
