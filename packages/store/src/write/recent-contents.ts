/** Remembers which contents were inserted lately. Forgetting one only costs inserting it again. */
export interface RecentContents {
  has(project: string, sha256: string): boolean;
  /** What is remembered here is never inserted again. */
  add(project: string, sha256: string): void;
  /** Forgets all, when something of it may not have been inserted. */
  clear(): void;
}

/** By project. The hashes stand here as they come: to join them with their project took longer than to look them up. */
type Generation = Map<string, Set<string>>;

/** @param limit - hashes remembered; about 200 bytes each */
export function createRecentContents(limit = 200_000): RecentContents {
  // Two generations: when the young one is full it becomes the old one, and what was only in the old one is forgotten.
  let young: Generation = new Map();
  let old: Generation = new Map();
  let youngSize = 0;

  function remember(project: string, sha256: string): void {
    let hashes = young.get(project);
    if (!hashes) young.set(project, (hashes = new Set()));
    const known = hashes.size;
    hashes.add(sha256);
    if (hashes.size > known) youngSize++;
    if (youngSize < limit / 2) return;
    old = young;
    young = new Map();
    youngSize = 0;
  }

  return {
    has(project, sha256) {
      if (young.get(project)?.has(sha256)) return true;
      if (!old.get(project)?.has(sha256)) return false;
      remember(project, sha256);
      return true;
    },
    add: remember,
    clear() {
      young = new Map();
      old = new Map();
      youngSize = 0;
    },
  };
}
