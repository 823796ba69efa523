import { definePlugin } from '@heddle/runtime';
import { z } from 'zod';

/** Every file in this folder that exports a plugin is one more function the agent's code can call. */
export default definePlugin({
  name: 'hello',
  description: 'A greeting for somebody, by name.',
  input: z.object({ name: z.string().min(1).describe('whom to greet') }),
  output: z.string(),
  examples: [{ input: { name: 'Ada' }, output: 'Hello, Ada!' }],
  run: ({ name }) => `Hello, ${name}!`,
});
