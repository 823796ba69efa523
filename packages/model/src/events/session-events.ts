import type { JsonObject } from '../json.js';
import type { PlaceName } from '../place-name.js';
import type { EventError } from './envelope.js';

export interface SessionStart {
  readonly type: 'session-start';
  /** Name of the application: `gen_ai.workflow.name` of every round. */
  readonly app: string;
  /** The effective configuration, defaults filled in and secrets redacted. */
  readonly configuration: JsonObject;
  readonly roles: readonly { readonly name: string; readonly description: string }[];
  readonly plugins: readonly PluginSummary[];
  readonly places: readonly PlaceName[];
  readonly userId?: string;
  readonly tags: readonly string[];
  readonly metadata: JsonObject;
  readonly heddleVersion: string;
  /** True when a session that had ended is opened again. */
  readonly resumed?: boolean;
  /** Where a forked session took its first rounds from. */
  readonly forkedFrom?: { readonly sessionId: string; readonly rounds: number };
}

export interface PluginSummary {
  readonly name: string;
  readonly description: string;
  readonly version: string;
  /** Hash over name, version, schemas and source of the plugin: two calls with one hash ran the same code. */
  readonly hash: string;
}

export interface SessionEnd {
  readonly type: 'session-end';
  readonly reason: 'closed' | 'failed' | 'host-crash';
  readonly error?: EventError;
}
