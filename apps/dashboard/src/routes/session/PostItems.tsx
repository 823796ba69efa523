import type { PlanStep } from '@heddle/model';
import { Link } from '@tanstack/react-router';
import { ArtifactFigure } from '../../content/ArtifactFigure.js';
import { callStatusWords, cellStatusWords } from '../../model/call-status-words.js';
import { formatDuration } from '../../model/format-duration.js';
import { formatCost, formatCount } from '../../model/format-figures.js';
import { callFailed, type Approval, type Call, type Cell, type ModelCall, type NoticeItem, type PostItem } from '../../model/transcript.js';
import { Icon } from '../../ui/Icon.js';
import { StatusIcon, type StatusTone } from '../../ui/StatusIcon.js';
import { CompactCell } from './CompactCell.js';
import styles from './PostItems.module.css';
import type { SelectProps } from './TranscriptView.js';

/** Silence longer than this is said, so that nobody waits for something that may have died. */
const SILENT_AFTER_MS = 10_000;

/** What happened inside a post, in order. */
export function PostItems({ items, nowMs, ...select }: { readonly items: readonly PostItem[]; readonly nowMs: number } & SelectProps) {
  return items.map((item, index) => {
    switch (item.kind) {
      case 'model-call': return <ModelCallLine key={item.call.id} call={item.call} nowMs={nowMs} {...select} />;
      case 'cell': return item.superseded ? <AttemptLine key={item.cell.id} cell={item.cell} {...select} /> : <CompactCell key={item.cell.id} cell={item.cell} nowMs={nowMs} {...select} />;
      case 'call': return <CallLine key={item.call.id} call={item.call} {...select} />;
      case 'plan': return <Plan key={index} steps={item.steps} />;
      case 'thought': return <p key={index} className={styles.thought}>{item.text}</p>;
      case 'artifact': return <div key={index} className={styles.artifact}><ArtifactFigure artifact={item.artifact} /></div>;
      case 'approval': return <ApprovalLine key={index} approval={item.approval} nowMs={nowMs} />;
      case 'notice': return <NoticeLine key={index} notice={item} />;
      default: return null;
    }
  });
}

function ModelCallLine({ call, nowMs, selected, onSelect }: { readonly call: ModelCall; readonly nowMs: number } & SelectProps) {
  const { usage } = call;
  const running = call.state === 'running';
  const silentMs = nowMs - call.startMs;
  return (
    <>
      <button type="button" className={styles.line} aria-pressed={selected === call.id} data-model-call={call.id} onClick={() => onSelect(selected === call.id ? undefined : call.id)}>
        <Icon name="right" size={11} tone="idle" />
        {call.state === 'error' ? <StatusIcon status="error" /> : <Icon name="llm" tone="llm" label="model call" />}
        <b data-running={running || undefined}>{running ? `Writing, ${call.model}` : call.model}</b>
        {call.error && <span className={styles.bad}>{call.error.type}: {call.error.message}{call.willRetry ? ', tried again' : ''}</span>}
        {usage.inputTokens !== undefined && <span>{formatCount(usage.inputTokens)} in{usage.cacheReadTokens ? <i> ({formatCount(usage.cacheReadTokens)} cached)</i> : null}</span>}
        {usage.outputTokens !== undefined && <span>{formatCount(usage.outputTokens)} out</span>}
        {call.state === 'ok' && !call.scripted && <span title={call.costUsd === null ? 'unknown price' : undefined}>{call.costUsd === null ? '– unknown price' : formatCost(call.costUsd)}</span>}
        {call.timeToFirstTokenMs !== undefined && <span className={styles.extra}>first token {formatDuration(call.timeToFirstTokenMs)}</span>}
        {call.scripted && <span className={styles.extra}>no model was asked</span>}
        {running && call.streamed === '' && silentMs > SILENT_AFTER_MS && <span className={styles.bad}>nothing heard for {formatDuration(silentMs)}</span>}
        <span className={styles.duration}>{formatDuration(call.durationMs ?? nowMs - call.startMs)}</span>
      </button>
      {running && call.streamed !== '' && <pre className={styles.stream}>{call.streamed.slice(-6_000)}<span className={styles.caret} /></pre>}
    </>
  );
}

/** A call that the model made itself: there is no line of code to stand on. */
function CallLine({ call, selected, onSelect }: { readonly call: Call } & SelectProps) {
  return (
    <button type="button" className={styles.line} aria-pressed={selected === call.id} data-call={call.id} onClick={() => onSelect(selected === call.id ? undefined : call.id)}>
      <Icon name="right" size={11} tone="idle" />
      {callFailed(call) ? <StatusIcon status="error" /> : <Icon name="tool" tone="tool" label="call" />}
      <b data-running={call.status === 'running' || undefined}>{call.plugin}</b>
      <span className={styles.cut}>{call.error ? `${call.error.type}: ${call.error.message}` : (call.result?.summary ?? callStatusWords(call))}</span>
      <span className={styles.duration}>{formatDuration(call.durationMs)}</span>
    </button>
  );
}

/** An attempt that a later one corrected: one line, what went wrong. */
function AttemptLine({ cell, sessionId }: { readonly cell: Cell } & SelectProps) {
  const where = cell.error?.line === undefined ? '' : `line ${cell.error.line}: `;
  return (
    <Link className={styles.line} to="/sessions/$sessionId/cells/$cellId" params={{ sessionId, cellId: cell.id }} data-attempt={cell.attempt}>
      <Icon name="right" size={11} tone="idle" />
      <StatusIcon status={cell.status === 'ok' ? 'ok' : 'error'} />
      <b>Attempt {cell.attempt}</b>
      <span className={styles.cut}>{cell.error ? `${where}${cell.error.message}` : cellStatusWords(cell)}</span>
      <span className={styles.duration}>{formatDuration(cell.durationMs)}</span>
    </Link>
  );
}

function ApprovalLine({ approval, nowMs }: { readonly approval: Approval; readonly nowMs: number }) {
  const waiting = approval.decision === 'waiting';
  const title = waiting ? 'Waiting for approval' : `${approval.decision === 'approved' ? 'Approved' : 'Denied'} by ${approval.by ?? 'somebody'}`;
  return (
    <p className={styles.line} data-still>
      <StatusIcon status={approval.decision === 'denied' ? 'error' : 'waiting'} label={waiting ? 'waiting' : approval.decision} />
      <b>{title}</b>
      <span className={styles.cut}>{approval.reason}{approval.note === undefined ? '' : ` (${approval.note})`}</span>
      <span className={styles.duration}>waited {formatDuration(approval.waitedMs ?? nowMs - approval.askedMs)}</span>
    </p>
  );
}

export function NoticeLine({ notice }: { readonly notice: NoticeItem }) {
  return <p className={styles.notice} data-tone={notice.tone}><b>{notice.title}</b> {notice.text}</p>;
}

const STEP_STATES: Readonly<Record<PlanStep['state'], readonly [StatusTone, string]>> = {
  todo: ['todo', 'not done'], doing: ['running', 'running'], done: ['ok', 'done'], failed: ['error', 'failed'], skipped: ['skipped', 'skipped'],
};

function Plan({ steps }: { readonly steps: readonly PlanStep[] }) {
  return (
    <ol className={styles.plan} aria-label="Plan">
      {steps.map((step, index) => {
        const [status, words] = STEP_STATES[step.state] ?? STEP_STATES.todo;
        return <li key={index} data-state={step.state}><StatusIcon status={status} label={words} /><span>{step.text}</span><i>{step.role}</i></li>;
      })}
    </ol>
  );
}
