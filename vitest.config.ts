import { defineConfig } from 'vitest/config';

// Packages are tested as they ship: `tsc -b` compiles the tests beside the code, and vitest runs what it made.
export default defineConfig({
  test: {
    // Most tests wait for processes of their own: a worker for each of two cores, where the default leaves one idle.
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'packages',
          include: ['packages/*/dist/**/*.test.js'],
          pool: 'forks',
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      './apps/dashboard/vitest.config.ts',
    ],
  },
});
