/** A value of `{name:Type}` in a statement: a text, a number, or a list of those; `null` for a Nullable. */
export type ParameterValue = string | number | bigint | boolean | null | undefined | readonly ParameterValue[];

/**
 * A value as the HTTP interface wants it: tab-separated text, in which lists hold quoted texts.
 *
 * @see ClickHouse documentation, "HTTP Interface", "CLI queries with parameters"
 */
export function parameterText(value: ParameterValue): string {
  if (Array.isArray(value)) return `[${value.map((item: ParameterValue) => itemText(item)).join(',')}]`;
  if (value === null || value === undefined) return '\\N';
  return typeof value === 'string' ? escape(value) : String(value);
}

function itemText(item: ParameterValue): string {
  if (typeof item === 'string') return `'${escape(item)}'`;
  return item === null || item === undefined ? 'NULL' : parameterText(item);
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', "'": "\\'", '\t': '\\t', '\n': '\\n', '\r': '\\r', '\0': '\\0' };

function escape(text: string): string {
  // Most are ids and hashes, which need none.
  return /[\\'\t\n\r\0]/.test(text) ? text.replace(/[\\'\t\n\r\0]/g, (character) => ESCAPES[character]!) : text;
}
