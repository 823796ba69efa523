import type { PluginError } from '@heddle/model';
import type { Plugin } from './plugin.js';

/** Plugins as they are now, and what could not be used. */
export interface OfferedPlugins {
  readonly plugins: readonly Plugin[];
  readonly errors: readonly PluginError[];
}

/** Where plugins come from that may change while a runtime runs: a watched folder, an MCP server. */
export interface PluginSource {
  /**
   * Opens it. Called once, by the runtime.
   *
   * @param onChange - to be told of each change, from then on
   */
  open(onChange: (offered: OfferedPlugins) => void): Promise<OfferedPlugins>;
  /** Plugins of the runtime's own list that this source gives anew: they count only as it gives them. */
  readonly standsFor?: readonly Plugin[];
  /** Called once, also when opening it failed. */
  close(): Promise<void>;
}
