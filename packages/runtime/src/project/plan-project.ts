import { resolve } from 'node:path';
import { RuntimeError } from '../errors.js';
import type { RuntimeConfig } from '../config.js';
import type { ChatModel } from '../models/chat-model.js';
import { firstSet, type Environment } from '../models/environment.js';
import { modelChoice } from '../models/model-choice.js';
import { PROVIDER_NAMES } from '../models/providers.js';
import type { Embed } from '../memory/rank-by-relevance.js';
import type { McpServer } from '../plugins/mcp/mcp-server.js';
import type { Plugin } from '../plugins/plugin.js';
import { BUILT_IN_ROLE_NAMES, isBuiltInRoleName } from '../roles/built-in-role-names.js';
import type { Role } from '../roles/role.js';
import { localPackage } from '../session/local-package.js';
import { configProblems } from './config-problems.js';
import { environmentSettings, type SettingValue } from './environment-settings.js';
import { projectSchema } from './project-schema.js';

/** A project as it is to be run: environment over file over default, checked. Nothing is loaded or connected yet. */
export interface Project {
  readonly directory: string;
  /** Path of the project file; `undefined` when there is none and everything is environment and default. */
  readonly file: string | undefined;
  /** For `createRuntime`. Paths in it are absolute. */
  readonly config: RuntimeConfig;
  /** `undefined`: what the environment's keys choose, see `docs/models.md`. */
  readonly model: string | ChatModel | undefined;
  readonly models: Readonly<Record<string, string | ChatModel>>;
  readonly plugins: readonly Plugin[];
  /** Folders whose files hold more plugins, absolute. */
  readonly pluginFolders: readonly string[];
  /** Read the folders again whenever they change. */
  readonly watchPlugins: boolean;
  readonly mcpServers: readonly McpServer[];
  /** Names of roles that come with Heddle, and absolute paths of folders, stay text. */
  readonly roles: readonly (Role | string)[] | undefined;
  readonly embedding: string | Embed | undefined;
}

export interface ProjectSource {
  readonly directory: string;
  readonly file?: string;
  /** What the file exports. */
  readonly content: unknown;
  readonly env: Environment;
}

/**
 * Joins file, environment and defaults. Pure: the same source gives the same project.
 *
 * @throws {RuntimeError} `BAD_CONFIG` naming every problem of both at once
 */
export function planProject({ directory, file, content, env }: ProjectSource): Project {
  const fromEnvironment = environmentSettings(env);
  const merged = fromEnvironment.values.reduce<unknown>((value, { setting, value: set }) => withValue(value, setting.path, set), content ?? {});
  const parsed = projectSchema.safeParse(merged);
  const problems = [
    ...(parsed.success ? [] : configProblems(parsed.error, merged)),
    ...fromEnvironment.problems,
    ...(parsed.success ? [...modelProblems(parsed.data, env), ...roleProblems(parsed.data.roles)] : []),
  ];
  if (!parsed.success || problems.length > 0) throw badConfig(file, problems);

  const { model, models, plugins, watchPlugins, mcpServers, roles, embedding, ...config } = parsed.data;
  return {
    directory,
    file,
    config: {
      ...config,
      dataDir: resolve(directory, config.dataDir),
      kernel: { ...config.kernel, packages: config.kernel.packages.map((name) => localPackage(name, directory)) },
      memory: {
        ...config.memory,
        ...(config.memory.examples !== undefined && { examples: resolve(directory, config.memory.examples) }),
        ...(config.memory.experience !== undefined && { experience: resolve(directory, config.memory.experience) }),
      },
      ...(config.workspace !== undefined && { workspace: resolve(directory, config.workspace) }),
    },
    model: firstSet(env, ['HEDDLE_MODEL']) ?? model,
    models,
    plugins: plugins.filter((plugin) => typeof plugin !== 'string'),
    pluginFolders: plugins.filter((plugin) => typeof plugin === 'string').map((folder) => resolve(directory, folder)),
    watchPlugins,
    mcpServers: Object.entries(mcpServers).map(([name, server]) => ('command' in server ? { ...server, name, cwd: resolve(directory, server.cwd ?? '.') } : { ...server, name })),
    roles: roles?.map((role) => (typeof role !== 'string' || isBuiltInRoleName(role) ? role : resolve(directory, role))),
    embedding,
  };
}

/** A copy with one value set. What is no object on the way is left for the schema to complain about. */
function withValue(target: unknown, [key, ...rest]: readonly string[], value: SettingValue): unknown {
  if (key === undefined) return value;
  if (target === undefined) return { [key]: withValue(undefined, rest, value) };
  if (typeof target !== 'object' || target === null || Array.isArray(target)) return target;
  return { ...target, [key]: withValue((target as Record<string, unknown>)[key], rest, value) };
}

function modelProblems({ model, models }: { readonly model?: string | ChatModel | undefined; readonly models: Project['models'] }, env: Environment): readonly string[] {
  const named = [['model', model] as const, ...Object.entries(models).map(([role, one]) => [`models.${role}`, one] as const)];
  return named.flatMap(([key, one]) => {
    if (typeof one !== 'string') return [];
    try {
      modelChoice({ ...env, HEDDLE_MODEL: one });
      return [];
    } catch {
      return [`${key} is ${JSON.stringify(one.slice(0, 60))}, which names no provider: write provider/model, with one of ${PROVIDER_NAMES.join(', ')}`];
    }
  });
}

/** A word that is neither a path nor a role we have is a slip. */
function roleProblems(roles: readonly (Role | string)[] = []): readonly string[] {
  return roles.flatMap((role) => (typeof role !== 'string' || isBuiltInRoleName(role) || /[./\\]/.test(role)
    ? []
    : [`roles has ${JSON.stringify(role.slice(0, 60))}, which is no role that comes with Heddle (${BUILT_IN_ROLE_NAMES.join(', ')}); write a folder as "./${role.slice(0, 60)}"`]));
}

function badConfig(file: string | undefined, problems: readonly string[]): RuntimeError {
  return new RuntimeError('BAD_CONFIG', `${file ?? 'The environment'} cannot be used: ${problems.join('; ')}.`);
}
