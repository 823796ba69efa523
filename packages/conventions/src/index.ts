export { normaliseSpan } from './normalise-span.js';
export type { NormaliseOptions } from './normalise-span.js';
export { joinLogs } from './join-logs.js';
export { resolveTrace, traceResolution } from './resolve-trace/resolve-trace.js';
export type { ResolveOptions, ResolvedTrace, TraceResolution } from './resolve-trace/resolve-trace.js';
export { computeCost } from './prices/compute-cost.js';
export type { CostInput, CostOptions } from './prices/compute-cost.js';
export type { PriceOverride } from './prices/price-override.js';
export { PRICE_TABLE_VERSION } from './prices/price-table-version.js';
