/** Words that code in one of the two languages, or the kernel, needs for itself. */
const TAKEN: ReadonlySet<string> = new Set([
  '__k', '__proto__', 'prototype', 'constructor', 'console', 'display', 'globalThis', 'process', 'Deno', 'print', 'PluginError',
  'False', 'None', 'True', 'and', 'as', 'assert', 'async', 'await', 'break', 'class', 'continue', 'def', 'del', 'elif', 'else', 'except',
  'finally', 'for', 'from', 'global', 'if', 'import', 'in', 'is', 'lambda', 'nonlocal', 'not', 'or', 'pass', 'raise', 'return', 'try',
  'while', 'with', 'yield',
  'aio', 'case', 'catch', 'const', 'debugger', 'default', 'delete', 'do', 'enum', 'export', 'extends', 'false', 'function', 'instanceof', 'let',
  'new', 'null', 'super', 'switch', 'this', 'throw', 'true', 'typeof', 'undefined', 'var', 'void',
]);

const PART = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;
const MAX_PARTS = 4;

/** Why code could not call a plugin by this name, or `undefined` when it can. */
export function pluginNameProblem(name: unknown): string | undefined {
  const parts = String(name).split('.');
  if (typeof name !== 'string' || parts.length > MAX_PARTS || !parts.every((part) => PART.test(part))) {
    return `"${String(name).slice(0, 60)}" cannot be a plugin's name. Use up to ${MAX_PARTS} identifiers joined by dots, such as "weather.load".`;
  }
  const taken = parts.find((part) => TAKEN.has(part));
  return taken === undefined ? undefined : `"${name}" cannot be a plugin's name: code needs the word "${taken}" for itself. Rename it.`;
}

/** The nearest word that can be part of a plugin's name: `list-files` becomes `list_files`, `import` becomes `import_`. */
export function toPluginNamePart(text: string): string {
  const word = text.replace(/[^A-Za-z0-9]+/g, '_').replace(/^_+|_+$/g, '').slice(0, 60);
  const named = /^[A-Za-z]/.test(word) ? word : `x${word === '' ? '' : `_${word}`}`;
  return TAKEN.has(named) ? `${named}_` : named;
}
