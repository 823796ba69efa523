/** Remembers which contents were inserted lately. Forgetting one only costs inserting it again. */
export interface RecentContents {
  has(project: string, sha256: string): boolean;
  /** What is remembered here is never inserted again. */
  add(project: string, sha256: string): void;
  /** Forgets all, when something of it may not have been inserted. */
  clear(): void;
}

/** @param limit - hashes remembered; about 200 bytes each */
export function createRecentContents(limit = 200_000): RecentContents {
  // Two generations: when the young one is full it becomes the old one, and what was only in the old one is forgotten.
  let young = new Set<string>();
  let old = new Set<string>();
  return {
    has(project, sha256) {
      const key = sha256 + project;
      if (young.has(key)) return true;
      if (!old.has(key)) return false;
      remember(key);
      return true;
    },
    add(project, sha256) {
      remember(sha256 + project);
    },
    clear() {
      young = new Set();
      old = new Set();
    },
  };

  function remember(key: string): void {
    young.add(key);
    if (young.size < limit / 2) return;
    old = young;
    young = new Set();
  }
}
