import type { Call, Cell, ModelCall, Post, Round, Transcript } from './transcript.js';

export type Selection =
  | { readonly kind: 'model-call'; readonly call: ModelCall; readonly round: Round; readonly post: Post }
  | { readonly kind: 'cell'; readonly cell: Cell; readonly round: Round; readonly post: Post }
  | { readonly kind: 'call'; readonly call: Call; /** Absent when a model made the call itself. */ readonly cell: Cell | undefined; readonly round: Round; readonly post: Post };

/** What an id of the address names in a transcript; `undefined` when it names nothing that is there. */
export function findSelection(transcript: Transcript, id: string | undefined): Selection | undefined {
  if (id === undefined) return undefined;
  for (const round of transcript.rounds) {
    for (const post of round.posts) {
      for (const item of post.items) {
        if (item.kind === 'model-call' && item.call.id === id) return { kind: 'model-call', call: item.call, round, post };
        if (item.kind === 'call' && item.call.id === id) return { kind: 'call', call: item.call, cell: undefined, round, post };
        if (item.kind !== 'cell') continue;
        if (item.cell.id === id) return { kind: 'cell', cell: item.cell, round, post };
        const call = item.cell.calls.find((candidate) => candidate.id === id);
        if (call) return { kind: 'call', call, cell: item.cell, round, post };
      }
    }
  }
  return undefined;
}
