import { engineLine, onCluster } from './engine-line.js';
import type { EngineKind } from './engine-line.js';

/** A table as data: the statement that makes it is written from this, for each kind of engine. */
export interface Table {
  readonly name: string;
  readonly columns: Readonly<Record<string, string>>;
  readonly indexes?: readonly string[];
  readonly orderBy: readonly string[];
  readonly partitionBy?: string;
  /** Of two rows with one key the one with the higher version stays; without it the later one. */
  readonly version?: string;
  /** Rows per mark. Fewer where single rows are read, because a whole granule is read for one. */
  readonly granularity?: number;
  /** Bytes that are compressed together at least; the engine's default is 65,536. Fewer where single values are read, because all of them are read for one. */
  readonly blockBytes?: number;
}

/** Finds rows by their words. */
export const SEARCH_INDEX = "INDEX search_index search_text TYPE text(tokenizer = 'splitByNonAlpha', preprocessor = lower(search_text))";

/**
 * Each attribute of a span as one text, `('key','value')`. The engine finds the index only where a query says the same in the same
 * way, and reads parts that do not have it yet only when there is no lambda in it.
 */
export const ATTRIBUTE_PAIRS = "CAST(arrayZip(mapKeys(attributes), mapValues(attributes)), 'Array(String)')";

/** Finds spans by an attribute. */
export const ATTRIBUTE_INDEX = `INDEX attribute_pairs ${ATTRIBUTE_PAIRS} TYPE text(tokenizer = 'array')`;

/** Finds the spans of a trace: which rows have its id, where a bloom filter would say which granules may have it. */
export const TRACE_INDEX = "INDEX trace_rows trace_id TYPE text(tokenizer = 'array')";

/**
 * One row per span; a started span, its end and every re-delivery are one. Keyed by start, because that makes lists
 * fastest; rows of one span with different start times never merge, so every read keeps the highest version itself.
 */
export const SPANS: Table = {
  name: 'spans',
  columns: {
    project: 'LowCardinality(String)',
    start_time: "DateTime64(9, 'UTC')",
    trace_id: 'String CODEC(ZSTD(1))',
    span_id: 'String CODEC(ZSTD(1))',
    /** From content, never from arrival: see `span-version.ts`. */
    version: 'UInt128 CODEC(ZSTD(1))',
    received_at: "DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1))",
    parent_span_id: 'String CODEC(ZSTD(1))',
    end_time: "DateTime64(9, 'UTC') CODEC(Delta, ZSTD(1))",
    kind: 'LowCardinality(String)',
    name: 'String CODEC(ZSTD(1))',
    status: 'LowCardinality(String)',
    session_id: 'String CODEC(ZSTD(1))',
    user_id: 'String CODEC(ZSTD(1))',
    agent_name: 'LowCardinality(String)',
    model: 'LowCardinality(String)',
    provider: 'LowCardinality(String)',
    tool_name: 'LowCardinality(String)',
    error_type: 'LowCardinality(String)',
    environment: 'LowCardinality(String)',
    input_tokens: 'Nullable(UInt64)',
    output_tokens: 'Nullable(UInt64)',
    cost_usd: 'Nullable(Float64)',
    /** The cost that was computed when the row was made, and the prices it was made with: prices change, rows say what they were. */
    computed_cost_usd: "Nullable(Float64) DEFAULT JSONExtract(facts, 'computedCostUsd', 'Nullable(Float64)')",
    price_table: 'LowCardinality(String)',
    /** What the trace is resolved from beside other columns, see `span-facts.ts`. */
    facts: 'String CODEC(ZSTD(1))',
    /** The span as it came, long values replaced by their hashes: everything else can be computed from it again. */
    raw: 'String CODEC(ZSTD(3))',
    /** Short attributes of the resource and the span as text, for filters by key and value. */
    attributes: 'Map(LowCardinality(String), String) CODEC(ZSTD(1))',
    /** Short texts of the span and the marks of the long ones, see `search-text.ts`. */
    search_text: 'String CODEC(ZSTD(1))',
  },
  indexes: [
    SEARCH_INDEX,
    ATTRIBUTE_INDEX,
    TRACE_INDEX,
    'INDEX received_index received_at TYPE minmax GRANULARITY 1',
  ],
  orderBy: ['project', 'start_time', 'trace_id', 'span_id'],
  partitionBy: 'toYYYYMM(start_time)',
  version: 'version',
  /** Its rows are large, and pages of lists and traces take single ones out of many places. Tables that were made before have 256. */
  granularity: 64,
};

/** Long values, once per project whoever refers to them. */
export const CONTENTS: Table = {
  name: 'contents',
  columns: {
    project: 'LowCardinality(String)',
    sha256: 'String CODEC(ZSTD(1))',
    text: 'String CODEC(ZSTD(3))',
  },
  indexes: ["INDEX text_index text TYPE text(tokenizer = 'splitByNonAlpha', preprocessor = lower(text))"],
  orderBy: ['project', 'sha256'],
  granularity: 128,
  // The long values of a small trace, each in another place, came a sixth faster, for four bytes on disk in a hundred.
  blockBytes: 16_384,
};

/** Log records that are not events of ours; joined to their span when it is read. */
export const LOGS: Table = {
  name: 'logs',
  columns: {
    project: 'LowCardinality(String)',
    trace_id: 'String CODEC(ZSTD(1))',
    span_id: 'String CODEC(ZSTD(1))',
    time: "DateTime64(9, 'UTC')",
    log_id: 'String CODEC(ZSTD(1))',
    received_at: "DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1))",
    severity_number: 'UInt8',
    event_name: 'LowCardinality(String)',
    raw: 'String CODEC(ZSTD(3))',
    search_text: 'String CODEC(ZSTD(1))',
  },
  indexes: [SEARCH_INDEX],
  orderBy: ['project', 'trace_id', 'span_id', 'time', 'log_id'],
  partitionBy: 'toYYYYMM(time)',
  granularity: 1024,
};

/** The events of our own sessions, in the order in which they happened. */
export const EVENTS: Table = {
  name: 'events',
  columns: {
    project: 'LowCardinality(String)',
    session_id: 'String CODEC(ZSTD(1))',
    sequence: 'UInt64 CODEC(Delta, ZSTD(1))',
    event_id: 'String CODEC(ZSTD(1))',
    type: 'LowCardinality(String)',
    time: "DateTime64(9, 'UTC') CODEC(Delta, ZSTD(1))",
    trace_id: 'String CODEC(ZSTD(1))',
    span_id: 'String CODEC(ZSTD(1))',
    json: 'String CODEC(ZSTD(3))',
  },
  orderBy: ['project', 'session_id', 'sequence', 'event_id'],
  granularity: 1024,
};

/** Files and pictures in pieces. Piece 0 is written last: where it is, all are. */
export const ARTIFACTS: Table = {
  name: 'artifacts',
  columns: {
    project: 'LowCardinality(String)',
    sha256: 'String',
    piece: 'UInt32',
    pieces: 'UInt32',
    name: 'String',
    mime_type: 'String',
    size_bytes: 'UInt64',
    base64: 'String CODEC(ZSTD(1))',
  },
  orderBy: ['project', 'sha256', 'piece'],
  granularity: 8,
};

/** What `resolveTrace` said of each trace, written by the resolver. Lists read this and never the spans. */
export const TRACES: Table = {
  name: 'traces',
  columns: {
    project: 'LowCardinality(String)',
    trace_id: 'String CODEC(ZSTD(1))',
    resolved_at: "DateTime64(6, 'UTC')",
    /** The trace's own id when no span names a session. */
    session_id: 'String CODEC(ZSTD(1))',
    round_id: 'String CODEC(ZSTD(1))',
    app: 'String',
    title: 'String CODEC(ZSTD(1))',
    user_id: 'String',
    tags: 'Array(String)',
    start_time: "DateTime64(9, 'UTC')",
    last_time: "DateTime64(9, 'UTC')",
    status: 'LowCardinality(String)',
    spans: 'UInt64',
    llm_calls: 'UInt64',
    tool_calls: 'UInt64',
    code_runs: 'UInt64',
    embedding_calls: 'UInt64',
    errors: 'UInt64',
    input_tokens: 'UInt64',
    output_tokens: 'UInt64',
    cache_read_tokens: 'UInt64',
    cache_write_tokens: 'UInt64',
    reasoning_tokens: 'UInt64',
    cost_usd: 'Nullable(Float64)',
    unpriced_llm_calls: 'UInt64',
    summary: 'String CODEC(ZSTD(3))',
  },
  indexes: ['INDEX session_index session_id TYPE bloom_filter(0.01) GRANULARITY 1'],
  orderBy: ['project', 'trace_id'],
  version: 'resolved_at',
  granularity: 1024,
};

/** Facts of a span as its whole trace explains it. */
export const RESOLVED_COLUMNS = {
  start_time: "DateTime64(9, 'UTC') CODEC(Delta, ZSTD(1))",
  /** Wall-clock time; none while the span runs. */
  duration_ms: 'Nullable(Float64)',
  kind: 'LowCardinality(String)',
  name: 'String CODEC(ZSTD(1))',
  status: 'LowCardinality(String)',
  session_id: 'String CODEC(ZSTD(1))',
  user_id: 'String CODEC(ZSTD(1))',
  /** The role: its own, or the nearest above. */
  agent_name: 'LowCardinality(String)',
  model: 'LowCardinality(String)',
  provider: 'LowCardinality(String)',
  tool_name: 'LowCardinality(String)',
  /** The plugin it happened in: the nearest tool, itself or above. */
  plugin: 'LowCardinality(String)',
  environment: 'LowCardinality(String)',
  tags: 'Array(String) CODEC(ZSTD(1))',
  error_type: 'LowCardinality(String)',
  error_message: 'String CODEC(ZSTD(1))',
  /** The same for errors that differ in numbers and ids only. */
  error_group: 'String CODEC(ZSTD(1))',
  /** 1 when another span says the same and counts instead. */
  duplicate: 'UInt8',
  /** 1 when its usage is part of the totals. Tokens and cost are 0 and none otherwise. */
  counted: 'UInt8',
  input_tokens: 'UInt64',
  output_tokens: 'UInt64',
  cost_usd: 'Nullable(Float64)',
} as const;

/**
 * What `resolveTrace` said of each span beyond what the span says itself, and what facets and statistics count by: each span
 * has one row here, whatever start times it came with.
 */
export const SPAN_RESOLUTIONS: Table = {
  name: 'span_resolutions',
  columns: {
    project: 'LowCardinality(String)',
    trace_id: 'String CODEC(ZSTD(1))',
    span_id: 'String CODEC(ZSTD(1))',
    resolved_at: "DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1))",
    /** The fields of the span record that differ from what the span alone would give. */
    changes: 'String CODEC(ZSTD(1))',
    ...RESOLVED_COLUMNS,
    /** Which row of `spans` counted for the span, see `row-hash.ts`; 0 in rows of earlier versions. */
    row_hash: 'UInt64',
  },
  orderBy: ['project', 'trace_id', 'span_id'],
  version: 'resolved_at',
  granularity: 1024,
};

/** How far the resolver has come: spans received before `resolved_until` are in `traces`. One row. */
export const RESOLVER_PROGRESS: Table = {
  name: 'resolver_progress',
  columns: { id: 'UInt8', resolved_until: "DateTime64(6, 'UTC')" },
  orderBy: ['id'],
  version: 'resolved_until',
};

/** Who the traces belong to. The default project needs no row. */
export const PROJECTS: Table = {
  name: 'projects',
  columns: { project_id: 'String', name: 'String', created_ms: 'UInt64', version: 'UInt64' },
  orderBy: ['project_id'],
  version: 'version',
};

/** Keys by their hash; the keys themselves are nowhere. */
export const API_KEYS: Table = {
  name: 'api_keys',
  columns: {
    key_id: 'String',
    project: 'String',
    name: 'String',
    preview: 'String',
    sha256: 'String',
    scopes: 'Array(String)',
    created_ms: 'UInt64',
    expires_ms: 'Nullable(UInt64)',
    revoked_ms: 'Nullable(UInt64)',
    version: 'UInt64',
  },
  orderBy: ['key_id'],
  version: 'version',
};

/** The steps of `migrations.ts` that this database has taken. */
export const MIGRATIONS_TABLE: Table = {
  name: 'heddle_migrations',
  columns: { version: 'UInt32', applied_at: "DateTime64(6, 'UTC') DEFAULT now64(6)" },
  orderBy: ['version'],
};

/**
 * How many parts are merged at once at least. Every insert makes a part, and a merge costs as much as an insert beside its rows:
 * with the engine's own choice half of its work under load was merging a few small parts again and again.
 */
const MERGE_SETTING = 'min_parts_to_merge_at_once = 12';

/**
 * The embedded engine deletes merged parts at once, so what they were merged into has to be on the disk by then: otherwise a loss of
 * power would cost spans of long ago. A server keeps merged parts for some minutes instead.
 */
const MERGE_FSYNC_SETTING = 'min_rows_to_fsync_after_merge = 1';

/** Settings that hold for what is written from then on. */
function settingsOf({ blockBytes }: Table, engine: EngineKind): readonly string[] {
  return [
    MERGE_SETTING,
    ...(engine.kind === 'embedded' ? [MERGE_FSYNC_SETTING] : []),
    ...(blockBytes === undefined ? [] : [`min_compress_block_size = ${blockBytes}`]),
  ];
}

/** The statement that gives a table that was there before the settings of a new one. */
export function settingsStatement(table: Table, engine: EngineKind): string {
  return `ALTER TABLE ${table.name}${onCluster(engine)} MODIFY SETTING ${settingsOf(table, engine).join(', ')}`;
}

/** The statement that makes a table unless it is there. */
export function createTableStatement(table: Table, engine: EngineKind): string {
  const columns = Object.entries(table.columns).map(([name, type]) => `${name} ${type}`);
  return [
    `CREATE TABLE IF NOT EXISTS ${table.name}${onCluster(engine)} (`,
    [...columns, ...(table.indexes ?? [])].map((line) => `  ${line}`).join(',\n'),
    `) ENGINE = ${engineLine(engine, table.version)}`,
    table.partitionBy && `PARTITION BY ${table.partitionBy}`,
    `ORDER BY (${table.orderBy.join(', ')})`,
    `SETTINGS ${[...(table.granularity ? [`index_granularity = ${table.granularity}`] : []), ...settingsOf(table, engine)].join(', ')}`,
  ].filter(Boolean).join('\n');
}

/** Statements that add columns to a table that may have them already. */
export function addColumnStatements(table: Table, columns: readonly string[], engine: EngineKind): readonly string[] {
  return columns.map((name) => `ALTER TABLE ${table.name}${onCluster(engine)} ADD COLUMN IF NOT EXISTS ${name} ${table.columns[name]}`);
}

/** The statement that adds an index to a table that may have it already. */
export function addIndexStatement(table: Table, index: string, engine: EngineKind): string {
  return `ALTER TABLE ${table.name}${onCluster(engine)} ADD ${index.replace('INDEX ', 'INDEX IF NOT EXISTS ')}`;
}

/** The indexes of a table besides its key. */
export function indexNames(table: Table): readonly string[] {
  return (table.indexes ?? []).map((index) => /^INDEX (\w+)/.exec(index)![1]!);
}

/** The columns of a table in the order in which its rows are written. */
export function columnsOf(table: Table): readonly string[] {
  return Object.keys(table.columns);
}
