import { errorFacts } from '@heddle/sdk';
import { resolve } from 'node:path';
import { createModuleImporter } from '../plugins/import-module.js';
import { findPluginFiles } from '../plugins/plugin-files.js';
import { isRole } from './is-role.js';
import type { Role } from './role.js';

/** What a folder of roles holds. */
export interface LoadedRoles {
  readonly roles: readonly Role[];
  /** One for each file that could not be loaded; the others are there. */
  readonly errors: readonly { readonly file: string; readonly message: string }[];
}

/** Loads the roles of a folder: every module in it is run, as those of a folder of plugins are, in the order of their names. */
export async function loadRoles(folder: string): Promise<LoadedRoles> {
  const roles: Role[] = [];
  const errors: { file: string; message: string }[] = [];
  try {
    const files = await findPluginFiles(resolve(folder));
    const importModule = await createModuleImporter();
    for (const { name, path } of files) {
      try {
        roles.push(...exportedRoles(await importModule(path)));
      } catch (thrown) {
        errors.push({ file: name, message: `${name}: ${errorFacts(thrown).message}` });
      }
    }
  } catch (thrown) {
    errors.push({ file: folder, message: `The folder of roles ${folder} cannot be read: ${errorFacts(thrown).message}` });
  }
  return { roles, errors };
}

function exportedRoles(module: Readonly<Record<string, unknown>>): readonly Role[] {
  const roles = [...new Set(Object.values(module).filter(isRole))];
  if (roles.length === 0) throw new TypeError('It exports no role. Export { name, description, reply(turn) }, or begin its name with "_" if others only import it.');
  return roles;
}
