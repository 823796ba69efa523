import type { BuiltInRoleName } from './built-in-role-names.js';
import { createCodeInterpreter } from './code-interpreter.js';
import { createCommandLine } from './command-line.js';
import { createPlanner } from './planner.js';
import { createPluginCaller } from './plugin-caller.js';
import { createReasoner } from './reasoner.js';
import type { Role } from './role.js';

/** The roles that come with Heddle, by the names that a project file can list. */
export const BUILT_IN_ROLES: Readonly<Record<BuiltInRoleName, () => Role>> = {
  Planner: createPlanner,
  CodeInterpreter: createCodeInterpreter,
  PluginCaller: createPluginCaller,
  CommandLine: createCommandLine,
  Reasoner: createReasoner,
};
