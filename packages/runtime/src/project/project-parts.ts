import type { RuntimeOverrides } from '../create-runtime.js';
import { RuntimeError } from '../errors.js';
import { withEmbeddingCache } from '../memory/with-embedding-cache.js';
import type { ChatModel } from '../models/chat-model.js';
import { createEmbedding } from '../models/create-embedding.js';
import type { Environment } from '../models/environment.js';
import { modelChoice } from '../models/model-choice.js';
import type { ModelSpec } from '../models/providers.js';
import { modelFromEnvironment } from '../models/model-from-environment.js';
import { loadPlugins, type LoadedPlugins } from '../plugins/load-plugins.js';
import { withoutConflicts } from '../plugins/plugin-conflicts.js';
import { mcpSource } from '../plugins/mcp/mcp-source.js';
import type { Plugin } from '../plugins/plugin.js';
import { watchedFolder } from '../plugins/watched-folder.js';
import { isBuiltInRoleName } from '../roles/built-in-role-names.js';
import { BUILT_IN_ROLES } from '../roles/built-in-roles.js';
import { loadRoles } from '../roles/load-roles.js';
import type { Role } from '../roles/role.js';
import { USER } from '../session/conversation.js';
import type { Project } from './plan-project.js';

export interface ProjectParts {
  /** For `createRuntime`. Without `model` when nothing names one. */
  readonly overrides: RuntimeOverrides & { readonly plugins: readonly Plugin[] };
  /** Plugins and roles that were left out, and why. */
  readonly errors: readonly ProjectError[];
}

export interface ProjectError {
  /** In one sentence. */
  readonly message: string;
}

/**
 * Makes a project's parts: connects its models by name, runs the files of its folders of plugins and roles. Of two plugins
 * with one name, the first stays. MCP servers and watched folders are opened by the runtime.
 *
 * @param env - where the keys of models are read; default `process.env`
 * @throws {ModelError} `MODEL_KEY_MISSING` when a chosen provider has no key
 */
export async function projectParts(project: Project, env: Environment = process.env): Promise<ProjectParts> {
  const model = await chosenModel(project.model, env);
  const models: Record<string, ChatModel> = {};
  for (const [role, wish] of Object.entries(project.models)) {
    const chosen = await chosenModel(wish, env);
    if (chosen) models[role] = chosen;
  }
  const { plugins, sources, errors } = await pluginsOf(project);
  const roles = project.roles && (await rolesOf(project.roles));
  const embed = typeof project.embedding === 'string' ? createEmbedding(namedModel(project.embedding, env), env) : project.embedding;
  return {
    overrides: {
      ...(model && { model }),
      models,
      plugins,
      pluginSources: sources,
      secrets: project.mcpServers.flatMap((server) => Object.values('command' in server ? server.env : server.headers)),
      ...(roles && { roles: roles.roles }),
      ...(embed && { embed: withEmbeddingCache(embed) }),
    },
    errors: [...errors, ...(roles?.errors ?? [])],
  };
}

function namedModel(name: string, env: Environment): ModelSpec {
  const spec = modelChoice({ ...env, HEDDLE_MODEL: name });
  if (spec) return spec;
  throw new RuntimeError('BAD_CONFIG', `embedding is "${name.slice(0, 60)}", which names no model. Write provider/model.`);
}

/** A name is read as `HEDDLE_MODEL` would be; none means that the environment decides. */
async function chosenModel(wish: string | ChatModel | undefined, env: Environment): Promise<ChatModel | undefined> {
  if (typeof wish === 'object') return wish;
  return await modelFromEnvironment(wish === undefined ? env : { ...env, HEDDLE_MODEL: wish });
}

async function pluginsOf({ plugins, pluginFolders, watchPlugins, mcpServers }: Project) {
  const folders: { readonly folder: string; readonly loaded: LoadedPlugins }[] = [];
  for (const folder of pluginFolders) folders.push({ folder, loaded: await loadPlugins(folder) });
  const all = withoutConflicts([...plugins, ...folders.flatMap(({ loaded }) => loaded.plugins)]);
  return {
    plugins: all.plugins,
    sources: [...(watchPlugins ? folders.map(({ folder, loaded }) => watchedFolder(folder, loaded)) : []), ...mcpServers.map(mcpSource)],
    errors: [...folders.flatMap(({ loaded }) => loaded.errors), ...all.errors],
  };
}

/**
 * The roles in their order; those of a folder stand where the folder does. Of two with one name the first stays.
 *
 * @throws {RuntimeError} `BAD_CONFIG` when none is left
 */
async function rolesOf(wanted: readonly (Role | string)[]): Promise<{ readonly roles: readonly Role[]; readonly errors: readonly ProjectError[] }> {
  const roles: Role[] = [];
  const errors: ProjectError[] = [];
  for (const one of wanted) {
    const loaded = typeof one !== 'string' ? { roles: [one], errors: [] }
      : isBuiltInRoleName(one) ? { roles: [BUILT_IN_ROLES[one]()], errors: [] }
        : await loadRoles(one);
    errors.push(...loaded.errors);
    for (const role of loaded.roles) {
      if (role.name === USER || roles.some(({ name }) => name === role.name)) errors.push({ message: `The role "${role.name}" is left out, since somebody of this name is there. Rename it.` });
      else roles.push(role);
    }
  }
  if (roles.length === 0) throw new RuntimeError('BAD_CONFIG', `No role is left to answer. ${errors.map(({ message }) => message).join(' ')}`);
  return { roles, errors };
}
