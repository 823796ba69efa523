import { HEDDLE } from '@heddle/model';
import type { SpanKind, SpanRecord } from '@heddle/model';
import { previewOf } from './preview-of.js';
import { numberAt, textAt } from './call-from-span.js';
import { shortErrorType } from './error-of-span.js';

/** The few families of kinds that have a colour and a shape of their own. */
export type Tone = 'round' | 'agent' | 'llm' | 'code' | 'tool' | 'guardrail' | 'other';

const TONES: Record<SpanKind, Tone> = {
  round: 'round', workflow: 'round', agent: 'agent', step: 'agent', plan: 'agent', llm: 'llm', embedding: 'llm', rerank: 'llm', retrieval: 'tool',
  tool: 'tool', code: 'code', memory: 'other', guardrail: 'guardrail', evaluation: 'guardrail', chain: 'agent', event: 'other', other: 'other',
};

export function spanTone(kind: SpanKind): Tone {
  return TONES[kind];
}

/** The few words that stand after a span's name in the tree. */
export function spanDetail(span: SpanRecord): string {
  if (span.error) return span.error.message === '' ? span.error.type : `${shortErrorType(span.error.type)}: ${span.error.message}`;
  switch (spanTone(span.kind)) {
    case 'llm': {
      const model = span.model ?? span.requestModel ?? '';
      return span.name.includes(model) ? '' : model;
    }
    case 'code': {
      const index = numberAt(span, HEDDLE.cellIndex);
      const attempt = numberAt(span, HEDDLE.cellAttempt);
      return [index === undefined ? undefined : `cell ${index}`, attempt === undefined || attempt === 1 ? undefined : `attempt ${attempt}`].filter(Boolean).join(', ');
    }
    case 'agent': {
      const to = textAt(span, HEDDLE.postTo);
      return to === undefined ? '' : `to ${to === 'User' ? 'you' : to}`;
    }
    case 'tool': return textAt(span, HEDDLE.callSummary) ?? previewOf(span.toolResult ?? span.output)?.summary ?? '';
    default: return span.sourceName === span.name ? '' : span.sourceName;
  }
}
