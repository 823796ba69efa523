import { fileURLToPath } from 'node:url';

/** Folder of the compiled TypeScript runner: self-contained, so that a place can bind it alone. */
export const TYPESCRIPT_RUNNER_FOLDER = fileURLToPath(new URL('../runner/', import.meta.url));

/** The program for TypeScript cells, in Node and in Deno. */
export const TYPESCRIPT_RUNNER = fileURLToPath(new URL('../runner/main.mjs', import.meta.url));

/** The program for Python cells. */
export const PYTHON_RUNNER = fileURLToPath(new URL('../../python/runner.py', import.meta.url));
