import { useEffect, useRef } from 'react';
import { formatDuration } from '../../model/format-duration.js';
import { spanTone, type Tone } from '../../model/span-tone.js';
import { createTimeScale } from '../../model/time-scale.js';
import type { TraceRow } from '../../model/trace-tree.js';
import styles from './Minimap.module.css';

export interface Window {
  readonly fromMs: number;
  readonly toMs: number;
}

const HEIGHT = 42;
const LANE = 6;
const LANES = 6;
/** More marks than this cannot be told apart on any screen; failures are always drawn. */
const MOST_MARKS = 12_000;

/** The whole trace in one strip; the brush is the part below. */
export function Minimap({ rows, totalMs, window: shown, onChange }: {
  readonly rows: readonly TraceRow[];
  readonly totalMs: number;
  readonly window: Window;
  /** `undefined` shows everything again. */
  readonly onChange: (window: Window | undefined) => void;
}) {
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const drag = useRef<{ readonly mode: 'new' | 'move' | 'from' | 'to'; readonly startMs: number; readonly window: Window }>(undefined);
  const scale = createTimeScale(0, totalMs);
  const whole = shown.fromMs <= 0 && shown.toMs >= totalMs;

  useEffect(() => {
    const draw = () => { if (canvas.current) drawMarks(canvas.current, rows, totalMs); };
    draw();
    const size = new ResizeObserver(draw);
    if (canvas.current) size.observe(canvas.current);
    const theme = new MutationObserver(draw);
    theme.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    const system = matchMedia('(prefers-color-scheme: dark)');
    system.addEventListener('change', draw);
    return () => {
      size.disconnect();
      theme.disconnect();
      system.removeEventListener('change', draw);
    };
  }, [rows, totalMs]);

  const timeAt = (clientX: number) => {
    const bounds = box.current!.getBoundingClientRect();
    return Math.min(totalMs, Math.max(0, scale.at((clientX - bounds.left) / bounds.width)));
  };
  const choose = (oneMs: number, otherMs: number) => {
    const least = totalMs / 500;
    const fromMs = Math.max(0, Math.min(oneMs, otherMs));
    const toMs = Math.min(totalMs, Math.max(oneMs, otherMs, fromMs + least));
    onChange(fromMs <= 0 && toMs >= totalMs ? undefined : { fromMs, toMs });
  };
  const start = (event: React.PointerEvent) => {
    if (event.button !== 0) return;
    const at = timeAt(event.clientX);
    const edge = (event.target as HTMLElement).dataset['edge'];
    const mode = edge === 'from' || edge === 'to' ? edge : !whole && at > shown.fromMs && at < shown.toMs ? 'move' : 'new';
    drag.current = { mode, startMs: at, window: shown };
    box.current!.setPointerCapture(event.pointerId);
  };
  const move = (event: React.PointerEvent) => {
    const from = drag.current;
    if (!from) return;
    const at = timeAt(event.clientX);
    if (from.mode === 'from') choose(at, from.window.toMs);
    else if (from.mode === 'to') choose(from.window.fromMs, at);
    else if (from.mode === 'move') {
      const length = from.window.toMs - from.window.fromMs;
      const begin = Math.min(totalMs - length, Math.max(0, from.window.fromMs + at - from.startMs));
      choose(begin, begin + length);
    } else if (Math.abs(at - from.startMs) > totalMs / 200) choose(from.startMs, at);
  };
  const step = (edge: 'from' | 'to') => (event: React.KeyboardEvent) => {
    const by = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
    if (by === 0) return;
    event.preventDefault();
    event.stopPropagation();
    const shift = (by * totalMs) / 50;
    if (edge === 'from') choose(Math.min(shown.toMs - totalMs / 500, shown.fromMs + shift), shown.toMs);
    else choose(shown.fromMs, Math.max(shown.fromMs + totalMs / 500, shown.toMs + shift));
  };
  const handle = (edge: 'from' | 'to') => (
    <button
      type="button" role="slider" data-edge={edge} className={styles.handle} onKeyDown={step(edge)} aria-label={edge === 'from' ? 'Start of the part shown' : 'End of the part shown'}
      aria-valuemin={0} aria-valuemax={Math.round(totalMs)} aria-valuenow={Math.round(edge === 'from' ? shown.fromMs : shown.toMs)} aria-valuetext={formatDuration(edge === 'from' ? shown.fromMs : shown.toMs)}
    />
  );
  return (
    <div
      ref={box} className={styles.map} onPointerDown={start} onPointerMove={move} onPointerUp={() => { drag.current = undefined; }} onDoubleClick={() => onChange(undefined)}
      role="group" aria-label={`The whole trace, ${formatDuration(totalMs)}; shown below: ${formatDuration(shown.fromMs)} to ${formatDuration(shown.toMs)}`}
    >
      <canvas ref={canvas} height={HEIGHT} />
      <span className={styles.brush} data-whole={whole || undefined} style={{ left: `${scale.share(shown.fromMs) * 100}%`, width: `${((shown.toMs - shown.fromMs) / totalMs) * 100}%` }}>
        {handle('from')}{handle('to')}
      </span>
    </div>
  );
}

function drawMarks(canvas: HTMLCanvasElement, rows: readonly TraceRow[], totalMs: number): void {
  const width = canvas.clientWidth;
  const context = canvas.getContext('2d');
  if (!context || width === 0) return;
  const ratio = devicePixelRatio || 1;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(HEIGHT * ratio);
  context.scale(ratio, ratio);
  const style = getComputedStyle(canvas);
  const colour = (name: string) => resolveColour(style, name);
  const tones: Readonly<Record<Tone, string>> = {
    round: colour('--ink-3'), agent: colour('--agent'), llm: colour('--llm'), code: colour('--code'), tool: colour('--tool'), guardrail: colour('--guardrail'), other: colour('--other'),
  };
  const failed = colour('--error-fill');
  const every = Math.max(1, Math.ceil(rows.length / MOST_MARKS));
  const mark = (row: TraceRow, fill: string, height: number, least: number) => {
    const x = (row.startMs / totalMs) * width;
    const length = Math.max(least, (((row.endMs ?? totalMs) - row.startMs) / totalMs) * width);
    context.fillStyle = fill;
    context.fillRect(x, 4 + Math.min(LANES - 1, row.depth) * LANE - (height - 4) / 2, length, height);
  };
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index]!;
    if (row.depth > 1 && index % every !== 0) continue;
    mark(row, tones[spanTone(row.span.kind)], 4, 1);
  }
  for (const row of rows) if (row.span.status === 'error' && row.depth > 0) mark(row, failed, 6, 3);
}

/** A canvas knows no `light-dark()`: the browser is asked what it comes to. */
function resolveColour(style: CSSStyleDeclaration, name: string): string {
  const declared = style.getPropertyValue(name);
  const probe = document.createElement('span');
  probe.style.color = declared;
  document.body.append(probe);
  const resolved = getComputedStyle(probe).color;
  probe.remove();
  return resolved;
}
