import { defineConfig } from '@heddle/runtime';

export default defineConfig({
  app: '__NAME__',
  plugins: ['./plugins'],
  // The model of all roles. Without it, the first key in the environment decides (OPENAI_API_KEY, ANTHROPIC_API_KEY, ...).
  // model: 'anthropic/claude-sonnet-5-5',
});
