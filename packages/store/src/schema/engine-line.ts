/** Which database the tables are made for: the library in a process of ours, one server, or servers that replicate. */
export type EngineKind =
  | { readonly kind: 'embedded' }
  | { readonly kind: 'server' }
  | { readonly kind: 'cluster'; readonly cluster: string };

/** What follows `ENGINE =`. Everything is a ReplacingMergeTree: a row that arrives twice is one row. */
export function engineLine(engine: EngineKind, version: string | undefined): string {
  if (engine.kind !== 'cluster') return `ReplacingMergeTree(${version ?? ''})`;
  const path = "'/clickhouse/tables/{shard}/{database}/{table}', '{replica}'";
  return `ReplicatedReplacingMergeTree(${version === undefined ? path : `${path}, ${version}`})`;
}

/** What follows the name of a table when it is made or changed. */
export function onCluster(engine: EngineKind): string {
  return engine.kind === 'cluster' ? ` ON CLUSTER '${engine.cluster.replace(/[^\w.-]/g, '')}'` : '';
}
