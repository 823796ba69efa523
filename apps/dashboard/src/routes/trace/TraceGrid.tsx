import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import type { CriticalStretch } from '../../model/critical-path.js';
import { formatDuration } from '../../model/format-duration.js';
import { createTimeScale, tickLabel } from '../../model/time-scale.js';
import type { TraceRow } from '../../model/trace-tree.js';
import { Icon } from '../../ui/Icon.js';
import type { Window } from './Minimap.js';
import styles from './TraceGrid.module.css';
import { TraceGridRow } from './TraceGridRow.js';

const ROW_HEIGHT = 26;
/** When so few rows are left below, the next page is asked for. */
const READ_AHEAD = 60;

/** Tree and timeline in one grid. Only the rows in view exist. */
export function TraceGrid({ rows, loaded, total, window: shown, totalMs, folded, selected, hits, critical, hasMore, loadingMore, onSelect, onToggle, onMore }: {
  /** The visible ones, in order. */
  readonly rows: readonly TraceRow[];
  readonly loaded: number;
  readonly total: number;
  readonly window: Window;
  readonly totalMs: number;
  readonly folded: ReadonlySet<string>;
  readonly selected: string | undefined;
  readonly hits: ReadonlySet<string> | undefined;
  readonly critical: ReadonlyMap<number, readonly CriticalStretch[]>;
  readonly hasMore: boolean;
  readonly loadingMore: boolean;
  readonly onSelect: (spanId: string) => void;
  readonly onToggle: (spanId: string) => void;
  readonly onMore: () => void;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  // oxlint-disable-next-line react/incompatible-library -- its answers are used here and passed on to nothing that is memoised
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => scroller.current, estimateSize: () => ROW_HEIGHT, overscan: 12, initialRect: { width: 800, height: 600 } });
  const items = virtual.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? 0;

  useEffect(() => {
    if (hasMore && !loadingMore && lastShown >= rows.length - READ_AHEAD) onMore();
  }, [hasMore, loadingMore, lastShown, rows.length, onMore]);

  const selectedIndex = selected === undefined ? -1 : rows.findIndex((row) => row.span.spanId === selected);
  useEffect(() => {
    if (selectedIndex >= 0) virtual.scrollToIndex(selectedIndex, { align: 'auto' });
  }, [selectedIndex, virtual]);

  const scale = createTimeScale(shown.fromMs, shown.toMs);
  const ticks = scale.ticks(8);
  const criticalMs = [...critical.values()].flat().reduce((sum, stretch) => sum + stretch.toMs - stretch.fromMs, 0);
  return (
    <section className={styles.grid} aria-label="Spans">
      <div className={styles.head}>
        <span>{loaded < total ? `first ${loaded.toLocaleString('en-US')} of ${total.toLocaleString('en-US')} spans, scroll for more` : `${total.toLocaleString('en-US')} ${total === 1 ? 'span' : 'spans'}${critical.size > 0 ? ', critical path underlined' : ''}`}</span>
        <span>Duration</span>
        <span className={styles.scale} aria-hidden="true">{ticks.map((tick) => <i key={tick} style={{ left: `${scale.share(tick) * 100}%` }}><span>{tickLabel(tick, shown.toMs)}{shown.toMs < 3_000 ? ' ms' : ''}</span></i>)}</span>
      </div>
      <div className={styles.scroller} ref={scroller} role="treegrid" aria-label="Spans of the trace" aria-rowcount={total} tabIndex={0} aria-activedescendant={selectedIndex >= 0 ? `row-${selected}` : undefined}>
        <div className={styles.rows} style={{ height: virtual.getTotalSize() }}>
          <div className={styles.lines} aria-hidden="true">{ticks.map((tick) => <i key={tick} style={{ left: `${scale.share(tick) * 100}%` }} />)}</div>
          {items.map((item) => {
            const row = rows[item.index]!;
            return (
              <TraceGridRow
                key={row.span.spanId} row={row} top={item.start} scale={scale} totalMs={totalMs} folded={folded.has(row.span.spanId)} selected={row.span.spanId === selected}
                hit={hits?.has(row.span.spanId) ?? false} critical={critical.get(row.index)} onSelect={onSelect} onToggle={onToggle}
              />
            );
          })}
        </div>
        {loadingMore && <p className={styles.loading} role="status">Reading more spans…</p>}
      </div>
      <p className={styles.key}>
        {(['agent', 'llm', 'code', 'tool', 'guardrail'] as const).map((tone) => <span key={tone}><Icon name={tone} tone={tone} size={12} />{tone}</span>)}
        <span><i data-sample="first-token" />first token awaited</span>
        <span><i data-sample="failed" />failed</span>
        {critical.size > 0 && <span><i data-sample="critical" />critical path, {formatDuration(criticalMs)}</span>}
      </p>
    </section>
  );
}
