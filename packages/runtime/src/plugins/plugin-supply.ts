import type { PluginError } from '@heddle/model';
import { errorFacts } from '@heddle/sdk';
import { withoutConflicts } from './plugin-conflicts.js';
import type { OfferedPlugins, PluginSource } from './plugin-source.js';
import type { Plugin } from './plugin.js';

export interface PluginSupplyParts {
  /** Those that do not change. */
  readonly plugins: readonly Plugin[];
  readonly sources: readonly PluginSource[];
  /** Told of each plugin, and each source, that cannot be used; the others can. */
  readonly report: (error: PluginError) => void;
  /** Told of each new `current`, before anybody uses it. */
  readonly changed: (plugins: readonly Plugin[]) => void;
}

/** The plugins of a runtime, as they are now. */
export interface PluginSupply {
  /** The same array until something changes. */
  readonly current: readonly Plugin[];
  close(): Promise<void>;
}

/** Opens all sources. One that cannot be opened is reported, and the rest is there. */
export async function openPluginSupply({ plugins, sources, report, changed }: PluginSupplyParts): Promise<PluginSupply> {
  const offers = new Map<PluginSource, OfferedPlugins>();
  let current: readonly Plugin[] = plugins;

  function join(): void {
    const given = new Set([...offers.keys()].flatMap((source) => source.standsFor ?? []));
    const { plugins: all, errors } = withoutConflicts([...plugins.filter((plugin) => !given.has(plugin)), ...sources.flatMap((source) => offers.get(source)?.plugins ?? [])]);
    errors.forEach(report);
    changed(all);
    current = all;
  }

  function take(source: PluginSource, offered: OfferedPlugins): void {
    offered.errors.forEach(report);
    offers.set(source, offered);
  }

  await Promise.all(sources.map(async (source) => {
    try {
      take(source, await source.open((offered) => {
        take(source, offered);
        join();
      }));
    } catch (thrown) {
      report({ type: 'plugin-error', plugin: '', message: errorFacts(thrown).message });
    }
  }));
  if (sources.length > 0) join();
  return {
    get current() {
      return current;
    },
    async close() {
      await Promise.all(sources.map((source) => source.close()));
    },
  };
}
