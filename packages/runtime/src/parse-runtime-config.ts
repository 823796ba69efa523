import { runtimeConfigSchema, type RuntimeConfig } from './config.js';
import type { RuntimeOverrides } from './create-runtime.js';
import { RuntimeError } from './errors.js';
import { configProblems, unknownKey } from './project/config-problems.js';
import { RUNTIME_SETTINGS } from './project/settings.js';

/** What `createRuntime` takes as its second argument, so that a slip there is found as well as one in the first. */
const PARTS = {
  model: true, models: true, plugins: true, pluginSources: true, embed: true, roles: true, clock: true, journals: true, artifacts: true, spanProcessors: true, place: true, approvals: true, secrets: true, warn: true,
} as const satisfies Record<keyof RuntimeOverrides, true>;

/**
 * Fills in defaults and checks.
 *
 * @param parts - what is given beside the configuration; only its names are looked at
 * @throws {RuntimeError} `BAD_CONFIG` naming every problem at once, each unknown key with the known one most like it
 */
export function parseRuntimeConfig(input: unknown, parts: object = {}): RuntimeConfig {
  const value = input ?? {};
  const parsed = runtimeConfigSchema.safeParse(value);
  const problems = [
    ...(parsed.success ? [] : configProblems(parsed.error, value, { schema: RUNTIME_SETTINGS, whole: 'the configuration', elsewhere })),
    ...Object.keys(parts).flatMap((key) => (Object.hasOwn(PARTS, key) ? [] : [unknownKey('', key, Object.keys(PARTS), 'is no part')])),
  ];
  if (parsed.success && problems.length === 0) return parsed.data;
  throw new RuntimeError('BAD_CONFIG', `The configuration cannot be used: ${problems.join('; ')}.`);
}

/** The two arguments of `createRuntime` are easily mistaken for one. */
function elsewhere(key: string): string | undefined {
  return Object.hasOwn(PARTS, key) ? `${key} is code, not a setting; give it in the second argument: createRuntime(config, { ${key} })` : undefined;
}
