import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'dashboard',
    include: ['src/**/*.test.{ts,tsx}'],
    // Pure logic needs no page; tests of components ask for one in their first line.
    environment: 'node',
    root: import.meta.dirname,
  },
});
