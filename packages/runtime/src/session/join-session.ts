import type { CallPolicy } from '@heddle/kernel';
import type { PluginSummary } from '@heddle/model';
import type { Journal, Observer } from '@heddle/sdk';
import { join } from 'node:path';
import type { RuntimeConfig } from '../config.js';
import { createMemoryFile } from '../memory/memory-file.js';
import { openPlugins } from '../plugins/open-plugins.js';
import { pluginApprovals } from '../plugins/plugin-approvals.js';
import type { Plugin } from '../plugins/plugin.js';
import { createSessionVariables } from '../plugins/session-variables.js';
import { HEDDLE_VERSION } from '../version.js';
import { createBudget, type BudgetLimits } from './budget.js';
import { choosePlugins } from './choose-plugins.js';
import { createConversationMemory } from './conversation-memory.js';
import { effectiveConfiguration } from './effective-configuration.js';
import { keepUserFile } from './keep-user-file.js';
import type { KernelGround } from './kernel-supply.js';
import { learnFromSession } from './learn-from-session.js';
import { openMemoryFolders } from './memory-folders.js';
import { createModelCaller } from './model-caller.js';
import { observedEmbed } from './observed-embed.js';
import type { OpenSessionOptions } from './open-session.js';
import type { SessionWorkspace } from './open-workspace.js';
import { picturesOf } from './pictures-of.js';
import type { SessionPast } from './rounds-of-events.js';
import type { RoundParts } from './run-round.js';
import { createSessionExecution } from './session-execution.js';
import type { SessionGround } from './session-ground.js';
import { createSessionMemory } from './session-memory.js';
import { createSession, type Session, type SessionParts } from './session.js';

/** What a session is made of that was there before it, or was opened for it. */
export interface SessionBeginnings {
  readonly id: string;
  readonly options: Pick<OpenSessionOptions, 'variables' | 'metadata' | 'resume' | 'forkFrom'>;
  readonly ground: SessionGround;
  readonly kernelGround: KernelGround;
  readonly past: SessionPast | undefined;
  readonly topics: readonly string[];
  readonly tags: readonly string[];
  readonly userId: string | undefined;
  readonly journal: Journal;
  readonly observer: Observer;
  readonly workspace: SessionWorkspace;
  /** Called when the session has ended. */
  readonly closed: () => void;
}

/** Chooses and joins the parts of one session, and begins it. */
export async function joinSession({ id, options, ground, kernelGround, past, topics, tags, userId, journal, observer, workspace, closed }: SessionBeginnings): Promise<Session> {
  const { settings, dataDir, clock, redact, artifacts, roles, supply, bus, warn } = ground;
  const { sessionModel, modelFor, roundLimits } = sessionModels(ground);
  let plugins = supply.current;
  const folders = await openMemoryFolders(settings.memory, dataDir, topics, warn);
  const open = openPlugins(plugins, {
    sessionId: id,
    config: settings.pluginSettings,
    model: sessionModel,
    variables: createSessionVariables(options.variables),
    report(error) {
      warn(error.message);
      observer.note(error);
    },
  });
  const execution = createSessionExecution({ ground, kernelGround, observer, workspace, plugins: open, policy: callPolicy(settings, () => plugins), past });
  const { code, shell, callsFor } = execution;
  const notes = createSessionMemory({
    sessionId: id,
    roles: roles.map(({ name }) => name),
    ...folders,
    maxLessons: settings.memory.maxLessons,
    redact,
    appNotes: createMemoryFile(join(dataDir, 'memory.jsonl')),
    ...(past && { past: past.notes }),
  });
  const conversations = createConversationMemory({ limit: settings.memory.maxTokens, model: sessionModel, code, warn });

  /** Brings everything up to date that a round starts from. */
  const prepare: RoundParts['prepare'] = async (rounds, observation, signal) => {
    const round = rounds.at(-1)!;
    if (plugins !== supply.current) {
      plugins = supply.current;
      await open.replace(plugins);
      observation.note({ type: 'plugin-change', plugins: plugins.map(summaryOf) });
    }
    const embed = ground.embed && observedEmbed(ground.embed, observation);
    const offered = await choosePlugins(open.plugins, rounds, settings.limits.maxPlugins, embed);
    code.setPlugins(offered);
    const memory = await notes.recall(round, observation, embed);
    const pictures = settings.vision ? await picturesOf(round.files, artifacts) : [];
    return { conversation: await conversations.recall(rounds, observation, signal), plugins: offered, memory, pictures };
  };

  const parts: SessionParts = {
    id,
    journal,
    bus,
    observer,
    clock,
    roles,
    modelFor,
    roundLimits,
    ...(past && { past }),
    code,
    shell,
    prepare,
    callsFor,
    roundEnded: (roundId, state) => notes.roundEnded(roundId, state),
    variables: open.variables,
    learn: (rounds) => learnFromSession(rounds, { sessionId: id, observer, model: sessionModel, experience: folders.experience[0], maxAttempts: settings.limits.maxAttempts, redact, now: () => new Date(clock.nowMs()) }),
    learnsOnClose: settings.memory.learn,
    warn,
    ...settings.limits,
    timeoutMs: settings.limits.roundTimeoutMs,
    start: {
      type: 'session-start',
      app: settings.app,
      configuration: effectiveConfiguration(settings, ground.model, ground.models),
      roles: roles.map(({ name, description }) => ({ name, description })),
      plugins: plugins.map(summaryOf),
      places: [kernelGround.place.name],
      ...(userId !== undefined && { userId }),
      tags,
      metadata: options.metadata ?? {},
      heddleVersion: HEDDLE_VERSION,
      ...(options.resume !== undefined && { resumed: true }),
      ...(options.forkFrom && { forkedFrom: options.forkFrom }),
    },
    keepFile: (file) => keepUserFile(file, workspace.folder, artifacts),
    stopKernel: async () => {
      await execution.close();
      await open.close();
      closed();
    },
  };
  try {
    return createSession(parts);
  } catch (error) {
    await open.close();
    throw error;
  }
}

/** The models of a session share one budget; those of a round another beside it. */
function sessionModels({ settings: { limits, prices }, clock, model, models }: SessionGround) {
  const sessionBudget = createBudget('session', budgetLimits(prices, limits.maxSessionTokens, limits.maxSessionCostUsd));
  const modelFor: RoundParts['modelFor'] = (role, roundBudget) => createModelCaller({ model: models?.[role] ?? model, clock, budgets: [roundBudget, sessionBudget], prices });
  return {
    sessionModel: createModelCaller({ model, clock, budgets: [sessionBudget], prices }),
    modelFor,
    roundLimits: budgetLimits(prices, limits.maxRoundTokens, limits.maxRoundCostUsd),
  };
}

function budgetLimits(prices: RuntimeConfig['prices'], maxTokens: number | undefined, maxCostUsd: number | undefined): BudgetLimits {
  return { prices, ...(maxTokens !== undefined && { maxTokens }), ...(maxCostUsd !== undefined && { maxCostUsd }) };
}

/** The configured policy, and what the plugins of the moment ask for themselves. */
function callPolicy({ policy }: RuntimeConfig, plugins: () => readonly Plugin[]): CallPolicy {
  return {
    ...policy,
    get approve() {
      return { ...pluginApprovals(plugins()), ...policy.approve };
    },
  };
}

function summaryOf({ name, description, version, hash }: Plugin): PluginSummary {
  return { name, description, version, hash };
}
