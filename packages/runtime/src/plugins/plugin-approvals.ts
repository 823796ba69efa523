import type { CallPolicy } from '@heddle/kernel';
import type { Plugin } from './plugin.js';

/** The calls that plugins themselves want a person to agree to, as a policy has them: reasons by name. */
export function pluginApprovals(plugins: readonly Plugin[]): NonNullable<CallPolicy['approve']> {
  return Object.fromEntries(plugins.flatMap(({ name, requiresApproval }) => (requiresApproval === undefined ? [] : [[name, requiresApproval]])));
}
