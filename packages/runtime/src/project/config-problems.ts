import type { JsonObject } from '@heddle/model';
import type { z } from 'zod';
import { closestWord } from './closest-word.js';
import { keysAt, PROJECT_SETTINGS, typesAt, valueAt, wordsAt } from './settings.js';

export interface ConfigSource {
  /** What may be set, as JSON Schema. Default: what a project file may hold. */
  readonly schema?: JsonObject;
  /** What the value is called as a whole. Default `the file`. */
  readonly whole?: string;
  /** Says where an unknown key at the top belongs, when it belongs somewhere. */
  readonly elsewhere?: (key: string) => string | undefined;
}

/** What is wrong with a configuration, a sentence per problem, each unknown key with the known one most like it. */
export function configProblems(error: z.ZodError, value: unknown, { schema = PROJECT_SETTINGS, whole = 'the file', elsewhere }: ConfigSource = {}): readonly string[] {
  return error.issues.flatMap((issue) => {
    const { path } = issue;
    if (issue.code === 'unrecognized_keys') {
      const prefix = path.map((key) => `${String(key)}.`).join('');
      return issue.keys.map((key) => (path.length === 0 && elsewhere?.(key)) || unknownKey(prefix, key, keysAt(schema, path, value)));
    }
    const name = path.join('.') || whole;
    const types = issue.code === 'invalid_union' ? typesAt(schema, path) : [];
    const words = issue.code === 'invalid_union' || issue.code === 'invalid_value' ? wordsAt(schema, path) : [];
    const given = valueAt(value, path);
    const near = typeof given === 'string' ? closestWord(given, words) : undefined;
    const what = near !== undefined ? `did you mean ${JSON.stringify(near)}?`
      : words.length > 0 ? `expected one of ${words.join(', ')}`
        : types.length > 0 ? `expected ${types.join(' or ')}`
          : issue.message.replace(/^Invalid (?:input|option): /, '');
    return [`${name} is ${shown(given, path)}: ${what}`];
  });
}

/** @param prefix - where the key stands: `kernel.`; empty at the top */
export function unknownKey(prefix: string, key: string, known: readonly string[], what = 'is not a setting'): string {
  const near = closestWord(key, known);
  const hint = near !== undefined ? `did you mean ${prefix}${near}?` : known.length > 0 ? `known here: ${known.join(', ')}` : 'nothing can be set here';
  return `${prefix}${JSON.stringify(key.slice(0, 60)).slice(1, -1)} ${what}; ${hint}`;
}

/** Keys and headers stay out of messages; an object may have some within. */
function shown(value: unknown, path: readonly PropertyKey[]): string {
  if (path.some((key) => /key|token|secret|password|header/i.test(String(key)))) return '(not shown)';
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object';
  const text = value === undefined ? 'missing' : (JSON.stringify(value) ?? String(value));
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
