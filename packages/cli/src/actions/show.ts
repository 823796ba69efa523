import { parseTraceId, type TraceView } from '@heddle/model';
import { CliError } from '../cli-error.js';
import type { ApiClient } from '../home/api-client.js';
import type { HomeOptions } from '../home/home-options.js';
import { openHome } from '../home/open-home.js';
import { renderTrace } from '../terminal/trace-tree.js';

export interface ShowOptions extends HomeOptions {
  readonly json?: boolean;
}

/** Prints the trees of a session, a round or a trace. */
export async function show(id: string, options: ShowOptions): Promise<void> {
  const home = await openHome(options);
  try {
    const traces: TraceView[] = [];
    for (const traceId of await tracesOf(home.api, id)) traces.push(await home.api.trace(traceId, options.json ? 'whole' : 'short'));
    if (options.json) process.stdout.write(`${JSON.stringify(traces)}\n`);
    else process.stdout.write(`${traces.map((trace) => renderTrace(trace).join('\n')).join('\n\n')}\n`);
  } finally {
    await home.close();
  }
}

async function tracesOf(api: ApiClient, id: string): Promise<readonly string[]> {
  if (parseTraceId(id)) return [id];
  if (id.startsWith('rnd_')) return await tracesOfRound(api, id);
  return (await api.session(id)).traces.map((trace) => trace.traceId);
}

/** A round that was paused has several traces. */
async function tracesOfRound(api: ApiClient, roundId: string): Promise<readonly string[]> {
  const traceIds: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await api.spans({ kind: 'round', limit: '1000', ...(cursor !== undefined && { cursor }) });
    for (const span of page.spans) if (span.attributes['heddle.round.id'] === roundId) traceIds.push(span.traceId);
    cursor = page.nextCursor;
  } while (cursor !== undefined && traceIds.length === 0);
  if (traceIds.length === 0) throw new CliError(`There is no round ${roundId}. "heddle sessions" lists what there is.`);
  return traceIds.toReversed();
}
