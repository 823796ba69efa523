import { createId, type Artifact, type EventPayload, type RoundState } from '@heddle/model';
import { catchUpFirst, errorFacts, type EventBus, type EventHandler, type Journal, type Observer, type SubscribeOptions, type Subscription } from '@heddle/sdk';
import { RuntimeError } from '../errors.js';
import type { Lesson } from '../memory/experience.js';
import type { SessionVariables } from '../plugins/session-variables.js';
import type { Round } from './conversation.js';
import type { SessionPast } from './rounds-of-events.js';
import { runRound, type RoundParts, type RoundResult } from './run-round.js';

/** A file the user hands in with a message. */
export interface UserFile {
  readonly name: string;
  readonly mimeType: string;
  readonly bytes: Uint8Array;
}

export interface SendOptions {
  readonly files?: readonly UserFile[];
  /** Cancels the round; the session lives on. */
  readonly signal?: AbortSignal;
}

/** A conversation with the roles. Its kernel keeps its variables from round to round. */
export interface Session {
  readonly id: string;
  readonly rounds: readonly Round[];
  /** Values that the plugins of the session share, and that may be set here: a time zone, a chosen database. */
  readonly variables: SessionVariables;
  /**
   * Sends a message and waits for the answer. Messages sent meanwhile wait their turn. When the last round waits for
   * an answer (`paused`), the message is that answer and the round goes on.
   *
   * @returns also when the round failed or was cancelled: see `state` and `reason`
   * @throws {RuntimeError} `SESSION_CLOSED` after `close()`
   */
  send(query: string, options?: SendOptions): Promise<RoundResult>;
  /**
   * Has the model look for what later sessions can learn from this one, and keeps it (`memory.experience`). Waits for the
   * running round.
   *
   * @returns the lessons that were kept; mostly there are none or one
   * @throws {RuntimeError} `BAD_REPLY`, or {ModelError}, when the model gave nothing that could be read
   */
  learn(): Promise<readonly Lesson[]>;
  /** Watches this session's events; what happened before comes first. */
  subscribe(handler: EventHandler, options?: Omit<SubscribeOptions, 'sessionId'>): Subscription;
  /** Ends the session: waits for the running round, then stops the kernel. */
  close(): Promise<void>;
}

export interface SessionParts extends RoundParts {
  readonly id: string;
  readonly journal: Journal;
  readonly bus: EventBus;
  readonly observer: Observer;
  readonly start: EventPayload;
  /** What happened before, when the session is resumed or forked. */
  readonly past?: Pick<SessionPast, 'rounds' | 'paused'>;
  /** Keeps a user's file as an artifact and puts it in the working folder. */
  readonly keepFile: (file: UserFile) => Promise<Artifact>;
  readonly variables: SessionVariables;
  /** What is remembered beyond a round is brought up to date. */
  readonly roundEnded: (roundId: string, state: RoundState) => Promise<void>;
  readonly learn: (rounds: readonly Round[]) => Promise<readonly Lesson[]>;
  /** Learn when the session closes. */
  readonly learnsOnClose: boolean;
  /** Told what went wrong without anybody waiting for it. */
  readonly warn: (message: string) => void;
  readonly stopKernel: () => Promise<void>;
}

export function createSession(parts: SessionParts): Session {
  const rounds: Round[] = [...(parts.past?.rounds ?? [])];
  let paused = parts.past?.paused;
  let last: Promise<unknown> = Promise.resolve();
  let closed = false;

  parts.observer.note(parts.start);

  async function round(query: string, options: SendOptions): Promise<RoundResult> {
    const { files, problem } = await keepFiles(options.files ?? [], parts.keepFile);
    const waiting = paused && rounds.at(-1);
    const resumes = waiting && paused ? { round: waiting, paused } : undefined;
    const result = await runRound(parts, {
      roundId: resumes?.round.id ?? createId('round', Math.floor(parts.clock.nowMs())),
      index: resumes?.round.index ?? rounds.length + 1,
      ...(resumes && { resumes }),
      query,
      files,
      ...(problem && { problem }),
      earlier: resumes ? rounds.slice(0, -1) : [...rounds],
      ...(options.signal && { signal: options.signal }),
    });
    rounds.splice(resumes ? rounds.length - 1 : rounds.length, 1, result.round);
    paused = result.paused;
    await parts.roundEnded(result.roundId, result.state);
    return result;
  }

  /** Work waits for the work before it. */
  function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const mine = last.then(work);
    last = mine.catch(() => {});
    return mine;
  }

  function refuseWhenClosed(): void {
    if (closed) throw new RuntimeError('SESSION_CLOSED', `Session ${parts.id} is closed. Open a new one.`);
  }

  return {
    id: parts.id,
    get rounds() {
      return rounds;
    },
    async send(query, options = {}) {
      refuseWhenClosed();
      return await inTurn(() => round(query, options));
    },
    variables: parts.variables,
    async learn() {
      refuseWhenClosed();
      return await inTurn(() => parts.learn(rounds));
    },
    subscribe: (handler, options = {}) => parts.bus.subscribe(catchUpFirst(handler, parts.journal), { ...options, sessionId: parts.id }),
    async close() {
      if (closed) return;
      closed = true;
      await last;
      if (parts.learnsOnClose && rounds.length > (parts.past?.rounds.length ?? 0)) {
        await parts.learn(rounds).catch((error: unknown) => parts.warn(`Nothing was learned from session ${parts.id}: ${errorFacts(error).message}`));
      }
      await parts.stopKernel();
      parts.observer.note({ type: 'session-end', reason: 'closed' });
      await parts.journal.close();
    },
  };
}

/** Those that could be kept, and why another could not: then the round ends before anybody is asked, and says so. */
async function keepFiles(files: readonly UserFile[], keep: SessionParts['keepFile']): Promise<{ readonly files: readonly Artifact[]; readonly problem?: RuntimeError }> {
  const kept: Artifact[] = [];
  for (const file of files) {
    try {
      kept.push(await keep(file));
    } catch (cause) {
      const name = JSON.stringify(String(file.name).slice(0, 100));
      return { files: kept, problem: new RuntimeError('BAD_FILE', `The file ${name} could not be kept (${errorFacts(cause).message}). Send the message again without it, or with another name.`, { cause }) };
    }
  }
  return { files: kept };
}
