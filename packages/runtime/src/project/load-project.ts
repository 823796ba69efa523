import { resolve } from 'node:path';
import type { Environment } from '../models/environment.js';
import { planProject, type Project } from './plan-project.js';
import { findProjectFile, readProjectFile } from './read-project-file.js';

export interface LoadProjectOptions {
  /** Default `process.env`. */
  readonly env?: Environment;
}

/**
 * Reads the project of a folder: `heddle.config.ts`, `.js`, `.mjs` or `.json`, under the environment, over the defaults.
 * A folder without such a file is a project too.
 *
 * @returns settings for `createRuntime`, and what `projectParts` makes the other parts of
 * @throws {RuntimeError} `BAD_CONFIG` naming every problem at once
 * @example
 * ```ts
 * const project = await loadProject('.');
 * const { overrides } = await projectParts(project);
 * const runtime = await createRuntime(project.config, overrides);
 * ```
 */
export async function loadProject(directory: string, { env = process.env }: LoadProjectOptions = {}): Promise<Project> {
  const folder = resolve(directory);
  const file = findProjectFile(folder);
  if (file === undefined) return planProject({ directory: folder, content: {}, env });
  return planProject({ directory: folder, file, content: await readProjectFile(file), env });
}
