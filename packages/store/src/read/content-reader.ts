import type { Database } from '../engine/database.js';
import { readContents, referencesIn } from './contents.js';

/** Gives the long values that stored texts refer to, by their hash; unknown ones are missing. */
export interface ContentReader {
  read(project: string, stored: readonly string[]): Promise<Map<string, string>>;
}

/** Longer texts are read each time: one of them would put out hundreds of others. */
const MAX_KEPT_LENGTH = 64 * 1024;

/**
 * Keeps those that were read last. A value under a hash never changes, and system prompts and histories stand in span after
 * span and are asked for with each page.
 *
 * @param maxLength - characters kept in all; default 32 million
 */
export function createContentReader(database: Database, maxLength = 32_000_000): ContentReader {
  const kept = new Map<string, string>();
  let length = 0;

  function keep(key: string, text: string): void {
    if (text.length > MAX_KEPT_LENGTH || kept.has(key)) return;
    kept.set(key, text);
    length += text.length;
    for (const [oldest, value] of kept) {
      if (length <= maxLength) break;
      kept.delete(oldest);
      length -= value.length;
    }
  }

  return {
    async read(project, stored) {
      const contents = new Map<string, string>();
      const missing: string[] = [];
      for (const sha256 of referencesIn(stored)) {
        const key = sha256 + project;
        const text = kept.get(key);
        if (text === undefined) {
          missing.push(sha256);
          continue;
        }
        contents.set(sha256, text);
        // The one that was asked for last goes out last.
        kept.delete(key);
        kept.set(key, text);
      }
      for (const [sha256, text] of await readContents(database, project, missing)) {
        contents.set(sha256, text);
        keep(sha256 + project, text);
      }
      return contents;
    },
  };
}
