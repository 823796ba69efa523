import type { Artifact, CallLog, JsonObject, JsonValue } from '@heddle/model';
import type { Observation } from '@heddle/sdk';

/** What a kernel knows of a plugin. */
export interface CallablePlugin {
  /** As code calls it: `weather.load`. One or more identifiers joined by dots. */
  readonly name: string;
  readonly description: string;
  readonly version: string;
  /** Hash over name, version, schemas and source: two calls with one hash ran the same code. */
  readonly hash: string;
  /** JSON Schema of its single object argument. */
  readonly inputSchema: JsonObject;
  /** JSON Schema of its result. An array of objects is a table: rows in TypeScript, a DataFrame in Python. */
  readonly outputSchema?: JsonObject;
  /** Checks what the code passed. `input` is plain JSON from generated code: hostile. */
  parseInput(input: unknown): PluginInput;
  /** Does the work. Runs in the host, inside the span of the call. */
  call(input: JsonValue, context: CallContext): Promise<JsonValue>;
}

export type PluginInput =
  | { readonly ok: true; readonly value: JsonValue }
  | { readonly ok: false; readonly message: string };

/** What a plugin is given with each call. */
export interface CallContext {
  readonly sessionId: string;
  /** The cell whose code calls; absent when a model makes the call itself. */
  readonly cellId?: string;
  readonly callId: string;
  /** Aborted when nobody waits for the result any more; the reason is a `CallStatus`. */
  readonly signal: AbortSignal;
  /** The call itself: make model calls and other operations below it. */
  readonly observation: Observation;
  log(level: CallLog['level'], message: string): void;
  /** Keeps a file or picture and lists it with the call. */
  putArtifact(artifact: { readonly name: string; readonly mimeType: string; readonly bytes: Uint8Array }): Promise<Artifact>;
  /** Calls another plugin. Policy, events and span are those of any call; this call is its parent. */
  call(plugin: string, input: JsonValue): Promise<JsonValue>;
  /** Books money this call spent, against the limits of the cell and the plugin. */
  spend(costUsd: number): void;
}
