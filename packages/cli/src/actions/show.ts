import { parseTraceId } from '@heddle/model';
import { CliError } from '../cli-error.js';
import type { ApiClient } from '../home/api-client.js';
import type { HomeOptions } from '../home/home-options.js';
import { openHome } from '../home/open-home.js';
import { renderTrace } from '../terminal/trace-tree.js';
import { writeOut } from '../terminal/write-out.js';

export interface ShowOptions extends HomeOptions {
  readonly json?: boolean;
}

/** Prints the trees of a session, a round or a trace. */
export async function show(id: string, options: ShowOptions): Promise<void> {
  const home = await openHome(options);
  try {
    const traceIds = await tracesOf(home.api, id);
    if (options.json) await printJson(home.api, traceIds);
    else await printTrees(home.api, traceIds);
  } finally {
    await home.close();
  }
}

async function printTrees(api: ApiClient, traceIds: readonly string[]): Promise<void> {
  for (const [index, traceId] of traceIds.entries()) await writeOut(`${index === 0 ? '' : '\n'}${renderTrace(await api.trace(traceId)).join('\n')}\n`);
}

/** Each trace with all its spans, span by span: the calls of a long run carry its whole history each. */
async function printJson(api: ApiClient, traceIds: readonly string[]): Promise<void> {
  await writeOut('[');
  for (const [index, traceId] of traceIds.entries()) {
    let before = '';
    for await (const { trace, spans } of api.windows(traceId)) {
      if (before === '') await writeOut(`${index === 0 ? '' : ',\n'}{"trace":${JSON.stringify(trace)},"spans":[`);
      for (const span of spans) {
        await writeOut(`${before}${JSON.stringify(span)}`);
        before = ',\n';
      }
    }
    await writeOut(']}');
  }
  await writeOut(']\n');
}

async function tracesOf(api: ApiClient, id: string): Promise<readonly string[]> {
  if (parseTraceId(id)) return [id];
  if (id.startsWith('rnd_')) return await tracesOfRound(api, id);
  return (await api.session(id)).traces.map((trace) => trace.traceId);
}

/** A round that was paused has several traces. */
async function tracesOfRound(api: ApiClient, roundId: string): Promise<readonly string[]> {
  const { spans } = await api.spans({ kind: 'round', 'attr.heddle.round.id': roundId, limit: '1000' });
  if (spans.length === 0) throw new CliError(`There is no round ${roundId}. "heddle sessions" lists what there is.`);
  return [...new Set(spans.map(({ traceId }) => traceId))].toReversed();
}
