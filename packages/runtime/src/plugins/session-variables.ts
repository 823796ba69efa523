import type { JsonValue } from '@heddle/model';

/** Values that the plugins of a session share, and that a user can set: a chosen database, a time zone, a locale. */
export interface SessionVariables {
  /** `undefined` when nobody set it. */
  get(name: string): JsonValue | undefined;
  /** `undefined` takes it away. The value is copied as JSON. */
  set(name: string, value: JsonValue | undefined): void;
  /** All of them, in the order they were first set. */
  entries(): readonly (readonly [string, JsonValue])[];
}

export function createSessionVariables(initial: Readonly<Record<string, JsonValue>> = {}): SessionVariables {
  const values = new Map<string, string>();
  const variables: SessionVariables = {
    get(name) {
      const json = values.get(name);
      return json === undefined ? undefined : (JSON.parse(json) as JsonValue);
    },
    set(name, value) {
      if (value === undefined) values.delete(name);
      else values.set(name, JSON.stringify(value));
    },
    entries: () => [...values].map(([name, json]) => [name, JSON.parse(json) as JsonValue] as const),
  };
  for (const [name, value] of Object.entries(initial)) variables.set(name, value);
  return variables;
}
