import type { TraceSummary } from '@heddle/model';
import { formatDuration } from '../../model/format-duration.js';
import { formatCount } from '../../model/format-figures.js';
import { Fact, Facts } from '../../ui/Facts.js';
import { StatusIcon } from '../../ui/StatusIcon.js';
import { Cost } from '../session/SessionHeader.js';
import styles from './TraceFacts.module.css';

/** What a trace comes to, in one line. */
export function TraceFacts({ trace, totalMs, scripted }: { readonly trace: TraceSummary; readonly totalMs: number; /** No model was asked. */ readonly scripted: boolean }) {
  const { totals } = trace;
  const words = { ok: 'ok', error: 'failed', running: 'running' }[trace.status];
  return (
    <div className={styles.bar}>
      <h1>{trace.name}</h1>
      <Facts>
        <Fact value={<><StatusIcon status={trace.status} label="" /> {words}</>} tone={trace.status === 'ok' ? undefined : trace.status} />
        <Fact value={formatDuration(trace.durationMs ?? totalMs)} />
        {totals.llmCalls > 0 && <Fact value={formatCount(totals.llmCalls)} label={totals.llmCalls === 1 ? 'model call' : 'model calls'} />}
        {totals.inputTokens > 0 && <Fact value={formatCount(totals.inputTokens)} label={totals.cacheReadTokens > 0 ? <>in, <b>{formatCount(totals.cacheReadTokens)}</b> cached</> : 'in'} />}
        {totals.outputTokens > 0 && <Fact value={formatCount(totals.outputTokens)} label="out" />}
        <Cost costUsd={totals.costUsd} unpriced={totals.unpricedLlmCalls} calls={totals.llmCalls} scripted={scripted} />
        {totals.embeddingCalls > 0 && <Fact value={formatCount(totals.embeddingCalls)} label={totals.embeddingCalls === 1 ? 'embedding' : 'embeddings'} />}
        {totals.codeRuns > 0 && <Fact value={formatCount(totals.codeRuns)} label={totals.codeRuns === 1 ? 'cell run' : 'cell runs'} />}
        {totals.toolCalls > 0 && <Fact value={formatCount(totals.toolCalls)} label={totals.toolCalls === 1 ? 'call' : 'calls'} />}
        {totals.errors > 0 && <Fact value={formatCount(totals.errors)} label={totals.errors === 1 ? 'error' : 'errors'} tone="error" />}
      </Facts>
    </div>
  );
}
