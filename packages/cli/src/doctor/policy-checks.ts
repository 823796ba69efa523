import { matchesPattern } from '@heddle/kernel';
import type { RuntimeConfig } from '@heddle/runtime';
import { warning, type Check } from './check.js';

/** Rules that no plugin is bound by: a slip in a name there means that a call goes ahead without being asked about. */
export function checkPolicy({ allow = [], deny = [], approve = {}, perPlugin = {} }: RuntimeConfig['policy'], plugins: readonly string[]): readonly Check[] {
  const rules = [
    ...allow.map((pattern) => ['allow', pattern] as const), ...deny.map((pattern) => ['deny', pattern] as const),
    ...Object.keys(approve).map((pattern) => ['approve', pattern] as const), ...Object.keys(perPlugin).map((pattern) => ['perPlugin', pattern] as const),
  ];
  return rules
    .filter(([, pattern]) => !plugins.some((plugin) => matchesPattern(plugin, pattern)))
    .map(([rule, pattern]) => warning('policy', `policy.${rule} names ${pattern}, and there is no such plugin.`, plugins.length === 0 ? 'Remove the rule, or add the plugin.' : `Correct the name; there are: ${plugins.join(', ')}.`));
}
