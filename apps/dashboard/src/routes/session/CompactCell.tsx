import { Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { ArtifactFigure } from '../../content/ArtifactFigure.js';
import { MimeView } from '../../content/MimeView.js';
import { SourceTokens } from '../../content/SourceTokens.js';
import { Track } from '../../content/Track.js';
import { cellEndMs } from '../../model/cell-end-ms.js';
import { cellStatusWords } from '../../model/call-status-words.js';
import { compactLines } from '../../model/compact-lines.js';
import { formatDuration } from '../../model/format-duration.js';
import { countOf } from '../../model/format-figures.js';
import { paintLines, type PaintedLine } from '../../model/paint-lines.js';
import { callFailed, cellFailed, type Cell } from '../../model/transcript.js';
import { LanguageBadge } from '../../ui/Badge.js';
import { Icon } from '../../ui/Icon.js';
import { StatusIcon } from '../../ui/StatusIcon.js';
import styles from './CompactCell.module.css';
import type { SelectProps } from './TranscriptView.js';

/** A cell inside a conversation: only the lines that call, then what came out. */
export function CompactCell({ cell, nowMs, sessionId, selected, onSelect }: { readonly cell: Cell; readonly nowMs: number } & SelectProps) {
  const [whole, setWhole] = useState(false);
  const painted = useMemo(() => paintLines(cell), [cell]);
  const rows = useMemo(() => compactLines(painted.lines, whole), [painted, whole]);
  const hidden = painted.lines.length - rows.filter((row) => row.kind === 'line').length;
  const failed = cell.calls.filter(callFailed).length;
  const endMs = cellEndMs(cell, nowMs);
  const here = { sessionId, cellId: cell.id };
  return (
    <section className={styles.cell} data-cell={cell.id} data-status={cell.status} aria-label={`Cell ${cell.index}`}>
      <header>
        <Icon name="code" tone="code" />
        <b>Cell {cell.index}</b>
        <LanguageBadge language={cell.language} />
        {cell.place !== undefined && <span>{cell.place}</span>}
        {cell.attempt > 1 && <span>attempt {cell.attempt}</span>}
        <span>{formatDuration(cell.durationMs ?? nowMs - cell.startMs)}</span>
        {cell.status !== 'ok' && <span data-tone={cellFailed(cell) ? 'error' : 'running'}>{cellStatusWords(cell)}</span>}
        <span>{countOf(cell.calls.length, 'call')}{failed > 0 && <em>, {failed} failed</em>}</span>
        <Link to="/sessions/$sessionId/cells/$cellId" params={here}>Open cell</Link>
      </header>
      <ol>
        {rows.map((row) => (row.kind === 'fold'
          ? <li key={`fold-${row.from}`} className={styles.fold}><span>⋯</span><button type="button" onClick={() => setWhole(true)}>lines {row.from} to {row.to}</button></li>
          : <CompactLine key={row.line.number} line={row.line} endMs={endMs} selected={selected} onSelect={onSelect} />))}
        {(whole || hidden > 0) && (
          <li className={styles.fold}><span /><button type="button" aria-expanded={whole} onClick={() => setWhole(!whole)}>{whole ? 'only lines that call' : `all ${painted.lines.length} lines`}</button></li>
        )}
      </ol>
      {cell.error && <p className={styles.error}><b>{cell.error.type}</b>{cell.error.line === undefined ? '' : ` line ${cell.error.line}:`} {cell.error.message}</p>}
      <Stream name="stdout" text={cell.stdout} />
      <Stream name="stderr" text={cell.stderr} />
      {cell.displays.map((bundle, index) => <div key={index} className={styles.part}><MimeView bundle={bundle} /></div>)}
      {cell.value && <div className={styles.output}><span>value</span><div className={styles.value}><MimeView bundle={cell.value} columns={84} /></div></div>}
      {cell.artifacts.map((artifact) => <div key={artifact.sha256} className={styles.part}><ArtifactFigure artifact={artifact} /></div>)}
    </section>
  );
}

function CompactLine({ line, endMs, selected, onSelect }: {
  readonly line: PaintedLine; readonly endMs: number; readonly selected: string | undefined; readonly onSelect: (id: string | undefined) => void;
}) {
  const { summary } = line;
  // With several calls on the line, the first failed one is what one wants to see.
  const target = line.calls.find(callFailed) ?? line.calls[0];
  return (
    <li className={styles.line} data-line={line.number} data-calls={line.calls.length} data-failed={summary?.failed ?? 0} data-raised={line.raised || undefined}>
      <span className={styles.number}>{line.number}</span>
      <code><SourceTokens tokens={line.tokens} /></code>
      {summary && target && (
        <button type="button" className={styles.calls} aria-pressed={line.calls.some((call) => call.id === selected)} onClick={() => onSelect(target.id)} title="Show the call">
          <StatusIcon status={summary.status} size={12} />
          <Track calls={line.calls} endMs={endMs} density="compact" />
          <span className={styles.duration}>{formatDuration(summary.running > 0 ? undefined : summary.busyMs)}</span>
          <span className={styles.note}>
            {summary.count > 1 ? <><b>×{summary.count}</b>{summary.failed > 0 && <em>, {summary.failed} failed</em>}</> : summary.failed > 0 ? <em>{target.error?.type ?? target.status}</em> : target.result?.summary}
          </span>
        </button>
      )}
    </li>
  );
}

/** What a cell printed. Its end is the part that tells. */
function Stream({ name, text }: { readonly name: 'stdout' | 'stderr'; readonly text: string }) {
  const [open, setOpen] = useState(false);
  if (text.trim() === '') return null;
  const lines = text.trimEnd().split('\n');
  const long = lines.length > 6 || text.length > 2_000;
  const shown = open || !long ? text.trimEnd() : lines.slice(-6).join('\n').slice(-2_000);
  return (
    <div className={styles.output} data-stream={name}>
      <span>{name}</span>
      <pre>{long && !open && <button type="button" onClick={() => setOpen(true)}>show all {lines.length} lines{'\n'}</button>}{shown.slice(0, 100_000)}</pre>
    </div>
  );
}
