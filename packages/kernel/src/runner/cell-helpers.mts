import { interruptFlag, throwIfInterrupted } from './interrupter.mjs';
import { markCall, markEmptyCall } from './call-position.mjs';
import { importModule } from './import-module.mjs';

const { defineProperty, getOwnPropertyDescriptor, freeze } = Object;
const G = globalThis as Record<string, unknown>;

/** What the host's transform writes into cells: one frozen global, `__k`. */
export const cellHelpers = freeze({
  __proto__: null,
  p: markCall,
  z: markEmptyCall,
  /** Makes names constant, once they have their values. They can still be declared again. */
  c: (names: readonly string[]) => {
    for (const name of names) {
      const { value, configurable } = getOwnPropertyDescriptor(G, name) ?? {};
      if (configurable) defineProperty(G, name, { value, writable: false, configurable: true, enumerable: true });
    }
  },
  /** Defines a hoisted function under its own name. */
  f: (name: string, definition: (...args: never[]) => unknown) => {
    defineProperty(definition, 'name', { value: name, configurable: true });
    G[name] = definition;
  },
  s: (name: string, value: unknown) => {
    G[name] = value;
  },
  i: importModule,
  q: interruptFlag,
  t: throwIfInterrupted,
});

/** Makes names assignable before a cell runs: new ones as `undefined`, earlier ones with their value, constants freed. */
export function declareNames(names: readonly string[]): void {
  for (const name of names) {
    const existing = getOwnPropertyDescriptor(G, name);
    if (existing && !existing.configurable) {
      if (existing.writable) continue;
      throw new SyntaxError(`"${name}" cannot be declared: JavaScript itself defines it. Choose another name.`);
    }
    const value = existing && 'value' in existing ? existing.value : undefined;
    defineProperty(G, name, { value, writable: true, configurable: true, enumerable: true });
  }
}
