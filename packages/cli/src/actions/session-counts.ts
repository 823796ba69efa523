import type { HeddleEvent } from '@heddle/model';
import type { EventHandler } from '@heddle/sdk';

/** What happened in a session, counted from its events. */
export interface SessionCounts {
  readonly traceIds: readonly string[];
  readonly rounds: number;
  /** Posts by roles; the user's message is none. */
  readonly posts: number;
  readonly modelCalls: number;
  readonly cells: number;
  readonly calls: number;
  readonly failedCalls: number;
  readonly artifacts: number;
  /** `null` when no call had a known price. */
  readonly costUsd: number | null;
  readonly place: string;
}

/** A handler that counts. Read `counts()` when the session is over. */
export function countSession(): EventHandler & { counts(): SessionCounts } {
  const traceIds = new Set<string>();
  const counts = { rounds: 0, posts: 0, modelCalls: 0, cells: 0, calls: 0, failedCalls: 0, artifacts: 0 };
  let costUsd: number | null = null;
  let place = '';

  function handle(event: HeddleEvent): void {
    switch (event.type) {
      case 'session-start': place = event.places[0] ?? ''; break;
      case 'round-start': counts.rounds++; if (event.traceId) traceIds.add(event.traceId); break;
      case 'post-end': counts.posts++; break;
      case 'model-call-request': counts.modelCalls++; break;
      case 'model-call-end': if (event.costUsd !== null) costUsd = (costUsd ?? 0) + event.costUsd; break;
      case 'cell-start': counts.cells++; place = event.place; break;
      case 'cell-end': counts.artifacts += event.artifacts.length; break;
      case 'call-end': counts.calls++; if (event.status !== 'ok') counts.failedCalls++; break;
      default:
    }
  }
  return { name: 'counts', handle, counts: () => ({ traceIds: [...traceIds], ...counts, costUsd, place }) };
}
