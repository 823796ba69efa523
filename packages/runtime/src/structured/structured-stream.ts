import type { JsonValue } from '@heddle/model';
import { MOST_JSON_LEVELS } from './loose-json.js';

/** Text that was added to a string of the reply. */
export interface FieldDelta {
  /** Keys and list positions joined by dots: `code`, `plan.0.title`. */
  readonly path: string;
  /** May be empty, at the end. */
  readonly text: string;
  /** True for the last piece of this string. */
  readonly done: boolean;
}

export interface StructuredStream {
  /** Takes the next piece of the reply; pieces may end anywhere. */
  push(text: string): void;
  /** What has been written so far, strings that are still growing included; `undefined` before the object starts. */
  value(): JsonValue | undefined;
  /** True once the object has ended; nothing after it changes the value. */
  isWhole(): boolean;
}

type Container = Map<string, JsonNode> | JsonNode[];
type JsonNode = Container | { text: string } | { word: string };

interface Level {
  readonly container: Container;
  readonly path: string;
  /** In an object, the key of the value that comes or is being written. */
  key: string | undefined;
}

type Phase =
  | { readonly kind: 'before' }
  /** A `{` that may still turn out to be chatter. */
  | { readonly kind: 'opened' }
  | { readonly kind: 'between' }
  | { readonly kind: 'key'; readonly quote: string; text: string }
  | { readonly kind: 'string'; readonly quote: string; readonly path: string; readonly node: { text: string } }
  | { readonly kind: 'word'; readonly node: { word: string } }
  | { readonly kind: 'over' };

/**
 * Follows a JSON object while a model writes it, so that its texts can be shown as they grow.
 *
 * Passes over whatever stands before the object and after it. It is for showing only: `parseStructured` decides, at the
 * end, what the reply says. Never throws, whatever is pushed; what is not JSON is shown as well as it can be.
 *
 * @param onField - told once per string and push, and once more when the string ends; keys that are not wanted are ignored by the listener
 */
export function createStructuredStream(onField: (field: FieldDelta) => void = () => {}): StructuredStream {
  const levels: Level[] = [];
  let phase: Phase = { kind: 'before' };
  let root: Container | undefined;
  /** An escape begun and not yet whole, from its backslash on. */
  let escape = '';
  /** Added to the present string since it was last told. */
  let fresh = '';

  function push(text: string): void {
    for (const character of text) step(character);
    if (phase.kind === 'string') tell(phase.path, false);
  }

  function step(character: string): void {
    switch (phase.kind) {
      case 'before':
        if (character === '{') phase = { kind: 'opened' };
        return;
      case 'opened':
        if (isSpace(character) || character === '{') return;
        if (character !== '"' && character !== "'") {
          phase = { kind: 'before' };
          return;
        }
        root = new Map();
        levels.push({ container: root, path: '', key: undefined });
        phase = { kind: 'key', quote: character, text: '' };
        return;
      case 'between':
        between(character);
        return;
      case 'key':
      case 'string':
        withinQuotes(phase, character);
        return;
      case 'word':
        if (isSpace(character) || ',}]'.includes(character)) {
          phase = { kind: 'between' };
          between(character);
        } else {
          phase.node.word += character;
        }
        return;
      case 'over':
    }
  }

  function between(character: string): void {
    const level = levels.at(-1)!;
    const awaitsKey = level.container instanceof Map && level.key === undefined;
    if (isSpace(character) || character === ':') return;
    if (character === ',') {
      level.key = undefined;
    } else if (character === '}' || character === ']') {
      levels.pop();
      const outer = levels.at(-1);
      if (outer === undefined) phase = { kind: 'over' };
    } else if (awaitsKey) {
      if (character === '"' || character === "'") phase = { kind: 'key', quote: character, text: '' };
    } else if (character === '{' || character === '[') {
      open(level, character);
    } else if (character === '"' || character === "'") {
      const node = { text: '' };
      phase = { kind: 'string', quote: character, path: place(level, node), node };
    } else {
      const node = { word: character };
      place(level, node);
      phase = { kind: 'word', node };
    }
  }

  function open(level: Level, bracket: string): void {
    if (levels.length >= MOST_JSON_LEVELS) {
      phase = { kind: 'over' };
      return;
    }
    const container: Container = bracket === '{' ? new Map<string, JsonNode>() : [];
    levels.push({ container, path: place(level, container), key: undefined });
  }

  /** Puts a value where it belongs; gives its path. */
  function place({ container, path, key }: Level, node: JsonNode): string {
    const prefix = path === '' ? '' : `${path}.`;
    if (container instanceof Map) {
      container.set(key ?? '', node);
      return prefix + (key ?? '');
    }
    container.push(node);
    return `${prefix}${container.length - 1}`;
  }

  function withinQuotes(current: Extract<Phase, { kind: 'key' | 'string' }>, character: string): void {
    if (escape !== '') {
      escape += character;
      const meant = meaningOf(escape);
      if (meant === undefined) return;
      escape = '';
      add(current, meant);
    } else if (character === '\\') {
      escape = character;
    } else if (character !== current.quote) {
      add(current, character);
    } else {
      if (current.kind === 'key') levels.at(-1)!.key = current.text;
      else tell(current.path, true);
      phase = { kind: 'between' };
    }
  }

  function add(current: Extract<Phase, { kind: 'key' | 'string' }>, text: string): void {
    if (current.kind === 'key') {
      current.text += text;
    } else {
      current.node.text += text;
      fresh += text;
    }
  }

  /** The first half of a character that takes two code units waits for the second. */
  function tell(path: string, done: boolean): void {
    const waits = !done && /[\uD800-\uDBFF]$/.test(fresh) ? fresh.at(-1)! : '';
    const text = waits === '' ? fresh : fresh.slice(0, -1);
    fresh = waits;
    if (text !== '' || done) onField({ path, text, done });
  }

  return { push, value: () => (root === undefined ? undefined : plain(root)), isWhole: () => phase.kind === 'over' };
}

/** What an escape stands for, `undefined` while it is not whole. Unknown ones stay as they are. */
function meaningOf(escape: string): string | undefined {
  if (escape[1] === 'u') {
    if (escape.length < 6 && /^\\u[0-9a-fA-F]*$/.test(escape)) return undefined;
    return /^\\u[0-9a-fA-F]{4}$/.test(escape) ? String.fromCharCode(Number.parseInt(escape.slice(2), 16)) : escape;
  }
  return ESCAPES.get(escape[1]!) ?? escape;
}

const ESCAPES = new Map([
  ['"', '"'], ["'", "'"], ['\\', '\\'], ['/', '/'], ['b', '\b'], ['f', '\f'], ['n', '\n'], ['r', '\r'], ['t', '\t'],
]);

function isSpace(character: string): boolean {
  return character === ' ' || character === '\n' || character === '\t' || character === '\r';
}

/** Words that are not whole yet, such as `tru`, are left out of objects and lists. */
function plain(node: JsonNode): JsonValue | undefined {
  if (node instanceof Map) {
    const entries = [...node].flatMap(([key, value]): [string, JsonValue][] => {
      const plainValue = key === '__proto__' ? undefined : plain(value);
      return plainValue === undefined ? [] : [[key, plainValue]];
    });
    return Object.fromEntries(entries);
  }
  if (Array.isArray(node)) return node.map(plain).filter((value) => value !== undefined);
  if ('text' in node) return node.text;
  try {
    return JSON.parse(node.word) as JsonValue;
  } catch {
    return undefined;
  }
}
