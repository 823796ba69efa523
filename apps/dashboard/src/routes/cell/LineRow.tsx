import { SourceTokens } from '../../content/SourceTokens.js';
import { Track } from '../../content/Track.js';
import type { CellRow } from '../../model/cell-rows.js';
import { callStatusWords } from '../../model/call-status-words.js';
import { formatDuration } from '../../model/format-duration.js';
import { countOf } from '../../model/format-figures.js';
import { summariseCalls, type CallSummary } from '../../model/paint-lines.js';
import { callFailed, type Call, type Cell } from '../../model/transcript.js';
import { Icon } from '../../ui/Icon.js';
import { StatusIcon } from '../../ui/StatusIcon.js';
import styles from './CellGrid.module.css';

/** A line of source with, where it calls, what its calls come to. */
export function LineRow({ row, cell, endMs, isCurrent, onToggle, onSelect }: {
  readonly row: Extract<CellRow, { kind: 'line' }>;
  readonly cell: Cell;
  readonly endMs: number;
  readonly isCurrent: boolean;
  readonly onToggle: () => void;
  readonly onSelect: () => void;
}) {
  const { line, foldable, open } = row;
  const { summary } = line;
  return (
    <li
      className={styles.line} data-row={row.key} data-line={line.number} data-calls={line.calls.length} data-failed={summary?.failed ?? 0}
      data-open={open || undefined} data-current={isCurrent || undefined} data-raised={line.raised || undefined}
    >
      <span className={styles.number} data-changed={line.changed || undefined}>
        {foldable && (
          <button type="button" className={styles.toggle} aria-expanded={open} aria-label={`${countOf(line.calls.length, 'call')} on line ${line.number}`} onClick={onToggle}>
            <Icon name={open ? 'down' : 'right'} size={12} />
          </button>
        )}
        {line.number}
      </span>
      <code className={styles.source} style={{ '--indent': line.indent } as React.CSSProperties}><SourceTokens tokens={line.tokens} />{line.tokens.length === 0 && ' '}</code>
      {summary && (
        <button type="button" className={styles.gutter} onClick={foldable ? onToggle : onSelect} aria-label={`Line ${line.number}: ${countOf(summary.count, 'call')}, ${summary.failed} failed, ${formatDuration(summary.busyMs)}`}>
          <span className={styles.status}><StatusIcon status={summary.status} /></span>
          <Track calls={line.calls} endMs={endMs} />
          <span className={styles.duration}>{summary.running > 0 ? <Running /> : formatDuration(summary.busyMs)}</span>
          <span className={styles.note}>{line.calls.length === 1 ? <CallNote call={line.calls[0]!} cell={cell} /> : <GroupNote summary={summary} />}</span>
        </button>
      )}
    </li>
  );
}

/** Calls that no line of this source made. */
export function ElsewhereRow({ row, endMs, isCurrent, onToggle }: {
  readonly row: Extract<CellRow, { kind: 'elsewhere' }>; readonly endMs: number; readonly isCurrent: boolean; readonly onToggle: () => void;
}) {
  const summary = summariseCalls(row.calls);
  return (
    <li className={styles.line} data-row={row.key} data-elsewhere data-calls={row.calls.length} data-failed={summary.failed} data-open={row.open || undefined} data-current={isCurrent || undefined}>
      <span className={styles.number}>
        <button type="button" className={styles.toggle} aria-expanded={row.open} aria-label="Calls from elsewhere" onClick={onToggle}><Icon name={row.open ? 'down' : 'right'} size={12} /></button>
      </span>
      <span className={styles.aside}>From elsewhere: made by plugins, by functions of earlier cells, or on a line nobody knows</span>
      <button type="button" className={styles.gutter} onClick={onToggle} aria-label={countOf(summary.count, 'call')}>
        <span className={styles.status}><StatusIcon status={summary.status} /></span>
        <Track calls={row.calls} endMs={endMs} />
        <span className={styles.duration}>{formatDuration(summary.busyMs)}</span>
        <span className={styles.note}><GroupNote summary={summary} /></span>
      </button>
    </li>
  );
}

/** The result in few words, or what went wrong. */
function CallNote({ call, cell }: { readonly call: Call; readonly cell: Cell }) {
  if (callFailed(call)) return <em>{callStatusWords(call, cell)}{call.error ? `: ${call.error.type}` : ''}</em>;
  if (call.status === 'running') return <>running</>;
  return call.result ? <>→ {call.result.summary}</> : null;
}

function GroupNote({ summary }: { readonly summary: CallSummary }) {
  return (
    <>
      <b>×{summary.count.toLocaleString('en-US')}</b>
      {summary.failed > 0 && <> · <em>{summary.failed.toLocaleString('en-US')} failed</em></>}
      {summary.running > 0 && <> · {summary.running} running</>} · slowest {formatDuration(summary.slowestMs)}
    </>
  );
}

function Running() {
  return <span className={styles.running}>running</span>;
}
