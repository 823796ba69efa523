import { createId, type JsonObject, type PluginSummary } from '@heddle/model';
import { createKernel, openCallDesk, openShell, selectShellPlace, type ApprovalPort, type CallablePlugin, type CallPolicy, type Kernel, type Place } from '@heddle/kernel';
import {
  connectHeddle, createObserver, createRedactor, createSpanProcessors, createTracing, EventBus, systemClock,
  type ArtifactSink, type Clock, type EventHandler, type HeddleConnection, type JournalStore, type Redactor, type SubscribeOptions, type Subscription, type Tracing,
} from '@heddle/sdk';
import { createArtifactFolder, createFileJournals } from '@heddle/sdk/files';
import type { SpanProcessor } from '@opentelemetry/sdk-trace-base';
import { writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { RuntimeError } from './errors.js';
import type { RuntimeConfig, RuntimeConfigInput } from './config.js';
import type { ChatModel } from './models/chat-model.js';
import { modelFromEnvironment } from './models/model-from-environment.js';
import { parseRuntimeConfig } from './parse-runtime-config.js';
import { createMemoryFile } from './memory/memory-file.js';
import type { Embed } from './memory/rank-by-relevance.js';
import { topicSchema } from './memory/topic.js';
import { openPlugins, pluginSecretValues } from './plugins/open-plugins.js';
import { pluginApprovals } from './plugins/plugin-approvals.js';
import type { PluginSource } from './plugins/plugin-source.js';
import { openPluginSupply } from './plugins/plugin-supply.js';
import type { Plugin } from './plugins/plugin.js';
import { createSessionVariables } from './plugins/session-variables.js';
import { createCodeInterpreter } from './roles/code-interpreter.js';
import { createPlanner } from './roles/planner.js';
import type { Role } from './roles/role.js';
import { createBudget, type BudgetLimits } from './session/budget.js';
import { choosePlugins } from './session/choose-plugins.js';
import { createCommandRunner } from './session/command-runner.js';
import { createConversationMemory } from './session/conversation-memory.js';
import { createKernelCodeRunner } from './session/kernel-code-runner.js';
import { createKernelSupply } from './session/kernel-supply.js';
import { learnFromSession } from './session/learn-from-session.js';
import { loadPast } from './session/load-past.js';
import { observedEmbed } from './session/observed-embed.js';
import { openMemoryFolders } from './session/memory-folders.js';
import { createModelCaller } from './session/model-caller.js';
import { openWorkspace } from './session/open-workspace.js';
import { picturesOf } from './session/pictures-of.js';
import { createPluginCalls } from './session/plugin-calls.js';
import { rebuildVariables } from './session/rebuild-variables.js';
import type { SessionPast } from './session/rounds-of-events.js';
import { createSessionMemory } from './session/session-memory.js';
import { createSession, type Session, type UserFile } from './session/session.js';
import { backendSecrets } from './telemetry-config.js';
import { HEDDLE_VERSION } from './version.js';

/** The parts a runtime is made of. Each can be replaced; what is left out is made from the configuration. */
export interface RuntimeOverrides {
  /** Default: from the environment, see `docs/models.md`. */
  readonly model?: ChatModel;
  /** Models of single roles, by the role's name; others use `model`. */
  readonly models?: Readonly<Record<string, ChatModel>>;
  readonly plugins?: readonly Plugin[];
  /** Plugins that may change while the runtime runs; it opens and closes them. */
  readonly pluginSources?: readonly PluginSource[];
  /** Compares texts by their meaning: plugins and lessons with a request. Default: by their words. */
  readonly embed?: Embed;
  /** Default: a Planner in the middle and a CodeInterpreter. The first role answers the user. */
  readonly roles?: readonly Role[];
  readonly clock?: Clock;
  readonly journals?: JournalStore;
  readonly artifacts?: ArtifactSink;
  /** Further span processors, beside those of the configuration. */
  readonly spanProcessors?: readonly SpanProcessor[];
  readonly place?: Place;
  /** Whoever permits the calls that `policy.approve` names. Default: nobody, so such calls are refused. */
  readonly approvals?: ApprovalPort;
  /** Values that must never be recorded, besides the configured keys. */
  readonly secrets?: readonly string[];
  /** Told, in one sentence each, what a user should know. Default: standard error. */
  readonly warn?: (message: string) => void;
}

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

/** Runs sessions. */
export interface Runtime {
  readonly config: RuntimeConfig;
  openSession(options?: OpenSessionOptions): Promise<Session>;
  /** Watches the events of all sessions from now on. */
  subscribe(handler: EventHandler, options?: SubscribeOptions): Subscription;
  /** Sends what is recorded. @returns false when something did not arrive; the journals keep it */
  flush(): Promise<boolean>;
  /** Closes all sessions, sends what is recorded, stops. */
  close(): Promise<void>;
}

/**
 * The composition root: the one place where parts are chosen and joined.
 *
 * @param config - see {@link RuntimeConfig}; everything has a default
 * @param overrides - parts to use instead of those made from the configuration
 * @throws {RuntimeError} `BAD_CONFIG` naming every problem at once
 * @throws {RuntimeError} `NO_MODEL` when neither the environment nor `overrides` names one
 * @throws {ModelError} `MODEL_KEY_MISSING` when a provider is chosen and its key is not there
 */
export async function createRuntime(config: RuntimeConfigInput = {}, overrides: RuntimeOverrides = {}): Promise<Runtime> {
  const settings = parseRuntimeConfig(config, overrides);
  const dataDir = resolve(settings.dataDir);
  const clock = overrides.clock ?? systemClock;
  const warn = overrides.warn ?? ((message: string) => process.stderr.write(`heddle: ${message}\n`));
  const journals = overrides.journals ?? createFileJournals(join(dataDir, 'journal'));
  const artifacts = overrides.artifacts ?? createArtifactFolder(join(dataDir, 'artifacts'));
  const model = overrides.model ?? (await configuredModel());
  const roles = overrides.roles ?? [createPlanner(), createCodeInterpreter()];
  const secrets = [...(overrides.secrets ?? []), ...secretsOf(settings, process.env)];
  // A plugin that comes later brings secrets of its own.
  let redactNow = createRedactor([...secrets, ...pluginSecretValues(overrides.plugins ?? [])]);
  const redact: Redactor = (value) => redactNow(value);
  const supply = await openPluginSupply({
    plugins: overrides.plugins ?? [],
    sources: overrides.pluginSources ?? [],
    report: ({ message }) => warn(message),
    changed: (plugins) => void (redactNow = createRedactor([...secrets, ...pluginSecretValues(plugins)])),
  });
  const bus = new EventBus();

  const heddle = settings.telemetry.heddle === false ? undefined : connectHeddle({
    url: settings.telemetry.heddle ?? process.env['HEDDLE_URL'] ?? 'http://127.0.0.1:4318',
    apiKey: settings.telemetry.apiKey ?? process.env['HEDDLE_API_KEY'],
    serviceName: settings.app,
    journals,
    artifacts,
    warn,
  });
  if (heddle) bus.subscribe(heddle.forwarder, { queueLimit: Number.MAX_SAFE_INTEGER });
  const tracing = createTracing({
    serviceName: settings.app,
    processors: [...(heddle ? [heddle.processor] : []), ...createSpanProcessors(settings.telemetry.backends, { warn }), ...(overrides.spanProcessors ?? [])],
    http: settings.telemetry.http,
    redact,
  });
  const ownWorkspace = settings.workspace === undefined ? undefined : resolve(settings.workspace);
  const kernels = createKernelSupply({ settings: settings.kernel, dataDir, workspace: ownWorkspace, place: overrides.place, warn });
  const sessions = new Map<string, Session>();

  async function openSession(options: OpenSessionOptions = {}): Promise<Session> {
    const id = options.resume ?? options.id ?? createId('session', Math.floor(clock.nowMs()));
    if (sessions.has(id)) throw new RuntimeError('SESSION_OPEN', `Session ${id} is open already. Close it first.`);
    const past = await pastOf(options);
    let plugins = supply.current;
    const { place, reason, packages } = await kernels.ground();
    const journal = journals.open(id);
    const topics = topicsOf(options.topics ?? settings.memory.topics);
    const tags = options.tags ?? past?.tags ?? [];
    const userId = options.userId ?? past?.userId;
    const observer = createObserver({
      session: { sessionId: id, app: settings.app, tags, ...(userId !== undefined && { userId }) },
      tracer: tracing.tracer,
      journal,
      bus,
      clock,
      redact,
      capture: settings.telemetry.capture,
      ...(options.resume !== undefined && past && { lastSequence: past.lastSequence }),
      recorded: tracing,
    });
    const { folder: workspace, warm } = await openWorkspace(ownWorkspace ?? join(dataDir, 'workspaces', id), ownWorkspace !== undefined, kernels.takeWarm);
    const policy = callPolicy(settings, () => plugins);
    const startKernel = async (callable: readonly CallablePlugin[]): Promise<Kernel> =>
      await createKernel({ place, placeReason: reason, language: settings.kernel.language, plugins: callable, artifacts, workspace, ...(warm && { warm }), ...(packages && { packages }), observer, clock, redact, policy, ...(overrides.approvals && { approvals: overrides.approvals }) });
    const sessionBudget = createBudget('session', budgetLimits(settings.prices, settings.limits.maxSessionTokens, settings.limits.maxSessionCostUsd));
    const sessionModel = createModelCaller({ model, clock, budgets: [sessionBudget], prices: settings.prices });
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
    const code = createKernelCodeRunner({
      plugins: open.plugins,
      language: settings.kernel.language,
      cellTimeoutMs: settings.kernel.cellTimeoutMs,
      rules: settings.policy.code ?? {},
      startKernel,
      cells: past?.lastCellIndex ?? 0,
      ...(past && { restore: (kernel) => restore(kernel, past, open.plugins) }),
    });
    const shell = createCommandRunner(async () => {
      const found = await selectShellPlace(settings.shell.allowUnsandboxed);
      return await openShell({ place: found.place, placeReason: found.reason, workspace, artifacts, observer, clock, redact, policy, ...(overrides.approvals && { approvals: overrides.approvals }) });
    }, settings.shell.commandTimeoutMs);
    const folders = await openMemoryFolders(settings.memory, dataDir, topics, warn);
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
    const session = createSession({
      id,
      journal,
      bus,
      observer,
      clock,
      roles,
      modelFor: (role, roundBudget) => createModelCaller({ model: overrides.models?.[role] ?? model, clock, budgets: [roundBudget, sessionBudget], prices: settings.prices }),
      roundLimits: budgetLimits(settings.prices, settings.limits.maxRoundTokens, settings.limits.maxRoundCostUsd),
      ...(past && { past }),
      code,
      shell,
      async prepare(rounds, observation, signal) {
        if (plugins !== supply.current) {
          plugins = supply.current;
          await open.replace(plugins);
          observation.note({ type: 'plugin-change', plugins: plugins.map(summaryOf) });
        }
        const embed = overrides.embed && observedEmbed(overrides.embed, observation);
        const offered = await choosePlugins(open.plugins, rounds, settings.limits.maxPlugins, embed);
        code.setPlugins(offered);
        const memory = await notes.recall(rounds.at(-1)!, observation, embed);
        return { conversation: await conversations.recall(rounds, observation, signal), plugins: offered, memory, pictures: settings.vision ? await picturesOf(rounds.at(-1)!.files, artifacts) : [] };
      },
      callsFor: (offered, post, signal) => createPluginCalls(
        offered,
        () => openCallDesk({ plugins: open.plugins, parent: post, observer, artifacts, policy, callTimeMs: settings.kernel.cellTimeoutMs, clock, redact, warn, ...(overrides.approvals && { approvals: overrides.approvals }) }),
        signal,
      ),
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
        configuration: effectiveConfiguration(settings, model, overrides.models),
        roles: roles.map(({ name, description }) => ({ name, description })),
        plugins: plugins.map(summaryOf),
        places: [place.name],
        ...(userId !== undefined && { userId }),
        tags,
        metadata: options.metadata ?? {},
        heddleVersion: HEDDLE_VERSION,
        ...(options.resume !== undefined && { resumed: true }),
        ...(options.forkFrom && { forkedFrom: options.forkFrom }),
      },
      keepFile: (file) => keepFile(file, workspace, artifacts),
      stopKernel: async () => {
        await code.close();
        await shell.close();
        // The session may never have come to run code.
        await warm?.connection.kill({ reason: 'closed', detail: 'It was not needed.' });
        await open.close();
        sessions.delete(id);
      },
    });
    sessions.set(id, session);
    return session;
  }

  async function pastOf(options: OpenSessionOptions): Promise<SessionPast | undefined> {
    const first = roles[0]!.name;
    if (options.resume !== undefined) return await loadPast(journals, options.resume, first);
    return options.forkFrom && (await loadPast(journals, options.forkFrom.sessionId, first, options.forkFrom.rounds));
  }

  async function restore(kernel: Kernel, past: SessionPast, callable: readonly CallablePlugin[]): Promise<string | undefined> {
    if (past.cells.length === 0) return undefined;
    const { lost, reason } = await rebuildVariables(kernel, past.cells, callable, artifacts, redact);
    if (lost.length === 0) return undefined;
    const notice = `The session was resumed and these variables are gone: ${lost.join(', ')}. ${reason ?? ''} Make again what is needed.`;
    warn(notice);
    return notice;
  }

  const flush = () => flushAll(bus, tracing, heddle);
  return {
    config: settings,
    openSession,
    subscribe: (handler, options) => bus.subscribe(handler, options),
    flush,
    async close() {
      await Promise.all([...sessions.values()].map((session) => session.close()));
      await supply.close();
      await kernels.close();
      await flush();
      await tracing.close();
      heddle?.close();
    },
  };
}

/** @throws {RuntimeError} `BAD_CONFIG` for what is no name of a sub-folder */
function topicsOf(topics: readonly string[]): readonly string[] {
  const bad = topics.find((topic) => !topicSchema.safeParse(topic).success);
  if (bad === undefined) return topics;
  throw new RuntimeError('BAD_CONFIG', `The topic ${JSON.stringify(bad.slice(0, 60))} is no name of a sub-folder. Write something such as "sales" or "sales/europe".`);
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

function budgetLimits(prices: RuntimeConfig['prices'], maxTokens: number | undefined, maxCostUsd: number | undefined): BudgetLimits {
  return { prices, ...(maxTokens !== undefined && { maxTokens }), ...(maxCostUsd !== undefined && { maxCostUsd }) };
}

async function configuredModel(): Promise<ChatModel> {
  const model = await modelFromEnvironment(process.env);
  if (model) return model;
  throw new RuntimeError('NO_MODEL', 'No model is configured. Set OPENAI_API_KEY, ANTHROPIC_API_KEY or HEDDLE_MODEL, or pass overrides.model.');
}

async function flushAll(bus: EventBus, tracing: Tracing, heddle: HeddleConnection | undefined): Promise<boolean> {
  await bus.drained();
  await tracing.flush();
  return heddle ? await heddle.flush() : true;
}

function summaryOf({ name, description, version, hash }: Plugin): PluginSummary {
  return { name, description, version, hash };
}

function effectiveConfiguration(config: RuntimeConfig, model: ChatModel, models: RuntimeOverrides['models']): JsonObject {
  const named = (one: ChatModel) => ({ provider: one.provider, model: one.model, scripted: one.scripted });
  return {
    ...(JSON.parse(JSON.stringify(config)) as JsonObject),
    model: named(model),
    models: Object.fromEntries(Object.entries(models ?? {}).map(([role, one]) => [role, named(one)])),
  };
}

/** Keys and tokens that this process knows of: their values must not reach a journal, whoever prints them. */
function secretsOf(config: RuntimeConfig, env: NodeJS.ProcessEnv): readonly string[] {
  const fromEnvironment = Object.entries(env).flatMap(([name, value]) => (/(KEY|TOKEN|SECRET|PASSWORD)$/i.test(name) && value ? [value] : []));
  return [...fromEnvironment, ...config.telemetry.backends.flatMap(backendSecrets), ...(config.telemetry.apiKey ? [config.telemetry.apiKey] : [])];
}

async function keepFile(file: UserFile, workspace: string, artifacts: ArtifactSink) {
  const name = basename(file.name.replaceAll('\\', '/')) || 'file';
  await writeFile(join(workspace, name), file.bytes);
  return await artifacts.put({ ...file, name });
}
