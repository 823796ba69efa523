/** The roles that come with Heddle, apart from what they are made of: whoever only reads a project needs no more. */
export const BUILT_IN_ROLE_NAMES = ['Planner', 'CodeInterpreter', 'PluginCaller', 'CommandLine', 'Reasoner'] as const;

export type BuiltInRoleName = (typeof BUILT_IN_ROLE_NAMES)[number];

export function isBuiltInRoleName(text: string): text is BuiltInRoleName {
  return (BUILT_IN_ROLE_NAMES as readonly string[]).includes(text);
}
