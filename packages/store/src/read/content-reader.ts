import type { Database } from '../engine/database.js';
import { collectReferences } from '../schema/content-references.js';
import { readContents } from './contents.js';
import { createPauses } from './pauses.js';

/** Gives the long values that stored texts refer to, by their hash; unknown ones are missing. */
export interface ContentReader {
  read(project: string, stored: readonly string[]): Promise<Map<string, string>>;
  /** Gives what is on its way into the database to whoever asks for it. @returns to be called when it has arrived, or will not */
  lend(project: string, contents: ReadonlyMap<string, string>): () => void;
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
  const lent = new Set<{ readonly project: string; readonly contents: ReadonlyMap<string, string> }>();
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

  function onItsWay(project: string, sha256: string): string | undefined {
    for (const loan of lent) {
      const text = loan.project === project ? loan.contents.get(sha256) : undefined;
      if (text !== undefined) return text;
    }
    return undefined;
  }

  return {
    lend(project, contents) {
      const loan = { project, contents };
      lent.add(loan);
      return () => void lent.delete(loan);
    },
    async read(project, stored) {
      const contents = new Map<string, string>();
      const missing: string[] = [];
      const pause = createPauses();
      const references = new Set<string>();
      for (const text of stored) {
        collectReferences(text, references);
        await pause();
      }
      for (const sha256 of references) {
        const key = sha256 + project;
        const text = kept.get(key);
        if (text !== undefined) {
          contents.set(sha256, text);
          // The one that was asked for last goes out last.
          kept.delete(key);
          kept.set(key, text);
          continue;
        }
        // What has arrived since the row was read is found in the database.
        const coming = onItsWay(project, sha256);
        if (coming === undefined) missing.push(sha256);
        else contents.set(sha256, coming);
      }
      for (const [sha256, text] of await readContents(database, project, missing)) {
        contents.set(sha256, text);
        keep(sha256 + project, text);
      }
      return contents;
    },
  };
}
