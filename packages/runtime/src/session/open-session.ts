import type { JsonObject } from '@heddle/model';
import { createObserver } from '@heddle/sdk';
import { join } from 'node:path';
import { RuntimeError } from '../errors.js';
import { topicSchema } from '../memory/topic.js';
import { joinSession } from './join-session.js';
import { loadPast } from './load-past.js';
import { openWorkspace } from './open-workspace.js';
import type { SessionPast } from './rounds-of-events.js';
import type { SessionGround } from './session-ground.js';
import type { Session } from './session.js';

export interface OpenSessionOptions {
  /** Default a new id. 1 to 128 letters, digits, `_`, `-` or `.`. */
  readonly id?: string;
  readonly userId?: string;
  readonly tags?: readonly string[];
  readonly metadata?: JsonObject;
  /** Sub-folders of examples and lessons; default `memory.topics`. */
  readonly topics?: readonly string[];
  /** First values of the session's variables for plugins. */
  readonly variables?: JsonObject;
  /** Opens a session of the data folder again: its rounds, and its variables as far as they can be had back. */
  readonly resume?: string;
  /** Begins a new session with the first rounds of another. */
  readonly forkFrom?: { readonly sessionId: string; readonly rounds: number };
}

/**
 * Opens one session: its past, its journal and its folder, then everything that works on them. What was opened is closed
 * again when something after it fails.
 *
 * @param closed - called when the session has ended
 */
export async function openSession(id: string, options: OpenSessionOptions, ground: SessionGround, closed: () => void): Promise<Session> {
  const { settings, kernels } = ground;
  const past = await pastOf(options, ground);
  const topics = topicsOf(options.topics ?? settings.memory.topics);
  const kernelGround = await kernels.ground();
  const journal = ground.journals.open(id);
  const tags = options.tags ?? past?.tags ?? [];
  const userId = options.userId ?? past?.userId;
  const observer = createObserver({
    session: { sessionId: id, app: settings.app, tags, ...(userId !== undefined && { userId }) },
    tracer: ground.tracing.tracer,
    journal,
    bus: ground.bus,
    clock: ground.clock,
    redact: ground.redact,
    capture: settings.telemetry.capture,
    ...(options.resume !== undefined && past && { lastSequence: past.lastSequence }),
    recorded: ground.tracing,
  });
  const workspace = await openWorkspace(ground.workspace ?? join(ground.dataDir, 'workspaces', id), ground.workspace !== undefined, kernels.takeWarm);
  try {
    return await joinSession({ id, options, ground, kernelGround, past, topics, tags, userId, journal, observer, workspace, closed });
  } catch (error) {
    await Promise.allSettled([journal.close(), workspace.abandon()]);
    throw error;
  }
}

async function pastOf({ resume, forkFrom }: OpenSessionOptions, { journals, roles }: SessionGround): Promise<SessionPast | undefined> {
  const first = roles[0]!.name;
  if (resume !== undefined) return await loadPast(journals, resume, first);
  return forkFrom && (await loadPast(journals, forkFrom.sessionId, first, forkFrom.rounds));
}

/** @throws {RuntimeError} `BAD_CONFIG` for what is no name of a sub-folder */
function topicsOf(topics: readonly string[]): readonly string[] {
  const bad = topics.find((topic) => !topicSchema.safeParse(topic).success);
  if (bad === undefined) return topics;
  throw new RuntimeError('BAD_CONFIG', `The topic ${JSON.stringify(bad.slice(0, 60))} is no name of a sub-folder. Write something such as "sales" or "sales/europe".`);
}
