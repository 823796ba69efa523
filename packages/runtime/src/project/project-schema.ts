import { z } from 'zod';
import { runtimeConfigSchema } from '../config.js';
import type { ChatModel } from '../models/chat-model.js';
import type { Plugin } from '../plugins/plugin.js';
import type { Role } from '../roles/role.js';

const model = z.custom<string | ChatModel>(isModel, { error: 'expected "provider/model", or a model such as createChatModel gives' });

/** A project file: the runtime's settings and, beside them, what is code. Unknown keys are refused. */
export const projectSchema = runtimeConfigSchema.extend({
  model: model.optional(),
  models: z.record(z.string(), model).default({}),
  plugins: z
    .array(z.custom<Plugin | string>(isPluginOrFolder, { error: 'expected a plugin made by definePlugin, or the path of a folder of plugins' }))
    .default([]),
  roles: z.array(z.custom<Role>(isRole, { error: 'expected a role: { name, description, reply(turn) }' })).min(1).optional(),
});

function isModel(value: unknown): boolean {
  return (typeof value === 'string' && value.trim() !== '') || hasFunctions(value, ['stream']);
}

function isPluginOrFolder(value: unknown): boolean {
  return (typeof value === 'string' && value !== '') || (isNamed(value) && hasFunctions(value, ['parseInput', 'call']));
}

function isRole(value: unknown): boolean {
  return isNamed(value) && hasFunctions(value, ['reply']);
}

function isNamed(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string' && value.name !== '';
}

function hasFunctions(value: unknown, names: readonly string[]): boolean {
  return typeof value === 'object' && value !== null && names.every((name) => typeof (value as Record<string, unknown>)[name] === 'function');
}
