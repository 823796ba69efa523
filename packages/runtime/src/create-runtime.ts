import { createId } from '@heddle/model';
import { connectHeddle, createRedactor, createSpanProcessors, createTracing, EventBus, systemClock, type EventHandler, type HeddleConnection, type Redactor, type SubscribeOptions, type Subscription, type Tracing } from '@heddle/sdk';
import { createArtifactFolder, createFileJournals } from '@heddle/sdk/files';
import { join, resolve } from 'node:path';
import { RuntimeError } from './errors.js';
import type { RuntimeConfig, RuntimeConfigInput } from './config.js';
import { knownSecrets } from './known-secrets.js';
import type { ChatModel } from './models/chat-model.js';
import { modelFromEnvironment } from './models/model-from-environment.js';
import { parseRuntimeConfig } from './parse-runtime-config.js';
import { pluginSecretValues } from './plugins/open-plugins.js';
import { openPluginSupply } from './plugins/plugin-supply.js';
import { createCodeInterpreter } from './roles/code-interpreter.js';
import { createPlanner } from './roles/planner.js';
import type { RuntimeOverrides } from './runtime-overrides.js';
import { createKernelSupply } from './session/kernel-supply.js';
import { openSession, type OpenSessionOptions } from './session/open-session.js';
import type { SessionGround } from './session/session-ground.js';
import type { Session } from './session/session.js';

export type { RuntimeOverrides } from './runtime-overrides.js';
export type { OpenSessionOptions } from './session/open-session.js';

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
  const secrets = [...(overrides.secrets ?? []), ...knownSecrets(settings, process.env)];
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
  const { models, embed, approvals } = overrides;
  const ground: SessionGround = {
    settings, dataDir, workspace: ownWorkspace, clock, journals, artifacts, model, roles, redact, supply, kernels, bus, tracing, warn,
    ...(models && { models }), ...(embed && { embed }), ...(approvals && { approvals }),
  };

  const flush = () => flushAll(bus, tracing, heddle);
  return {
    config: settings,
    async openSession(options = {}) {
      const id = options.resume ?? options.id ?? createId('session', Math.floor(clock.nowMs()));
      if (sessions.has(id)) throw new RuntimeError('SESSION_OPEN', `Session ${id} is open already. Close it first.`);
      const session = await openSession(id, options, ground, () => sessions.delete(id));
      sessions.set(id, session);
      return session;
    },
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
