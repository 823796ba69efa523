import { defineConfig } from 'vitest/config';

const packages = { pool: 'forks', testTimeout: 30_000, hookTimeout: 60_000 } as const;

/** Tests of what a process has once, such as the tracer that every library in it finds. */
const ALONE = ['packages/sdk/dist/http-tracing.test.js'];

// Packages are tested as they ship: `tsc -b` compiles the tests beside the code, and vitest runs what it made.
export default defineConfig({
  test: {
    // Most tests wait for processes of their own: a worker for each of two cores, where the default leaves one idle.
    maxWorkers: 2,
    projects: [
      // Files share a process, since loading the packages anew for each took longer than most tests.
      { test: { ...packages, name: 'packages', include: ['packages/*/dist/**/*.test.js'], exclude: ALONE, isolate: false } },
      { test: { ...packages, name: 'packages-alone', include: ALONE } },
      './apps/dashboard/vitest.config.ts',
    ],
  },
});
