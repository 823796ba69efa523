import type { CallFrame, HostFrame, PluginStub, ReplyError } from '../protocol/frames.js';
import { sendJson } from './channel.mjs';
import { takePosition, type CallPosition } from './call-position.mjs';
import { toPlainJson } from './plain-json.mjs';
import { runningCell, type RunningCell } from './running-cell.mjs';

const { stringify } = JSON;
const { defineProperty } = Object;
const G = globalThis as Record<string, unknown>;

/** Calls on their way at once; more wait here, so that a loop without `await` fills neither channel nor host. */
const MAX_IN_FLIGHT = 256;

interface PendingCall {
  readonly cell: RunningCell;
  readonly plugin: string;
  readonly position: CallPosition | undefined;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  /** What the code holds. */
  readonly result: Promise<unknown>;
}

let nextId = 1;
let inFlight = 0;
const pending = new Map<number, PendingCall>();
let waiting: { readonly cell: RunningCell; readonly start: () => void }[] = [];

/** What code catches when a plugin fails, or when the host does not let it run. */
export class PluginError extends Error {
  override readonly name: string;
  readonly plugin: string;

  constructor(plugin: string, name: string, message: string, position: CallPosition | undefined) {
    super(message);
    this.name = name;
    this.plugin = plugin;
    // The stack of the reply says nothing; the call's own place does.
    const place = position ? `cell-${position.at}.ts:${position.line}:${position.column ?? 1}` : 'an unknown place';
    this.stack = `${name}: ${message}\n    at ${plugin} (${place})`;
  }
}

let defined: readonly string[] = [];

/** Defines plugins as functions on the global object: `weather.load` becomes `globalThis.weather.load`. */
export function definePlugins(plugins: readonly PluginStub[]): void {
  for (const root of new Set(defined.map(firstPart))) delete G[root];
  defined = plugins.map(({ name }) => name);
  for (const { name } of plugins) {
    const parts = name.split('.');
    const last = parts.pop()!;
    let holder = G;
    for (const part of parts) {
      if (typeof holder[part] !== 'object' || holder[part] === null) define(holder, part, {});
      holder = holder[part] as Record<string, unknown>;
    }
    define(holder, last, createStub(name));
  }
}

function firstPart(name: string): string {
  return name.split('.', 1)[0]!;
}

function define(holder: Record<string, unknown>, name: string, value: unknown): void {
  defineProperty(holder, name, { value, writable: true, configurable: true, enumerable: true });
}

function createStub(plugin: string): (...args: unknown[]) => Promise<unknown> {
  const stub = (...args: unknown[]): Promise<unknown> => {
    const position = takePosition(stub);
    const cell = runningCell();
    if (cell?.state !== 'running') {
      return Promise.reject(new PluginError(plugin, 'PluginError', `${plugin} was called after its cell had ended. Await it inside the cell.`, position));
    }
    cell.calls++;
    const id = nextId++;
    const json = callJson(cell, id, plugin, args, position);
    let resolve!: PendingCall['resolve'];
    let reject!: PendingCall['reject'];
    const result = new Promise((onResult, onError) => {
      resolve = onResult;
      reject = onError;
    });
    const start = () => {
      inFlight++;
      pending.set(id, { cell, plugin, position, resolve, reject, result });
      sendJson(json);
    };
    if (inFlight < MAX_IN_FLIGHT) start();
    else waiting.push({ cell, start });
    return result;
  };
  defineProperty(stub, 'name', { value: plugin });
  return stub;
}

/** A plugin takes one object. What `map` hands to a callback beside it is dropped; several plain values are passed as a list, for the schema check to explain. */
function callJson(cell: RunningCell, id: number, plugin: string, args: readonly unknown[], position: CallPosition | undefined): string {
  const frame: Omit<CallFrame, 'args'> = { t: 'call', cell: cell.label, id, plugin, ...position };
  try {
    return stringify({ ...frame, args: toPlainJson(inputOf(args), 'arguments') ?? {} });
  } catch (thrown) {
    return stringify({ ...frame, args: null, unsendable: thrown instanceof Error ? thrown.message : String(thrown) });
  }
}

function inputOf(args: readonly unknown[]): unknown {
  const [first] = args;
  return args.length > 1 && (typeof first !== 'object' || first === null) ? args : first;
}

export function settleCall(frame: Extract<HostFrame, { t: 'reply' }>): void {
  const call = pending.get(frame.id);
  if (!call) return;
  pending.delete(frame.id);
  inFlight--;
  waiting.shift()?.start();
  if ('error' in frame) call.reject(callError(call, frame.error));
  else call.resolve(frame.value);
}

/**
 * Lets go of the calls of a cell that has ended: code that waits for them in a later cell gets an error. The code of an
 * interrupted cell gets nothing: nothing may wake it again.
 */
export function abandonCalls(cell: RunningCell): void {
  waiting = waiting.filter((queued) => queued.cell !== cell);
  for (const [id, call] of pending) {
    if (call.cell !== cell) continue;
    pending.delete(id);
    inFlight--;
    if (cell.state === 'interrupted') continue;
    call.result.catch(() => {}); // Most often nobody waits for it, and its end is recorded: no cause for a warning.
    call.reject(callError(call, { name: 'PluginError', message: `${call.plugin} was still running when its cell ended. Await it inside the cell.` }));
  }
}

function callError({ plugin, position }: PendingCall, { name, message }: ReplyError): PluginError {
  return new PluginError(plugin, name, message, position);
}
