import { HEDDLE, type RawSpan } from '@heddle/model';
import { BY_FIELDS, BY_KIND, BY_PREFIX } from './dialects/dialect-table.js';
import { agentOps } from './dialects/agentops.js';
import type { Dialect } from './dialects/dialect.js';
import { flattenedGenAi } from './dialects/flattened-gen-ai.js';
import { genAi } from './dialects/gen-ai.js';
import { heddle } from './dialects/heddle.js';
import { logfire } from './dialects/logfire.js';
import { LOGFIRE_OPENAI_AGENTS_SCOPE, logfireOpenAiAgents } from './dialects/logfire-openai-agents.js';
import { TASKWEAVER_SCOPE, taskWeaver } from './dialects/taskweaver.js';

export interface SpokenDialects {
  /** In the order in which they are asked what the span is. */
  readonly forKind: readonly Dialect[];
  /** In the order in which they fill fields: the first that knows a field wins. */
  readonly forFields: readonly Dialect[];
}

const OURS: SpokenDialects = { forKind: [heddle], forFields: [heddle, genAi] };
const TASKWEAVER: SpokenDialects = { forKind: [taskWeaver], forFields: [taskWeaver] };
const OPENAI_AGENTS_BY_LOGFIRE: SpokenDialects = { forKind: [logfireOpenAiAgents, logfire, genAi], forFields: [logfireOpenAiAgents, genAi, logfire] };

/**
 * Which dialects a span speaks, from its scope and the beginnings of its keys, without looking at a value.
 * Hot: runs on every span at intake.
 */
export function detectDialects(span: RawSpan): SpokenDialects {
  if (span.scope.name === 'heddle' || HEDDLE.kind in span.attributes) return OURS;
  if (span.scope.name === TASKWEAVER_SCOPE) return TASKWEAVER;
  if (span.scope.name === LOGFIRE_OPENAI_AGENTS_SCOPE) return OPENAI_AGENTS_BY_LOGFIRE;
  let spoken = BIT_OF.get(genAi)!; // Its keys are everywhere, sessions and users among them.
  for (const key in span.attributes) {
    if (key.startsWith('gen_ai.')) {
      if (key.startsWith('gen_ai.prompt') || key.startsWith('gen_ai.completion')) spoken |= FLATTENED;
    } else spoken |= BITS_OF_PREFIX.get(prefixOf(key)) ?? 0;
  }
  if (span.scope.name === 'agentops') spoken |= AGENTOPS;
  return combination(spoken);
}

const BIT_OF: ReadonlyMap<Dialect, number> = new Map(BY_FIELDS.map((dialect, index) => [dialect, 1 << index]));
const FLATTENED = BIT_OF.get(flattenedGenAi)!;
const AGENTOPS = BIT_OF.get(agentOps)!;
const BITS_OF_PREFIX: ReadonlyMap<string, number> = new Map(
  [...BY_PREFIX].map(([prefix, dialects]) => [prefix, dialects.reduce((bits, dialect) => bits | BIT_OF.get(dialect)!, 0)]),
);

const DOT = 46;
const COLON = 58;

function prefixOf(key: string): string {
  for (let index = 0; index < key.length; index++) {
    const code = key.charCodeAt(index);
    if (code === DOT || code === COLON) return key.slice(0, index);
  }
  return key;
}

/** Spans of one sender speak the same dialects: their lists are made once. At most 2^17 exist, a handful occur. */
function combination(bits: number): SpokenDialects {
  const known = combinations.get(bits);
  if (known) return known;
  const speaks = (dialect: Dialect): boolean => (bits & BIT_OF.get(dialect)!) !== 0;
  const made = { forKind: BY_KIND.filter(speaks), forFields: BY_FIELDS.filter(speaks) };
  if (combinations.size < MAX_COMBINATIONS) combinations.set(bits, made);
  return made;
}

const MAX_COMBINATIONS = 1_000;
const combinations = new Map<number, SpokenDialects>();
