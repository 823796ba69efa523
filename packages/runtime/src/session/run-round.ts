import { createId, type Artifact, type Attachment, type RoundEnd, type RoundState, type SpanId, type StopReason, type TraceId } from '@heddle/model';
import type { CallablePlugin } from '@heddle/kernel';
import { errorFacts, type Clock, type Observation, type Observer } from '@heddle/sdk';
import { RuntimeError } from '../errors.js';
import type { Reply, Role } from '../roles/role.js';
import { createBudget, type Budget, type BudgetLimits } from './budget.js';
import type { CodeRunner } from './code-runner.js';
import type { CommandRunner } from './command-runner.js';
import { USER, type Conversation, type Post, type Round } from './conversation.js';
import type { ModelCaller } from './model-caller.js';
import type { Picture } from './pictures-of.js';
import type { PluginCalls } from './plugin-calls.js';
import type { RoundMemory } from './round-memory.js';
import type { PausedRound } from './rounds-of-events.js';

export interface RoundParts {
  readonly observer: Observer;
  readonly clock: Clock;
  /** The first answers the user. */
  readonly roles: readonly Role[];
  readonly modelFor: (role: string, round: Budget) => ModelCaller;
  /** Limits of each round. */
  readonly roundLimits: BudgetLimits;
  readonly code: CodeRunner;
  readonly shell: CommandRunner;
  /** Makes the last of the rounds ready, and says what it stands on. */
  readonly prepare: (rounds: readonly Round[], observation: Observation, signal: AbortSignal) => Promise<RoundContext>;
  /** The plugins as what the model of one post can call itself. */
  readonly callsFor: (plugins: readonly CallablePlugin[], post: Observation, signal: AbortSignal) => PluginCalls & { close(): Promise<void> };
  readonly maxHops: number;
  readonly maxAttempts: number;
  readonly timeoutMs: number;
}

/** What a round stands on. */
interface RoundContext {
  /** What the roles are shown of the rounds, the running one last. */
  readonly conversation: Conversation;
  /** Those that this round is offered. */
  readonly plugins: readonly CallablePlugin[];
  readonly memory: RoundMemory;
  readonly pictures: readonly Picture[];
}

export interface RoundRequest {
  readonly roundId: string;
  readonly index: number;
  readonly query: string;
  readonly files: readonly Artifact[];
  /** Why the round cannot begin: it is on record and ends at once. */
  readonly problem?: Error;
  /** Rounds before this one. */
  readonly earlier: readonly Round[];
  /** The paused round that this message answers. */
  readonly resumes?: { readonly round: Round; readonly paused: PausedRound };
  readonly signal?: AbortSignal;
}

export interface RoundResult {
  readonly roundId: string;
  readonly traceId: TraceId;
  readonly state: RoundState;
  /** Why the role that answered stopped; absent when nobody did. */
  readonly stopReason?: StopReason;
  readonly reply: string;
  /** Why the round ended as it did, unless it simply finished. */
  readonly reason?: string;
  readonly round: Round;
  /** What the next message resumes, when the round waits for an answer. */
  readonly paused?: PausedRound;
  readonly durationMs: number;
}

/** Runs one round: posts go from role to role until one is addressed to the user. It never throws: a failure is a state. */
export async function runRound(parts: RoundParts, request: RoundRequest): Promise<RoundResult> {
  const { roundId, index, query, files, resumes } = request;
  const timeout = AbortSignal.timeout(parts.timeoutMs);
  const signal = request.signal ? AbortSignal.any([request.signal, timeout]) : timeout;
  const question: Post = { id: createId('post', Math.floor(parts.clock.nowMs())), from: USER, to: parts.roles[0]!.name, message: query, attachments: [] };
  const posts: Post[] = [...(resumes?.round.posts ?? []), question];
  const round: Round = { id: roundId, index, query: resumes?.round.query ?? query, files: [...(resumes?.round.files ?? []), ...files], posts };
  const segment = (resumes?.paused.segment ?? 0) + 1;
  let spanId = '' as SpanId;
  const startMs = parts.clock.nowMs();
  let traceId = '' as TraceId;
  let ending: Ending = { state: 'failed', reply: '' };

  await parts.observer.observe<void>(
    {
      start: { type: 'round-start', index, segment, query, files, ...(resumes && { continues: resumes.paused.continues }) },
      scope: { roundId },
      end: ({ durationMs }): RoundEnd => ({ type: 'round-end', ...ending, durationMs }),
    },
    async (observation) => {
      ({ traceId, spanId } = observation);
      try {
        if (request.problem) throw request.problem;
        const context = await parts.prepare([...request.earlier, round], observation, signal);
        ending = stopped(await passPosts(parts, context, posts, observation, signal));
      } catch (error) {
        ending = failure(error, signal, timeout, parts.timeoutMs, posts);
      }
    },
  );
  const paused = ending.state === 'paused' ? { roundId, segment, continues: { traceId, spanId } } : undefined;
  return { roundId, traceId, ...ending, round, paused, durationMs: parts.clock.nowMs() - startMs };
}

type Ending = Pick<RoundEnd, 'state' | 'stopReason' | 'reply' | 'reason' | 'error'>;

interface SentPost extends Post {
  readonly stopReason?: StopReason;
}

/** What the answer to the user makes of the round. */
function stopped({ message: reply, stopReason = 'done' }: SentPost): Ending {
  switch (stopReason) {
    case 'done': return { state: 'finished', stopReason, reply };
    case 'needs-clarification': return { state: 'paused', stopReason, reply };
    case 'refused': return { state: 'finished', stopReason, reply, reason: 'The request was refused.' };
    case 'not-done': return { state: 'failed', stopReason, reply, reason: NOT_DONE, error: { type: stopReason, message: NOT_DONE } };
  }
}

const NOT_DONE = 'The request could not be done.';

async function passPosts(parts: RoundParts, context: RoundContext, posts: Post[], observation: Observation, signal: AbortSignal): Promise<SentPost> {
  const roundBudget = createBudget('round', parts.roundLimits);
  for (let hop = 1; hop <= parts.maxHops + 1; hop++) {
    signal.throwIfAborted();
    const incoming: SentPost = posts.at(-1)!;
    if (incoming.to === USER) return incoming;
    // The last hop lands softly: whoever leads the round answers with what there is.
    const mustConclude = hop > parts.maxHops;
    const role = mustConclude ? parts.roles[0]! : parts.roles.find((candidate) => candidate.name === incoming.to);
    if (!role) throw new RuntimeError('UNKNOWN_ROLE', `${incoming.from} wrote to "${incoming.to}", who is not in this session. Its roles are ${parts.roles.map((known) => known.name).join(', ')}.`);
    posts.push(await writePost(parts, role, context, incoming, observation, signal, mustConclude, roundBudget));
  }
  const last: SentPost = posts.at(-1)!;
  if (last.to === USER) return last;
  throw new RuntimeError('TOO_MANY_HOPS', `The round stopped after ${parts.maxHops} posts without an answer. Raise limits.maxHops, or ask for less at once.`);
}

async function writePost(
  parts: RoundParts,
  role: Role,
  { conversation, plugins, memory, pictures }: RoundContext,
  incoming: Post,
  round: Observation,
  signal: AbortSignal,
  mustConclude: boolean,
  budget: Budget,
): Promise<SentPost> {
  const postId = createId('post', Math.floor(parts.clock.nowMs()));
  const attachments: Attachment[] = [];
  const reply = await round.observe<Reply>(
    {
      start: { type: 'post-start', from: role.name, replyTo: incoming.from },
      scope: { postId },
      end: (outcome) => ({
        type: 'post-end',
        from: role.name,
        to: outcome.kind === 'returned' ? outcome.value.to : USER,
        message: outcome.kind === 'returned' ? outcome.value.message : '',
        attachments,
        ...(outcome.kind === 'threw' && { error: errorFacts(outcome.error) }),
        durationMs: outcome.durationMs,
      }),
    },
    async (observation) => {
      const calls = parts.callsFor(plugins, observation, signal);
      try {
        return await role.reply({
          conversation,
          incoming,
          observation,
          signal,
          peers: parts.roles.filter((peer) => peer !== role),
          plugins: plugins.map(({ name, description, version, hash }) => ({ name, description, version, hash })),
          pictures,
          model: parts.modelFor(role.name, budget),
          code: parts.code,
          calls,
          shell: parts.shell,
          memory: memory.forRole(role.name, observation),
          maxAttempts: parts.maxAttempts,
          mustConclude,
          newId: (kind) => createId(kind, Math.floor(parts.clock.nowMs())),
          attach(attachment) {
            attachments.push(attachment);
            observation.note({ type: 'post-attachment', attachment });
          },
          say: (text) => observation.note({ type: 'post-message-delta', text }),
        });
      } finally {
        await calls.close();
      }
    },
  );
  return { id: postId, from: role.name, to: reply.to, message: reply.message, attachments, ...(reply.stopReason && { stopReason: reply.stopReason }) };
}

function failure(error: unknown, signal: AbortSignal, timeout: AbortSignal, timeoutMs: number, posts: readonly Post[]): Ending {
  const facts = errorFacts(error);
  // What was found out before the end is not thrown away.
  const found = posts.findLast((post) => post.from !== USER)?.message ?? '';
  const partial = found === '' ? '' : `There is no answer. What was found out before the round ended:\n\n${found}`;
  if (timeout.aborted) {
    return { state: 'failed', reply: partial, reason: `The round took longer than ${timeoutMs / 1_000} s.`, error: { type: 'timeout', message: `The round took longer than ${timeoutMs / 1_000} s.` } };
  }
  if (signal.aborted) return { state: 'cancelled', reply: 'The round was cancelled before there was an answer.', reason: 'The round was cancelled.' };
  return { state: 'failed', reply: partial, reason: facts.message, error: facts };
}
