import { HEDDLE } from '@heddle/model';
import { memo } from 'react';
import type { CriticalStretch } from '../../model/critical-path.js';
import { formatDuration } from '../../model/format-duration.js';
import { spanDetail, spanTone } from '../../model/span-tone.js';
import type { TimeScale } from '../../model/time-scale.js';
import type { TraceRow } from '../../model/trace-tree.js';
import { Icon } from '../../ui/Icon.js';
import { StatusIcon } from '../../ui/StatusIcon.js';
import styles from './TraceGrid.module.css';

/** One span: its place in the tree, how long, and when. */
export const TraceGridRow = memo(function TraceGridRow({ row, top, scale, totalMs, folded, selected, hit, critical, onSelect, onToggle }: {
  readonly row: TraceRow;
  readonly top: number;
  readonly scale: TimeScale;
  readonly totalMs: number;
  readonly folded: boolean;
  readonly selected: boolean;
  readonly hit: boolean;
  readonly critical: readonly CriticalStretch[] | undefined;
  readonly onSelect: (spanId: string) => void;
  readonly onToggle: (spanId: string) => void;
}) {
  const { span, depth } = row;
  const tone = spanTone(span.kind);
  const failed = span.status === 'error';
  return (
    <div
      id={`row-${span.spanId}`} role="row" aria-level={depth + 1} aria-selected={selected} aria-expanded={row.hasChildren ? !folded : undefined} className={styles.row} style={{ transform: `translateY(${top}px)` }}
      data-span={span.spanId} data-kind={span.kind} data-status={span.status} data-hit={hit || undefined} onClick={() => onSelect(span.spanId)}
    >
      <span role="gridcell" className={styles.tree} style={{ '--depth': Math.min(depth, 24) } as React.CSSProperties}>
        {row.hasChildren
          ? <button type="button" tabIndex={-1} className={styles.twist} aria-label={folded ? 'Unfold' : 'Fold'} onClick={(event) => { event.stopPropagation(); onToggle(span.spanId); }}><Icon name={folded ? 'right' : 'down'} /></button>
          : <span className={styles.twist} />}
        {span.status === 'running' ? <StatusIcon status="running" size={14} /> : <Icon name={tone} tone={tone} label={span.kind} />}
        <b>{span.name}</b>
        <span className={styles.detail}>{folded ? foldedWords(row) : spanDetail(span)}</span>
        {failed && <StatusIcon status="error" />}
      </span>
      <span role="gridcell" className={styles.duration}>{span.status === 'running' ? 'running' : formatDuration(span.durationMs)}</span>
      <span role="gridcell" className={styles.lane}><Bar row={row} scale={scale} totalMs={totalMs} />{critical?.map((stretch) => <Stretch key={stretch.fromMs} stretch={stretch} scale={scale} />)}</span>
    </div>
  );
});

function Bar({ row, scale, totalMs }: { readonly row: TraceRow; readonly scale: TimeScale; readonly totalMs: number }) {
  const { span } = row;
  const endMs = row.endMs ?? totalMs;
  if (row.startMs > scale.toMs) return <span className={styles.off} data-side="after">{formatDuration(row.startMs)} ›</span>;
  if (endMs < scale.fromMs) return <span className={styles.off}>‹ {formatDuration(row.startMs)}</span>;
  const start = Math.max(0, scale.share(row.startMs));
  const end = Math.min(1, scale.share(endMs));
  const clipped = { 'data-cut-left': scale.share(row.startMs) < 0 || undefined, 'data-cut-right': scale.share(endMs) > 1 || undefined };
  const waited = span.attributes[HEDDLE.approvalWaitedMs] !== undefined;
  const first = span.timeToFirstTokenMs !== null && endMs > row.startMs ? span.timeToFirstTokenMs / (endMs - row.startMs) : undefined;
  return (
    <>
      <i className={styles.bar} data-tone={spanTone(span.kind)} data-status={span.status} data-waiting={waited || undefined} {...clipped} style={{ left: percent(start), width: percent(end - start) }}>
        {first !== undefined && start >= 0 && clipped['data-cut-left'] === undefined && <i className={styles.firstToken} style={{ width: percent(Math.min(1, first)) }} />}
      </i>
      {waited && end - start > 0.2 && <span className={styles.waiting} style={{ left: percent(start), width: percent(end - start) }}><span><Icon name="clock" size={12} />waited for approval</span></span>}
    </>
  );
}

function Stretch({ stretch, scale }: { readonly stretch: CriticalStretch; readonly scale: TimeScale }) {
  const start = Math.max(0, scale.share(stretch.fromMs));
  const end = Math.min(1, scale.share(stretch.toMs));
  // A moment between two children is not worth a dot.
  return end - start < 0.0015 ? null : <i className={styles.critical} style={{ left: percent(start), width: percent(end - start) }} />;
}

/** What a fold hides is said on it. */
function foldedWords({ span }: TraceRow): string {
  const errors = span.descendantErrors > 0 ? `, ${span.descendantErrors.toLocaleString('en-US')} failed` : '';
  return `${span.descendantCount.toLocaleString('en-US')} below${errors}`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(3)}%`;
}
