import type { Embed } from '../memory/rank-by-relevance.js';
import { selectPlugins } from '../plugins/select-plugins.js';
import type { Round } from './conversation.js';

/** The plugins that a round's code is offered: those it has to do with, and those that earlier code used. */
export async function choosePlugins<P extends { readonly name: string; readonly description: string }>(
  plugins: readonly P[],
  rounds: readonly Round[],
  limit: number,
  embed?: Embed,
): Promise<readonly P[]> {
  const sources = rounds.flatMap((round) => round.posts).flatMap((post) => post.attachments).flatMap((attachment) => (attachment.kind === 'code' ? [attachment.source] : []));
  const used = plugins.filter(({ name }) => sources.some((source) => source.includes(name))).map(({ name }) => name);
  return (await selectPlugins(rounds.at(-1)?.query ?? '', plugins, { limit, keep: used, ...(embed && { embed }) })).plugins;
}
