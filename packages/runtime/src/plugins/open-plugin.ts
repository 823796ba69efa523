import type { JsonValue } from '@heddle/model';
import type { CallablePlugin, CallContext } from '@heddle/kernel';
import { RuntimeError } from '../errors.js';
import { textMessage } from '../prompts/text-message.js';
import type { ModelReply } from '../session/model-caller.js';
import type { PluginContext, PluginServices, PluginSession } from './plugin-context.js';

/** A plugin made ready for one session. */
export interface OpenPlugin extends CallablePlugin {
  /** Puts away its state. Calls made later are refused. */
  close(): Promise<void>;
}

/** A plugin whose configuration is known: what is left of a definition when its types are checked. */
export interface ConfiguredPlugin<Config, State> extends Omit<CallablePlugin, 'call'> {
  readonly secrets: readonly string[];
  readonly costUsd?: number;
  readonly create?: (session: PluginSession<Config>) => Promise<State>;
  readonly dispose?: (state: State) => void | Promise<void>;
  readonly run: (input: JsonValue, context: PluginContext<Config, State>) => Promise<JsonValue>;
}

/** Opens a plugin for a session; its state is made by the first call. */
export function openPlugin<Config, State>(plugin: ConfiguredPlugin<Config, State>, config: Config, services: PluginServices): OpenPlugin {
  const { name, description, version, hash, inputSchema, outputSchema, secrets, costUsd, create, dispose, run } = plugin;
  const session: PluginSession<Config> = {
    sessionId: services.sessionId,
    config,
    variables: services.variables,
    secret: (secret) => secretValue(name, secrets, secret, services),
  };
  let creating: Promise<State> | undefined;
  let closed = false;

  function stateOf(): Promise<State> {
    if (!create) return Promise.resolve(undefined as State);
    // A state that could not be made is tried again by the next call: a database that was down comes back.
    creating ??= create(session).catch((error: unknown) => {
      creating = undefined;
      throw error;
    });
    return creating;
  }

  return {
    name,
    description,
    version,
    hash,
    inputSchema,
    ...(outputSchema && { outputSchema }),
    parseInput: (input) => plugin.parseInput(input),
    async call(input, context) {
      if (closed) throw new RuntimeError('SESSION_CLOSED', `Plugin "${name}" was called after its session had closed.`);
      if (costUsd !== undefined) context.spend(costUsd);
      const state = await stateOf();
      return await run(input, { ...context, ...session, state, model: (request) => askModel(name, request, context, services) });
    },
    async close() {
      closed = true;
      const state = await creating?.then((made) => ({ made }), () => undefined);
      creating = undefined;
      if (state && dispose) await dispose(state.made);
    },
  };
}

function secretValue(plugin: string, declared: readonly string[], name: string, services: PluginServices): string {
  if (!declared.includes(name)) {
    throw new RuntimeError('BAD_PLUGIN', `Plugin "${plugin}" asked for the secret "${name}" without naming it. Add it to the plugin's secrets.`);
  }
  const value = services.readSecret(name);
  if (value) return value;
  throw new RuntimeError('BAD_PLUGIN', `Plugin "${plugin}" needs the secret "${name}". Set the environment variable ${name}.`);
}

async function askModel(plugin: string, request: Parameters<PluginContext['model']>[0], context: CallContext, { model }: PluginServices): Promise<ModelReply> {
  if (!model) throw new RuntimeError('NO_MODEL', `Plugin "${plugin}" asked a model, and there is none where it runs. Call it in a session.`);
  const reply = await model.call(typeof request === 'string' ? { messages: [textMessage('user', request)] } : request, {
    purpose: `plugin ${plugin}`,
    observation: context.observation,
    signal: context.signal,
  });
  if (reply.costUsd !== null) context.spend(reply.costUsd);
  return reply;
}
