import type { EncodedBatch } from './encoded-batch.js';
import type { RecentContents } from './recent-contents.js';

/** A long value, as a row of the table `contents`. */
export interface FreshContent {
  readonly project: string;
  readonly sha256: string;
  readonly line: string;
}

/** Encodes the contents of batches that were not stored lately, each once; pauses after each. */
export function* freshContents(batches: readonly Pick<EncodedBatch, 'project' | 'contents'>[], recent: RecentContents): Generator<void, readonly FreshContent[], void> {
  const fresh = new Map<string, FreshContent>();
  for (const { project, contents } of batches) {
    for (const [sha256, text] of contents) {
      if (recent.has(project, sha256)) continue;
      const key = sha256 + project;
      if (fresh.has(key)) continue;
      fresh.set(key, { project, sha256, line: JSON.stringify([project, sha256, text]) });
      yield;
    }
  }
  return [...fresh.values()];
}
