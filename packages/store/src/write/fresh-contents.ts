import type { EncodedBatch } from './encoded-batch.js';
import type { RecentContents } from './recent-contents.js';

/** A row of the table `contents`: a long value. */
export interface FreshContent {
  readonly project: string;
  readonly sha256: string;
  readonly text: string;
}

/** The contents of batches that were not stored lately, each once; pauses after each. */
export function* freshContents(batches: readonly Pick<EncodedBatch, 'project' | 'contents'>[], recent: RecentContents): Generator<void, readonly FreshContent[], void> {
  const fresh: FreshContent[] = [];
  const seen = new Map<string, Set<string>>();
  for (const { project, contents } of batches) {
    const seenHere = seen.get(project) ?? new Set();
    seen.set(project, seenHere);
    for (const [sha256, text] of contents) {
      if (recent.has(project, sha256) || seenHere.has(sha256)) continue;
      seenHere.add(sha256);
      fresh.push({ project, sha256, text });
      yield;
    }
  }
  return fresh;
}
