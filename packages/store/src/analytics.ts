import type { TraceTotals } from '@heddle/model';

/** Fields whose values can be counted. */
export const FACET_FIELDS = ['kind', 'status', 'name', 'model', 'provider', 'role', 'tool', 'plugin', 'user', 'tag', 'environment', 'errorType'] as const;

export type FacetField = (typeof FACET_FIELDS)[number];

/** Fields that usage and cost are summed by. */
export const COST_FIELDS = ['model', 'role', 'plugin', 'user', 'tag'] as const;

export type CostField = (typeof COST_FIELDS)[number];

/** Most frequent first; spans that do not say are left out. */
export type Facets = Readonly<Record<FacetField, readonly { readonly value: string; readonly count: number }[]>>;

/** Counts, tokens and cost of sessions. */
export interface SessionStats {
  /** By the UTC day they began, oldest first; days without sessions are left out. */
  readonly days: readonly {
    /** `2026-11-23` */
    readonly day: string;
    readonly sessions: number;
    readonly failedSessions: number;
    readonly totals: TraceTotals;
  }[];
  readonly sessions: number;
  readonly failedSessions: number;
  readonly totals: TraceTotals;
}

export interface SpanStats {
  readonly kinds: readonly KindStats[];
  /** Oldest first; times without spans are left out. At most 1,000, the newest. */
  readonly series: readonly SeriesPoint[];
  readonly bucketSeconds: number;
}

/** Wall-clock durations of the spans of one kind, each for itself: they are never added up, since spans stand inside others. */
export interface KindStats {
  readonly kind: string;
  readonly spans: number;
  readonly errors: number;
  /** `null` when none has ended. */
  readonly p50Ms: number | null;
  readonly p90Ms: number | null;
  readonly p99Ms: number | null;
  readonly maxMs: number | null;
}

export interface SeriesPoint {
  /** ISO 8601: the beginning. */
  readonly time: string;
  readonly spans: number;
  readonly errors: number;
  readonly llmCalls: number;
  readonly toolCalls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** `null` when no call could be priced. */
  readonly costUsd: number | null;
  /** Of model calls; `null` when none has ended. */
  readonly llmP50Ms: number | null;
  readonly llmP95Ms: number | null;
}

export interface CostList {
  readonly costs: readonly {
    /** Empty for calls that have none. A call with several tags counts for each. */
    readonly value: string;
    readonly calls: number;
    readonly inputTokens: number;
    readonly outputTokens: number;
    /** `null` when no call could be priced. */
    readonly costUsd: number | null;
    readonly unpricedCalls: number;
  }[];
  readonly nextCursor?: string;
}

export interface ErrorList {
  readonly errors: readonly {
    readonly errorGroup: string;
    readonly type: string;
    /** Of the one that happened last. */
    readonly message: string;
    readonly count: number;
    readonly traces: number;
    readonly sessions: number;
    readonly kinds: readonly string[];
    /** ISO 8601. */
    readonly firstTime: string;
    readonly lastTime: string;
    readonly lastTraceId: string;
    readonly lastSpanId: string;
  }[];
  readonly nextCursor?: string;
}
