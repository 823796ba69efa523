/** Rows with the hashes of the long values that they refer to. */
export interface Referring {
  readonly references: ReadonlySet<string>;
}

/**
 * Cuts rows, in their order, so that the long values of each part fit into memory together. A value that several rows of a part
 * refer to is held once. A single row that is larger is a part by itself.
 *
 * @param sizes - bytes of each value; those that are not stored have none
 */
export function contentSlices<Row extends Referring>(rows: readonly Row[], sizes: ReadonlyMap<string, number>, maxBytes: number): readonly (readonly Row[])[] {
  const slices: Row[][] = [];
  let held = new Set<string>();
  let bytes = 0;
  for (const row of rows) {
    const fresh = [...row.references].filter((sha256) => !held.has(sha256));
    const added = sum(fresh, sizes);
    const current = slices.at(-1);
    if (current === undefined || bytes + added > maxBytes) {
      slices.push([row]);
      held = new Set(row.references);
      bytes = sum([...row.references], sizes);
    } else {
      current.push(row);
      for (const sha256 of fresh) held.add(sha256);
      bytes += added;
    }
  }
  return slices;
}

function sum(hashes: readonly string[], sizes: ReadonlyMap<string, number>): number {
  return hashes.reduce((total, sha256) => total + (sizes.get(sha256) ?? 0), 0);
}
