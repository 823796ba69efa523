import { runningCell, type RunningCell } from './running-cell.mjs';

type Callback = (...args: unknown[]) => void;

const G = globalThis as unknown as Record<string, unknown>;
const microtask = queueMicrotask;
const active = new Map<RunningCell, Set<() => void>>();

/**
 * Wraps the global timers. Callbacks run as microtasks, because an interrupt that unwinds a timer's own callback would
 * end the process; and the timers of an interrupted cell can be stopped, so that nothing wakes its code again.
 */
export function wrapTimers(): void {
  for (const [set, clear, repeats] of [['setTimeout', 'clearTimeout', false], ['setInterval', 'clearInterval', true], ['setImmediate', 'clearImmediate', false]] as const) {
    const nativeSet = G[set] as ((callback: Callback, ...rest: unknown[]) => unknown) | undefined;
    const nativeClear = G[clear] as (timer: unknown) => void;
    if (!nativeSet) continue;
    const immediate = set === 'setImmediate';
    G[set] = (callback: unknown, ...rest: unknown[]) => {
      if (typeof callback !== 'function') throw new TypeError(`${set} needs a function.`);
      const cell = runningCell();
      const args = immediate ? rest : rest.slice(1);
      const fire = () => microtask(() => (callback as Callback)(...args));
      if (!cell) return immediate ? nativeSet(fire) : nativeSet(fire, rest[0]);
      const tick = () => {
        if (!repeats) forget(cell, stop);
        fire();
      };
      const timer = immediate ? nativeSet(tick) : nativeSet(tick, rest[0]);
      const stop = () => nativeClear(timer);
      remember(cell, stop);
      return timer;
    };
  }
}

/** Stops every timer a cell has started. */
export function stopTimers(cell: RunningCell): void {
  for (const stop of active.get(cell) ?? []) stop();
  active.delete(cell);
}

function remember(cell: RunningCell, stop: () => void): void {
  const timers = active.get(cell) ?? new Set();
  active.set(cell, timers);
  timers.add(stop);
}

function forget(cell: RunningCell, stop: () => void): void {
  const timers = active.get(cell);
  timers?.delete(stop);
  if (timers?.size === 0) active.delete(cell);
}
