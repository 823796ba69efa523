import { inspect } from 'node:util';
import type { KernelVariable } from '../protocol/frames.js';

const G = globalThis as Record<string, unknown>;
const INSPECT = { depth: 1, breakLength: Infinity, maxArrayLength: 3, maxStringLength: 60, compact: true };
const PREVIEW_LENGTH = 80;
const MAX_VARIABLES = 200;

interface Seen {
  readonly preview: string;
  readonly type: string;
  readonly held: WeakRef<object> | undefined;
}

const seen = new Map<string, Seen>();

/** Remembers names that cells defined. */
const names = new Set<string>();

export function addVariables(added: Iterable<string>): void {
  for (const name of added) names.add(name);
}

/** What the cells have defined, and what changed since this was last asked. */
export function describeVariables(): readonly KernelVariable[] {
  const variables: KernelVariable[] = [];
  for (const name of names) {
    if (variables.length === MAX_VARIABLES) break;
    const described = describe(name);
    if (described) variables.push(described);
  }
  return variables;
}

function describe(name: string): KernelVariable | undefined {
  try {
    const value = G[name];
    const type = typeText(value);
    const preview = previewText(value);
    const before = seen.get(name);
    const held = typeof value === 'object' && value !== null ? new WeakRef(value) : undefined;
    const same = before?.type === type && before.preview === preview && before.held?.deref() === held?.deref();
    if (!same) seen.set(name, { preview, type, held });
    return { name, type, preview, change: before ? (same ? 'same' : 'changed') : 'new' };
  } catch {
    return { name, type: 'unknown', preview: '', change: 'same' };
  }
}

function typeText(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'function') return /^class\b/.test(Function.prototype.toString.call(value)) ? 'class' : 'function';
  if (typeof value !== 'object') return typeof value;
  if (Array.isArray(value)) return `${elementType(value)}[${value.length}]`;
  const name = value.constructor?.name || 'Object';
  if (value instanceof Map || value instanceof Set) return `${name}(${value.size})`;
  if (ArrayBuffer.isView(value) && 'length' in value) return `${name}[${value.length}]`;
  return name;
}

function elementType(list: readonly unknown[]): string {
  if (list.length === 0) return 'unknown';
  const types = new Set(list.slice(0, 20).map((item) => (typeof item === 'object' && item !== null ? (item.constructor?.name ?? 'Object') : typeof item)));
  return types.size === 1 ? [...types][0]! : 'mixed';
}

function previewText(value: unknown): string {
  if (typeof value === 'function') return value.name;
  const text = typeof value === 'string' ? value.slice(0, PREVIEW_LENGTH + 1) : inspect(value, INSPECT);
  return text.length > PREVIEW_LENGTH ? `${text.slice(0, PREVIEW_LENGTH)}…` : text;
}
