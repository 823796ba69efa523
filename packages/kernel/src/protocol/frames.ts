import type { KernelLanguage, JsonObject, JsonValue } from '@heddle/model';

/**
 * What host and kernel say to each other. One frame on the wire:
 *
 *     | u32 LE: bytes that follow | u32 LE: bytes of JSON | JSON | part 1 | part 2 | ...
 *
 * The JSON's `parts` lists the sizes of the binary parts, when there are any.
 * The runner shares these types and nothing else: it has no dependencies.
 */

/** What the host sends. */
export type HostFrame =
  | { readonly t: 'plugins'; readonly plugins: readonly PluginStub[] }
  | { readonly t: 'cell'; readonly cell: string; readonly code: CellCode; readonly maxOutput: number }
  | { readonly t: 'reply'; readonly id: number; readonly value: JsonValue }
  | { readonly t: 'reply'; readonly id: number; readonly error: ReplyError }
  | { readonly t: 'interrupt'; readonly cell: string }
  /** Modules to import ahead of time, where they exist. */
  | { readonly t: 'preload'; readonly modules: readonly string[] }
  | { readonly t: 'echo'; readonly id: number; readonly value: JsonValue };

/** A plugin as the kernel knows it: a name to define. */
export interface PluginStub {
  readonly name: string;
  readonly description: string;
  /** Parameter names in order, required ones first: how positional arguments are read in Python. */
  readonly parameters: readonly string[];
  /** True when the result is a list of records. */
  readonly table: boolean;
}

/** A cell as its runner takes it. */
export type CellCode =
  | { readonly language: Extract<KernelLanguage, 'typescript'>; readonly javascript: string; readonly lets: readonly string[]; readonly consts: readonly string[] }
  | { readonly language: Extract<KernelLanguage, 'python'>; readonly source: string };

export interface ReplyError {
  readonly name: string;
  readonly message: string;
}

/** What a kernel sends. Everything in it is a claim: see `parseKernelFrame`. */
export type KernelFrame =
  | { readonly t: 'ready'; readonly runtime: string }
  | CallFrame
  | { readonly t: 'out'; readonly cell: string; readonly stream: 'stdout' | 'stderr'; readonly text: string }
  | { readonly t: 'display'; readonly cell: string; readonly bundle: JsonObject }
  | DoneFrame
  | { readonly t: 'warn'; readonly message: string }
  | { readonly t: 'echo'; readonly id: number; readonly value: JsonValue };

export interface CallFrame {
  readonly t: 'call';
  /** Label of the running cell. */
  readonly cell: string;
  /** Made by the kernel; used once. */
  readonly id: number;
  readonly plugin: string;
  readonly args: JsonValue;
  /** Why the arguments could not be sent, when they could not. */
  readonly unsendable?: string;
  /** Label of the cell whose source `line` and `column` are in. */
  readonly at?: string;
  readonly line?: number;
  readonly column?: number;
  /** The thread or task that calls, when it is not the main one. */
  readonly task?: string;
}

export interface DoneFrame {
  readonly t: 'done';
  readonly cell: string;
  /** `refused`: it could not be read. */
  readonly outcome: 'ok' | 'error' | 'refused' | 'interrupted';
  /** MIME bundle of the last expression. */
  readonly value?: JsonObject;
  readonly error?: KernelCellError;
  /** How many calls the kernel says the cell made. */
  readonly calls: number;
  readonly variables: readonly KernelVariable[];
  /** True when the kernel dropped output. */
  readonly outputTruncated?: boolean;
}

export interface KernelCellError {
  readonly type: string;
  readonly message: string;
  readonly stack?: string;
  readonly line?: number;
  readonly column?: number;
}

export interface KernelVariable {
  readonly name: string;
  readonly type: string;
  readonly preview: string;
  readonly change: 'new' | 'changed' | 'same';
}
