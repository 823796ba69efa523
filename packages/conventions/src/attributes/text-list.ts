import type { JsonValue } from '@heddle/model';
import { structured } from './structured.js';
import { textOf } from './text-of.js';

/** A list of words as senders write them: a list, a JSON list as text, or words with commas between. Without repeats. */
export function textList(value: JsonValue | undefined): readonly string[] {
  const read = structured(value);
  const items = typeof read === 'string' ? read.split(',') : Array.isArray(read) ? (read as readonly JsonValue[]) : [];
  const words = new Set<string>();
  for (const item of items) {
    const word = textOf(item)?.trim();
    if (word) words.add(word);
  }
  return [...words];
}
