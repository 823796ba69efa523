/** Environment variables, as `process.env` has them. Handed in, so that tests own them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The value of the first of these variables that is set and not blank. */
export function firstSet(env: Environment, variables: readonly string[]): string | undefined {
  for (const variable of variables) {
    const value = env[variable]?.trim();
    if (value) return value;
  }
  return undefined;
}
