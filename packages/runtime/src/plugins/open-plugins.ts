import { isJsonObject, type JsonObject, type PluginError } from '@heddle/model';
import { errorFacts } from '@heddle/sdk';
import type { ModelCaller } from '../session/model-caller.js';
import type { OpenPlugin } from './open-plugin.js';
import { withoutConflicts } from './plugin-conflicts.js';
import type { Plugin } from './plugin.js';
import { createSessionVariables, type SessionVariables } from './session-variables.js';

export interface OpenPluginsOptions {
  readonly sessionId: string;
  /** Configuration of each plugin, by its name. */
  readonly config?: JsonObject;
  /** Default: the environment variable of that name. */
  readonly readSecret?: (name: string) => string | undefined;
  /** Default: none set. */
  readonly variables?: SessionVariables;
  /** What `context.model` asks. */
  readonly model?: ModelCaller;
  /** Told of each plugin that cannot be used, now or when it is closed; the rest goes on. */
  readonly report: (error: PluginError) => void;
  /** Longest time one plugin may take to put its state away; default 5,000. */
  readonly closeTimeoutMs?: number;
}

/** The plugins of one session. */
export interface SessionPlugins {
  /** For the kernel. */
  readonly plugins: readonly OpenPlugin[];
  readonly variables: SessionVariables;
  /**
   * Takes a changed set: what is the same stays open with its state, what is gone is closed. Calls under way keep their plugin.
   *
   * @returns the plugins from now on
   */
  replace(plugins: readonly Plugin[]): Promise<readonly OpenPlugin[]>;
  /** Puts away what the plugins made for this session. Never throws. */
  close(): Promise<void>;
}

/** Opens plugins for a session. One that cannot be used is reported and left out. */
export function openPlugins(plugins: readonly Plugin[], options: OpenPluginsOptions): SessionPlugins {
  const { sessionId, config = {}, report, model, readSecret = (name) => process.env[name], closeTimeoutMs = 5_000 } = options;
  const variables = options.variables ?? createSessionVariables();
  let opened: ReadonlyMap<Plugin, OpenPlugin> = new Map();

  function openAll(wanted: readonly Plugin[]): void {
    const choice = withoutConflicts(wanted);
    choice.errors.forEach(report);
    const next = new Map<Plugin, OpenPlugin>();
    for (const plugin of choice.plugins) {
      const open = opened.get(plugin) ?? tryOpen(plugin);
      if (open) next.set(plugin, open);
    }
    opened = next;
  }

  function tryOpen(plugin: Plugin): OpenPlugin | undefined {
    const values = Object.hasOwn(config, plugin.name) ? config[plugin.name] : undefined;
    try {
      if (values !== undefined && !isJsonObject(values)) throw new TypeError(`The configuration of plugin "${plugin.name}" must be an object.`);
      return plugin.open({ sessionId, variables, readSecret, ...(values && { config: values }), ...(model && { model }) });
    } catch (thrown) {
      report({ type: 'plugin-error', plugin: plugin.name, message: errorFacts(thrown).message });
      return undefined;
    }
  }

  async function closeOne(plugin: OpenPlugin): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`it took longer than ${closeTimeoutMs} ms`)), closeTimeoutMs);
    });
    try {
      await Promise.race([plugin.close(), late]);
    } catch (thrown) {
      report({ type: 'plugin-error', plugin: plugin.name, message: `Plugin "${plugin.name}" could not be closed: ${errorFacts(thrown).message}` });
    } finally {
      clearTimeout(timer);
    }
  }

  openAll(plugins);
  return {
    variables,
    get plugins() {
      return [...opened.values()];
    },
    async replace(wanted) {
      const before = opened;
      openAll(wanted);
      const now = new Set(opened.values());
      await Promise.all([...before.values()].filter((plugin) => !now.has(plugin)).map(closeOne));
      return [...now];
    },
    async close() {
      const all = [...opened.values()];
      opened = new Map();
      await Promise.all(all.map(closeOne));
    },
  };
}

/** The values of all secrets that plugins name: hand them to the redactor before anything is recorded. */
export function pluginSecretValues(plugins: readonly Plugin[], readSecret: (name: string) => string | undefined = (name) => process.env[name]): readonly string[] {
  const names = new Set(plugins.flatMap((plugin) => plugin.secrets));
  return [...names].flatMap((name) => readSecret(name) ?? []);
}
