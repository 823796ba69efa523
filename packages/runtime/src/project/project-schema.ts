import { z } from 'zod';
import { runtimeConfigSchema } from '../config.js';
import type { ChatModel } from '../models/chat-model.js';
import type { Plugin } from '../plugins/plugin.js';
import type { Embed } from '../memory/rank-by-relevance.js';
import { mcpServersSchema } from '../plugins/mcp/mcp-server.js';
import { isRole } from '../roles/is-role.js';
import type { Role } from '../roles/role.js';

const model = z.custom<string | ChatModel>(isModel, { error: 'expected "provider/model", or a model such as createChatModel gives' });

/** A project file: the runtime's settings and, beside them, what is code. Unknown keys are refused. */
export const projectSchema = runtimeConfigSchema.extend({
  model: model.optional(),
  models: z.record(z.string(), model).default({}),
  plugins: z
    .array(z.custom<Plugin | string>(isPluginOrFolder, { error: 'expected a plugin made by definePlugin, or the path of a folder of plugins' }))
    .default([]),
  /** Read the folders of plugins again whenever they change. */
  watchPlugins: z.boolean().default(false),
  /** MCP servers whose tools become plugins, by the first part of the plugins' names. */
  mcpServers: mcpServersSchema.default({}),
  roles: z
    .array(z.custom<Role | string>(isRoleOrName, { error: 'expected a role { name, description, reply(turn) }, the name of one that comes with Heddle, or the path of a folder of roles' }))
    .min(1)
    .optional(),
  /** Model whose embeddings find the plugins and lessons that have to do with a request, as `provider/model`. */
  embedding: z.custom<string | Embed>((value) => typeof value === 'function' || (typeof value === 'string' && value.includes('/')), { error: 'expected "provider/model", or a function that gives a vector for each text' }).optional(),
});

function isModel(value: unknown): boolean {
  return (typeof value === 'string' && value.trim() !== '') || hasFunctions(value, ['stream']);
}

function isPluginOrFolder(value: unknown): boolean {
  return (typeof value === 'string' && value !== '') || (isNamed(value) && hasFunctions(value, ['parseInput', 'call']));
}

function isRoleOrName(value: unknown): boolean {
  return (typeof value === 'string' && value !== '') || isRole(value);
}

function isNamed(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string' && value.name !== '';
}

function hasFunctions(value: unknown, names: readonly string[]): boolean {
  return typeof value === 'object' && value !== null && names.every((name) => typeof (value as Record<string, unknown>)[name] === 'function');
}
