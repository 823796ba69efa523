import { Track } from '../../content/Track.js';
import { callArgumentsText } from '../../model/call-arguments-text.js';
import { callStatusWords } from '../../model/call-status-words.js';
import type { CellRow } from '../../model/cell-rows.js';
import { slowestOf } from '../../model/fold-calls.js';
import { formatDuration } from '../../model/format-duration.js';
import { callFailed, type Cell } from '../../model/transcript.js';
import { StatusIcon } from '../../ui/StatusIcon.js';
import styles from './CellGrid.module.css';

/** One call of an unfolded line: what went in, what came out, when and how long. */
export function CallRow({ row, cell, endMs, isCurrent, isSelected, onSelect }: {
  readonly row: Extract<CellRow, { kind: 'call' }>;
  readonly cell: Cell;
  readonly endMs: number;
  readonly isCurrent: boolean;
  readonly isSelected: boolean;
  readonly onSelect: () => void;
}) {
  const { call } = row;
  const failed = callFailed(call);
  const slowest = !failed && row.line > 0 && slowestOf(cell.calls.filter((other) => other.line === row.line))?.id === call.id;
  return (
    <li
      className={styles.call} data-row={row.key} data-call-sequence={call.sequence} data-status={call.status} data-call-failed={failed || undefined}
      data-current={isCurrent || undefined} data-selected={isSelected || undefined}
    >
      <button type="button" onClick={onSelect} aria-pressed={isSelected}>
        <span className={styles.number}>#{row.ordinal}</span>
        <span className={styles.values}>
          <span className={styles.arguments}>{row.line === 0 && <b>{call.plugin} </b>}{callArgumentsText(call, row.telling)}</span>
          {failed
            ? <span className={styles.outcome} data-failed>✕ {call.error ? `${call.error.type}: ${call.error.message}` : callStatusWords(call, cell)}</span>
            : <span className={styles.outcome}>{call.status === 'running' ? '…' : `→ ${call.result?.summary ?? 'nothing'}`}</span>}
        </span>
        <span className={styles.gutter}>
          <span className={styles.status}><StatusIcon status={failed ? 'error' : call.status === 'running' ? 'running' : 'ok'} /></span>
          <Track calls={[call]} endMs={endMs} density="inner" />
          <span className={styles.duration}>{formatDuration(call.durationMs)}</span>
          <span className={styles.note}>{failed ? <em>{callStatusWords(call, cell)}</em> : slowest ? 'slowest' : call.parentCallId !== undefined ? 'made by a plugin' : ''}</span>
        </span>
      </button>
    </li>
  );
}
