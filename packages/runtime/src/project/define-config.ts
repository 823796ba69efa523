import type { RuntimeConfigInput } from '../config.js';
import type { ChatModel } from '../models/chat-model.js';
import type { Plugin } from '../plugins/plugin.js';
import type { Role } from '../roles/role.js';

/** What a project file says: the runtime's settings, and the parts that are code. */
export type ProjectConfig = RuntimeConfigInput & {
  /** `provider/model`, as `HEDDLE_MODEL` has it, or a model made in code. `HEDDLE_MODEL` wins over it. */
  readonly model?: string | ChatModel;
  /** Models of single roles, by the role's name; others use `model`. */
  readonly models?: Readonly<Record<string, string | ChatModel>>;
  /** Plugins made by `definePlugin`, and folders of them, relative to the project. */
  readonly plugins?: readonly (Plugin | string)[];
  /** Default: a Planner in the middle and a CodeInterpreter. The first role answers the user. */
  readonly roles?: readonly Role[];
};

/**
 * Gives a project file its types.
 *
 * @example
 * ```ts
 * // heddle.config.ts
 * import { defineConfig } from '@heddle/runtime';
 *
 * export default defineConfig({ app: 'sales', model: 'anthropic/claude-sonnet-5-5', plugins: ['./plugins'] });
 * ```
 */
export function defineConfig(config: ProjectConfig): ProjectConfig {
  return config;
}
