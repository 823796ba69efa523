import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { cellEndMs } from '../../model/cell-end-ms.js';
import { callOfRow, cellRows, ELSEWHERE, firstFolds, nextFailure, type CellRow } from '../../model/cell-rows.js';
import { formatShare } from '../../model/format-figures.js';
import type { PaintedCell } from '../../model/paint-lines.js';
import { createTimeScale, tickLabel } from '../../model/time-scale.js';
import type { Cell } from '../../model/transcript.js';
import { Key } from '../../ui/Key.js';
import { useKeys } from '../../ui/use-keys.js';
import { useNow } from '../../ui/use-now.js';
import { CallRow } from './CallRow.js';
import styles from './CellGrid.module.css';
import { ElsewhereRow, LineRow } from './LineRow.js';

/** Source and time in one grid: a line that calls has its calls beside it, and unfolds in place. */
export function CellGrid({ cell, painted, changedSince, selected, onSelect }: {
  readonly cell: Cell;
  readonly painted: PaintedCell;
  /** Number of the attempt that changed lines are compared with. */
  readonly changedSince: number | undefined;
  readonly selected: string | undefined;
  readonly onSelect: (callId: string | undefined) => void;
}) {
  // While it runs, failures open by themselves until the reader takes over.
  const [touched, setFolds] = useState<ReturnType<typeof firstFolds>>();
  const folds = touched ?? withSelected(firstFolds(painted), painted, selected);
  const [cursor, setCursor] = useState<string>();
  const rows = cellRows(painted, folds);
  const now = useNow(cell.status === 'running');
  const endMs = cellEndMs(cell, now);
  const list = useRef<HTMLOListElement>(null);
  const navigate = useNavigate();

  useEffect(() => {
    if (cursor !== undefined) list.current?.querySelector('[data-current]')?.scrollIntoView({ block: 'nearest' });
  }, [cursor]);

  const stops = rows.filter((row) => row.kind !== 'line' || row.line.calls.length > 0);
  const current = rows.find((row) => row.key === cursor);
  const move = (by: number) => {
    const at = stops.findIndex((row) => row.key === cursor);
    const next = stops[at === -1 ? (by > 0 ? 0 : stops.length - 1) : Math.min(stops.length - 1, Math.max(0, at + by))];
    if (!next) return false;
    setCursor(next.key);
    return true;
  };
  const setOpen = (group: string, open: boolean) => {
    const groups = new Set(folds.open);
    if (open) groups.add(group);
    else groups.delete(group);
    setFolds({ ...folds, open: groups });
  };
  const foldAt = (open: boolean) => {
    const group = groupAt(current ?? stops.find((row) => row.kind === 'line' && row.foldable));
    if (group === undefined) return false;
    setOpen(group, open);
    setCursor(group);
    return true;
  };
  useKeys({
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    ArrowLeft: () => foldAt(false),
    ArrowRight: () => foldAt(true),
    e: () => {
      const next = nextFailure(painted, current?.kind === 'call' ? current.call.id : lastFailureOn(current));
      if (!next) return;
      const line = painted.lines.find((candidate) => candidate.calls.includes(next.call));
      const single = line !== undefined && line.calls.length === 1;
      if (!single) {
        const hidden = !cellRows(painted, { ...folds, open: new Set(folds.open).add(next.group) }).some((row) => row.key === next.call.id);
        setFolds({ open: new Set(folds.open).add(next.group), all: hidden ? new Set(folds.all).add(next.group) : folds.all });
      }
      setCursor(single ? next.group : next.call.id);
    },
    Enter: () => {
      const call = current && callOfRow(current);
      if (!call || call.traceId === undefined) return false;
      void navigate({ to: '/traces/$traceId', params: { traceId: call.traceId }, search: { span: call.spanId } });
      return true;
    },
  });

  const scale = createTimeScale(0, endMs);
  const calling = painted.lines.filter((line) => line.calls.length > 0).length;
  return (
    <section className={styles.cell} aria-label="Source and calls">
      <div className={styles.ruler}>
        <span />
        <span className={styles.what}>Source</span>
        <span className={styles.scale}>
          <span />
          <span className={styles.axis} aria-hidden="true">
            {scale.ticks(6).filter((tick) => scale.share(tick) < 0.97).map((tick) => <i key={tick} style={{ left: `${scale.share(tick) * 100}%` }}><span>{tickLabel(tick, endMs)}</span></i>)}
          </span>
          <span className={styles.unit}>{endMs < 3_000 ? 'ms' : ''}</span>
          <span className={styles.calls}>Calls</span>
        </span>
      </div>
      <ol className={styles.lines} ref={list}>
        {rows.map((row) => {
          const shared = { isCurrent: row.key === cursor, endMs };
          switch (row.kind) {
            case 'line':
              return (
                <LineRow
                  key={row.key} row={row} cell={cell} {...shared}
                  onToggle={() => { setOpen(row.key, !row.open); setCursor(row.key); }}
                  onSelect={() => { setCursor(row.key); onSelect(callOfRow(row)?.id); }}
                />
              );
            case 'call':
              return <CallRow key={row.key} row={row} cell={cell} isSelected={row.call.id === selected} {...shared} onSelect={() => { setCursor(row.key); onSelect(row.call.id === selected ? undefined : row.call.id); }} />;
            case 'elsewhere':
              return <ElsewhereRow key={row.key} row={row} {...shared} onToggle={() => { setOpen(ELSEWHERE, !row.open); setCursor(ELSEWHERE); }} />;
            case 'more':
              return (
                <li key={row.key} className={styles.more} data-row={row.key} data-current={row.key === cursor || undefined}>
                  <button type="button" onClick={() => setFolds({ ...folds, all: new Set(folds.all).add(row.group) })}>Show all: {row.hidden.toLocaleString('en-US')} more</button>
                </li>
              );
            default: return null;
          }
        })}
      </ol>
      <p className={styles.summary}>
        {painted.shareInCalls !== undefined && cell.calls.length > 0 && <span><b>{formatShare(painted.shareInCalls, 1)}</b> of the time in calls</span>}
        <span><b>{calling}</b> of {painted.lines.length} {painted.lines.length === 1 ? 'line calls' : 'lines call'} plugins</span>
        {cell.counts && cell.counts.host > cell.calls.length && <span>{cell.calls.length.toLocaleString('en-US')} of <b>{cell.counts.host.toLocaleString('en-US')}</b> calls are known one by one: the first, the last, the slowest and the failed</span>}
        {changedSince !== undefined && (painted.rewritten ? <span>rewritten since attempt {changedSince}</span> : <span><i aria-hidden="true" /> changed since attempt {changedSince}</span>)}
        {cell.calls.length > 0 && <span className={styles.keys}><span><Key>←</Key><Key>→</Key> fold</span><span><Key>E</Key> next error</span><span><Key>↵</Key> open span</span></span>}
      </p>
    </section>
  );
}

/** A call named by the address is seen, even when its line would be folded. */
function withSelected(folds: ReturnType<typeof firstFolds>, painted: PaintedCell, selected: string | undefined): ReturnType<typeof firstFolds> {
  const line = selected === undefined ? undefined : painted.lines.find((candidate) => candidate.calls.length > 1 && candidate.calls.some((call) => call.id === selected));
  return line ? { ...folds, open: new Set(folds.open).add(`line-${line.number}`) } : folds;
}

function groupAt(row: CellRow | undefined): string | undefined {
  return row?.kind === 'line' || row?.kind === 'elsewhere' ? row.key : row?.group;
}

function lastFailureOn(row: CellRow | undefined): string | undefined {
  return row?.kind === 'line' && row.line.calls.length === 1 ? row.line.calls[0]!.id : undefined;
}
