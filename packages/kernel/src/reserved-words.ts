/** Words that code in one of the two languages, or the kernel, needs for itself: no part of a plugin's name may be one. */
export const RESERVED_WORDS: ReadonlySet<string> = new Set([
  // the kernel's own
  '__k', '__proto__', 'prototype', 'constructor', 'console', 'display', 'globalThis', 'process', 'Deno', 'print', 'PluginError', 'aio',
  // Python
  'False', 'None', 'True', 'and', 'as', 'assert', 'async', 'await', 'break', 'class', 'continue', 'def', 'del', 'elif', 'else', 'except',
  'finally', 'for', 'from', 'global', 'if', 'import', 'in', 'is', 'lambda', 'nonlocal', 'not', 'or', 'pass', 'raise', 'return', 'try',
  'while', 'with', 'yield',
  // TypeScript
  'case', 'catch', 'const', 'debugger', 'default', 'delete', 'do', 'enum', 'export', 'extends', 'false', 'function', 'instanceof', 'let',
  'new', 'null', 'super', 'switch', 'this', 'throw', 'true', 'typeof', 'undefined', 'var', 'void',
]);
