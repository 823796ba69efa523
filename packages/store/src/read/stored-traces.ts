import type { TraceId } from '@heddle/model';
import type { Database } from '../engine/database.js';

/** Knows of a trace whether the database can have spans of it. */
export interface StoredTraces {
  /** False only when there are none. */
  mayHave(project: string, traceId: TraceId): boolean;
  /** Says that there are some. */
  add(project: string, traceId: TraceId): void;
  /** Reads which there are; until it has, there may be any. */
  load(signal: AbortSignal): Promise<void>;
}

/** A filter of 8 MB: among 5 million traces it takes one of a hundred for another. */
const BITS = 2 ** 26;
const HASHES = 6;
const TRACES_PER_PAGE = 20_000;

/** Remembers the ids of all traces in a Bloom filter. To a server others may write, so there it knows nothing. */
export function createStoredTraces(database: Database): StoredTraces {
  const words = new Uint32Array(BITS / 32);
  let complete = false;

  function add(project: string, traceId: TraceId): void {
    const { first, step } = hashesOf(project, traceId);
    for (let n = 0; n < HASHES; n++) {
      const bit = (first + n * step) % BITS;
      words[bit >>> 5]! |= 1 << (bit & 31);
    }
  }

  return {
    add,
    mayHave(project, traceId) {
      if (!complete) return true;
      const { first, step } = hashesOf(project, traceId);
      for (let n = 0; n < HASHES; n++) {
        const bit = (first + n * step) % BITS;
        if ((words[bit >>> 5]! & (1 << (bit & 31))) === 0) return false;
      }
      return true;
    },
    async load(signal) {
      if (database.kind !== 'embedded') return;
      const unresolved = await database.query<TraceKey>(
        'SELECT DISTINCT project, trace_id FROM spans WHERE received_at > (SELECT max(resolved_until) FROM resolver_progress)',
      );
      for (const key of unresolved) add(key.project, key.trace_id);
      for (let after: TraceKey | undefined = { project: '', trace_id: '' as TraceId }; after !== undefined;) {
        if (signal.aborted) return;
        const page: TraceKey[] = await database.query<TraceKey>(
          `SELECT project, trace_id FROM traces WHERE (project, trace_id) > ({project:String}, {trace_id:String})
           ORDER BY project, trace_id LIMIT ${TRACES_PER_PAGE}`,
          { ...after },
        );
        for (const key of page) add(key.project, key.trace_id);
        after = page.length < TRACES_PER_PAGE ? undefined : page.at(-1);
      }
      complete = true;
    },
  };
}

interface TraceKey {
  readonly project: string;
  readonly trace_id: TraceId;
}

/** Two hashes, from which all others are made: FNV-1a with two seeds. */
function hashesOf(project: string, traceId: TraceId): { readonly first: number; readonly step: number } {
  const text = traceId + project;
  let first = 0x811c9dc5;
  let step = 0x9747b28c;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    first = Math.imul(first ^ code, 0x01000193);
    step = Math.imul(step ^ code, 0x01000193);
  }
  return { first: mixed(first), step: (mixed(step) | 1) >>> 0 };
}

/** FNV leaves its low bits to the last characters. */
function mixed(hash: number): number {
  let bits = hash;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
