/** Whether a plugin's name is meant by a pattern: its whole name, `group.*` for a group, or `*` for all. */
export function matchesPattern(name: string, pattern: string): boolean {
  if (pattern === '*' || pattern === name) return true;
  return pattern.endsWith('.*') && name.startsWith(pattern.slice(0, -1));
}
