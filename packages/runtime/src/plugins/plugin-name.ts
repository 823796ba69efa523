import { RESERVED_WORDS } from '@heddle/kernel';

const PART = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;
const MAX_PARTS = 4;

/** Why code could not call a plugin by this name, or `undefined` when it can. */
export function pluginNameProblem(name: unknown): string | undefined {
  const parts = String(name).split('.');
  if (typeof name !== 'string' || parts.length > MAX_PARTS || !parts.every((part) => PART.test(part))) {
    return `"${String(name).slice(0, 60)}" cannot be a plugin's name. Use up to ${MAX_PARTS} identifiers joined by dots, such as "weather.load".`;
  }
  const taken = parts.find((part) => RESERVED_WORDS.has(part));
  return taken === undefined ? undefined : `"${name}" cannot be a plugin's name: code needs the word "${taken}" for itself. Rename it.`;
}

/** The nearest word that can be part of a plugin's name: `list-files` becomes `list_files`, `import` becomes `import_`. */
export function toPluginNamePart(text: string): string {
  const word = text.replace(/[^A-Za-z0-9]+/g, '_').replace(/^_+|_+$/g, '').slice(0, 60);
  const named = /^[A-Za-z]/.test(word) ? word : `x${word === '' ? '' : `_${word}`}`;
  return RESERVED_WORDS.has(named) ? `${named}_` : named;
}
