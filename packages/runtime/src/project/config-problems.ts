import type { z } from 'zod';
import { closestWord } from './closest-word.js';
import { keysAt, typesAt } from './settings.js';

/** What is wrong with a configuration, a sentence per problem, each unknown key with the known one most like it. */
export function configProblems(error: z.ZodError, value: unknown): readonly string[] {
  return error.issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(issue.path, key));
    const name = issue.path.join('.') || 'the file';
    const types = issue.code === 'invalid_union' ? typesAt(issue.path) : [];
    const what = types.length > 0 ? `expected ${types.join(' or ')}` : issue.message.replace(/^Invalid (?:input|option): /, '');
    return [`${name} is ${shown(value, issue.path)}: ${what}`];
  });
}

function unknownKey(path: readonly PropertyKey[], key: string): string {
  const known = keysAt(path) ?? [];
  const near = closestWord(key, known);
  const prefix = path.length === 0 ? '' : `${path.join('.')}.`;
  const hint = near === undefined ? `known here: ${known.join(', ')}` : `did you mean ${prefix}${near}?`;
  return `${prefix}${JSON.stringify(key.slice(0, 60)).slice(1, -1)} is not a setting; ${hint}`;
}

/** Keys and headers stay out of messages; an object may have some within. */
function shown(value: unknown, path: readonly PropertyKey[]): string {
  if (path.some((key) => /key|token|secret|password|header/i.test(String(key)))) return '(not shown)';
  let at = value;
  for (const key of path) at = typeof at === 'object' && at !== null && Object.hasOwn(at, key) ? (at as Record<PropertyKey, unknown>)[key] : undefined;
  if (typeof at === 'function') return 'a function';
  if (typeof at === 'object' && at !== null) return Array.isArray(at) ? 'a list' : 'an object';
  const text = at === undefined ? 'missing' : (JSON.stringify(at) ?? String(at));
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
