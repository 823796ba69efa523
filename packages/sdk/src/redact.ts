/** Replaces what must not be recorded. Runs before journal and span, on every string. */
export type Redactor = <T>(value: T) => T;

export const REDACTED = '[redacted]';

/** Names of fields whose values are secrets, wherever they stand. */
const SECRET_FIELD = /^(?:api[-_]?key|authorization|cookie|password|passwd|secret|access[-_]?token|refresh[-_]?token|client[-_]?secret|private[-_]?key)$/i;

/**
 * Makes a redactor that hides the values of fields with a secret's name, and the given secrets inside any text.
 *
 * @param secrets - exact values, such as API keys; those under 6 characters are ignored, they would hide ordinary text
 */
export function createRedactor(secrets: readonly string[] = []): Redactor {
  const known = [...new Set(secrets)].filter((secret) => secret.length >= 6).sort((a, b) => b.length - a.length);
  const pattern = known.length > 0 ? new RegExp(known.map(escapePattern).join('|'), 'g') : undefined;

  const walk = (value: unknown): unknown => {
    if (typeof value === 'string') return pattern ? value.replace(pattern, REDACTED) : value;
    if (Array.isArray(value)) return mapUnlessSame(value, walk);
    if (typeof value !== 'object' || value === null) return value;
    let changed: Record<string, unknown> | undefined;
    for (const key of Object.keys(value)) {
      const field: unknown = (value as Record<string, unknown>)[key];
      const after = typeof field === 'string' && field !== '' && isSecretField(key) ? REDACTED : walk(field);
      if (after !== field) (changed ??= { ...value })[key] = after;
    }
    return changed ?? value;
  };
  return <T>(value: T) => walk(value) as T;
}

const KNOWN_FIELDS_LIMIT = 10_000;
const knownFields = new Map<string, boolean>();

/** Field names repeat almost always: each is looked at once. Hot: for every text field of everything that is recorded. */
function isSecretField(name: string): boolean {
  let secret = knownFields.get(name);
  if (secret !== undefined) return secret;
  secret = SECRET_FIELD.test(name);
  if (knownFields.size < KNOWN_FIELDS_LIMIT) knownFields.set(name, secret);
  return secret;
}

function mapUnlessSame(list: readonly unknown[], map: (value: unknown) => unknown): readonly unknown[] {
  let changed: unknown[] | undefined;
  for (let index = 0; index < list.length; index++) {
    const after = map(list[index]);
    if (after !== list[index]) (changed ??= [...list])[index] = after;
  }
  return changed ?? list;
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
