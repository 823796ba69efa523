import type { PluginError } from '@heddle/model';
import type { RuntimeOverrides } from '../create-runtime.js';
import type { ChatModel } from '../models/chat-model.js';
import type { Environment } from '../models/environment.js';
import { modelFromEnvironment } from '../models/model-from-environment.js';
import { loadPlugins, type LoadedPlugins } from '../plugins/load-plugins.js';
import { withoutConflicts } from '../plugins/plugin-conflicts.js';
import type { Plugin } from '../plugins/plugin.js';
import type { Project } from './plan-project.js';

export interface ProjectParts {
  /** For `createRuntime`. Without `model` when nothing names one. */
  readonly overrides: RuntimeOverrides & { readonly plugins: readonly Plugin[] };
  /** Plugins that were left out, and why. */
  readonly errors: readonly PluginError[];
}

/**
 * Makes a project's parts: connects its models by name, runs the files of its plugin folders. Of two plugins with one
 * name, the first stays.
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
  const { plugins, errors } = await pluginsOf(project);
  return { overrides: { ...(model && { model }), models, plugins, ...(project.roles && { roles: project.roles }) }, errors };
}

/** A name is read as `HEDDLE_MODEL` would be; none means that the environment decides. */
async function chosenModel(wish: string | ChatModel | undefined, env: Environment): Promise<ChatModel | undefined> {
  if (typeof wish === 'object') return wish;
  return await modelFromEnvironment(wish === undefined ? env : { ...env, HEDDLE_MODEL: wish });
}

async function pluginsOf({ plugins, pluginFolders }: Project): Promise<{ readonly plugins: readonly Plugin[]; readonly errors: readonly PluginError[] }> {
  const folders: LoadedPlugins[] = [];
  for (const folder of pluginFolders) folders.push(await loadPlugins(folder));
  const all = withoutConflicts([...plugins, ...folders.flatMap((folder) => folder.plugins)]);
  return { plugins: all.plugins, errors: [...folders.flatMap((folder) => folder.errors), ...all.errors] };
}
