import type { RuntimeConfigInput } from '../config.js';
import type { ChatModel } from '../models/chat-model.js';
import type { z } from 'zod';
import type { Embed } from '../memory/rank-by-relevance.js';
import type { mcpServersSchema } from '../plugins/mcp/mcp-server.js';
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
  /** Read the folders of plugins again whenever they change; sessions use what is there from their next round on. */
  readonly watchPlugins?: boolean;
  /** MCP servers whose tools become plugins, by the first part of the plugins' names. */
  readonly mcpServers?: z.input<typeof mcpServersSchema>;
  /**
   * Roles of your own, names of those that come with Heddle (`Planner`, `CodeInterpreter`, `PluginCaller`, `CommandLine`, `Reasoner`),
   * and folders of roles, relative to the project. The first answers the user. Default: Planner and CodeInterpreter.
   */
  readonly roles?: readonly (Role | string)[];
  /** `provider/model` whose embeddings find the plugins and lessons that have to do with a request. Default: words are compared. */
  readonly embedding?: string | Embed;
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
