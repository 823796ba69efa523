import { expect, test } from 'vitest';
import { createTableStatement } from './tables.js';
import type { Table } from './tables.js';

const TABLE: Table = {
  name: 'notes', columns: { id: 'UInt64', version: 'UInt64' }, orderBy: ['id'], partitionBy: 'id % 8', version: 'version', granularity: 128,
  blockBytes: 16_384,
};

test('one description gives the table of each engine', () => {
  const embedded = `CREATE TABLE IF NOT EXISTS notes (
  id UInt64,
  version UInt64
) ENGINE = ReplacingMergeTree(version)
PARTITION BY id % 8
ORDER BY (id)
SETTINGS index_granularity = 128, min_parts_to_merge_at_once = 12, min_rows_to_fsync_after_merge = 1, min_compress_block_size = 16384`;
  expect(createTableStatement(TABLE, { kind: 'embedded' })).toBe(embedded);
  // A server keeps merged parts for a while; it need not wait for the disk.
  const server = embedded.replace(', min_rows_to_fsync_after_merge = 1', '');
  expect(createTableStatement(TABLE, { kind: 'server' })).toBe(server);
  expect(createTableStatement(TABLE, { kind: 'cluster', cluster: 'main' })).toBe(server
    .replace('notes (', "notes ON CLUSTER 'main' (")
    .replace('ReplacingMergeTree(version)', "ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}', version)"));
});
