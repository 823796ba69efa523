import type { RuntimeConfig } from './config.js';
import { backendSecrets } from './telemetry-config.js';

/** Keys and tokens that this process knows of: their values must not reach a journal, whoever prints them. */
export function knownSecrets(config: RuntimeConfig, env: NodeJS.ProcessEnv): readonly string[] {
  const fromEnvironment = Object.entries(env).flatMap(([name, value]) => (/(KEY|TOKEN|SECRET|PASSWORD)$/i.test(name) && value ? [value] : []));
  return [...fromEnvironment, ...config.telemetry.backends.flatMap(backendSecrets), ...(config.telemetry.apiKey ? [config.telemetry.apiKey] : [])];
}
