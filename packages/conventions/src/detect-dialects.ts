import { HEDDLE, type RawSpan } from '@heddle/model';
import type { Dialect } from './dialects/dialect.js';
import { genAi } from './dialects/gen-ai.js';
import { heddle } from './dialects/heddle.js';

export interface SpokenDialects {
  /** In the order in which they are asked what the span is. */
  readonly forKind: readonly Dialect[];
  /** In the order in which they fill fields: the first that knows a field wins. */
  readonly forFields: readonly Dialect[];
}

const OURS: SpokenDialects = { forKind: [heddle], forFields: [heddle, genAi] };
const STANDARD: SpokenDialects = { forKind: [genAi], forFields: [genAi] };

/**
 * Which dialects a span speaks, from its scope and the beginnings of its keys, without looking at a value.
 * Hot: runs on every span at intake.
 */
export function detectDialects(span: RawSpan): SpokenDialects {
  if (span.scope.name === 'heddle' || HEDDLE.kind in span.attributes) return OURS;
  return STANDARD;
}
