import type { JsonObject, JsonValue } from '@heddle/model';
import type { CallablePlugin, CallContext } from '@heddle/kernel';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { RuntimeError } from '../errors.js';
import { openPlugin, type OpenPlugin } from './open-plugin.js';
import type { PluginContext, PluginServices, PluginSession } from './plugin-context.js';
import type { PluginExample } from './plugin-example.js';
import { pluginNameProblem } from './plugin-name.js';
import { createSessionVariables } from './session-variables.js';

/** A function that generated code can call. It runs in the host; the code only holds a stub. */
export interface Plugin extends CallablePlugin {
  /** Why a person must agree to each call; absent when nobody needs to. */
  readonly requiresApproval?: string;
  /** What each call costs in USD, as far as that is known before. */
  readonly costUsd?: number;
  /** Names of the secrets it reads. */
  readonly secrets: readonly string[];
  readonly configSchema?: JsonObject;
  readonly examples: readonly PluginExample[];
  /**
   * Makes it ready for one session.
   *
   * @throws {RuntimeError} `BAD_PLUGIN` when its configuration does not fit
   */
  open(services: PluginServices): OpenPlugin;
  /** Calls it outside any session: as if opened with the environment's secrets for this one call. */
  call(input: JsonValue, context: CallContext): Promise<JsonValue>;
}

export interface PluginDefinition<
  Input extends z.ZodType,
  Output extends z.ZodType,
  Config extends z.ZodType = z.ZodType<undefined>,
  State = undefined,
  Secret extends string = never,
> {
  /** How the code calls it; dots make groups: `weather.load`. */
  readonly name: string;
  /** What it does, for the model that writes the code: one or two sentences. */
  readonly description: string;
  /** Default `1.0.0`. */
  readonly version?: string;
  /** One object: plugins are called with named arguments. */
  readonly input: Input;
  /** What it gives back; shown to the model, and checked when given. */
  readonly output?: Output;
  /** What can be set from outside; every field with a default needs no value. */
  readonly config?: Config;
  /** Values for `config`; those of the runtime's configuration go over them. */
  readonly configValues?: z.input<Config>;
  /** Names of the secrets it reads with `context.secret(name)`. */
  readonly secrets?: readonly Secret[];
  /** A person must agree to each call; as text, why. */
  readonly requiresApproval?: boolean | string;
  /** What each call costs in USD; costs that vary are booked with `context.spend`. */
  readonly costUsd?: number;
  /** Makes what the calls of one session share, at the first of them: a connection, a cache. */
  readonly create?: (session: PluginSession<z.output<Config>, Secret>) => State | Promise<State>;
  /** Puts away what `create` made, when the session closes. */
  readonly dispose?: (state: State) => void | Promise<void>;
  readonly examples?: readonly PluginExample<z.input<Input>, z.output<Output>>[];
  readonly run: (
    input: z.output<Input>,
    context: PluginContext<z.output<Config>, State, Secret>,
  ) => Promise<z.input<Output>> | z.input<Output>;
}

/**
 * Makes a plugin out of a typed function.
 *
 * @throws {RuntimeError} `BAD_PLUGIN` when the name is not an identifier path, or a schema cannot be told to a model
 */
export function definePlugin<
  Input extends z.ZodType,
  Output extends z.ZodType = z.ZodType<JsonValue>,
  Config extends z.ZodType = z.ZodType<undefined>,
  State = undefined,
  Secret extends string = never,
>(definition: PluginDefinition<Input, Output, Config, State, Secret>): Plugin {
  const { name, description, version = '1.0.0', run, create, dispose, requiresApproval, costUsd, secrets = [], examples = [] } = definition;
  const nameProblem = pluginNameProblem(name);
  if (nameProblem) throw new RuntimeError('BAD_PLUGIN', nameProblem);
  const inputSchema = jsonSchema(definition.input, name, 'input');
  if (inputSchema['type'] !== 'object') {
    throw new RuntimeError('BAD_PLUGIN', `The input of plugin "${name}" must be an object schema: plugins are called with named arguments, such as z.object({ year: z.number() }).`);
  }
  const outputSchema = definition.output && jsonSchema(definition.output, name, 'output');
  const configSchema = definition.config && jsonSchema(definition.config, name, 'config');

  const facts = {
    name,
    description,
    version,
    inputSchema,
    ...(outputSchema && { outputSchema }),
    hash: hashOf([name, version, inputSchema, outputSchema ?? null, run, ...(configSchema ? [configSchema] : []), ...(create ? [create] : [])]),
    parseInput(input: unknown) {
      const parsed = definition.input.safeParse(input ?? {});
      return parsed.success ? { ok: true as const, value: parsed.data as JsonValue } : { ok: false as const, message: problems(parsed.error) };
    },
  };

  function open(services: PluginServices): OpenPlugin {
    return openPlugin<z.output<Config>, State>(
      {
        ...facts,
        secrets,
        ...(costUsd !== undefined && { costUsd }),
        ...(create && { create: async (session: PluginSession<z.output<Config>>): Promise<State> => await create(session as PluginSession<z.output<Config>, Secret>) }),
        ...(dispose && { dispose }),
        async run(input, context) {
          const result = await run(input as z.output<Input>, context as PluginContext<z.output<Config>, State, Secret>);
          if (!definition.output) return toJson(result);
          const checked = definition.output.safeParse(result);
          if (!checked.success) throw new TypeError(`${name} returned something else than it promises: ${problems(checked.error)}`);
          return toJson(checked.data);
        },
      },
      configFor(definition, services.config),
      services,
    );
  }

  return {
    ...facts,
    ...(requiresApproval && { requiresApproval: requiresApproval === true ? `${name} asks for approval of each call.` : requiresApproval }),
    ...(costUsd !== undefined && { costUsd }),
    secrets,
    ...(configSchema && { configSchema }),
    examples: examples as readonly PluginExample[],
    open,
    async call(input, context) {
      const opened = open({ sessionId: context.sessionId, readSecret: (secret) => process.env[secret], variables: createSessionVariables() });
      try {
        return await opened.call(input, context);
      } finally {
        await opened.close();
      }
    },
  };
}

/** True for what `definePlugin` makes, and for anything that can stand in its place. */
export function isPlugin(value: unknown): value is Plugin {
  if (typeof value !== 'object' || value === null) return false;
  const { name, hash, inputSchema, parseInput, call, open } = value as Partial<Record<keyof Plugin, unknown>>;
  return typeof name === 'string' && typeof hash === 'string' && typeof inputSchema === 'object'
    && [parseInput, call, open].every((member) => typeof member === 'function');
}

function configFor<Config extends z.ZodType>(
  { name, config, configValues }: { readonly name: string; readonly config?: Config; readonly configValues?: z.input<Config> },
  values: JsonObject | undefined,
): z.output<Config> {
  if (!config) {
    if (values === undefined || Object.keys(values).length === 0) return undefined as z.output<Config>;
    throw new RuntimeError('BAD_PLUGIN', `Plugin "${name}" has nothing to configure, but was given ${Object.keys(values).join(', ')}. Remove that from the configuration.`);
  }
  const parsed = config.safeParse({ ...(configValues as object | undefined), ...values });
  if (parsed.success) return parsed.data;
  throw new RuntimeError('BAD_PLUGIN', `The configuration of plugin "${name}" cannot be used. ${problems(parsed.error)}.`);
}

function hashOf(parts: readonly unknown[]): string {
  const text = JSON.stringify(parts.map((part) => (typeof part === 'function' ? String(part) : part)));
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

function jsonSchema(schema: z.ZodType, name: string, side: 'input' | 'output' | 'config'): JsonObject {
  try {
    const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: side === 'output' ? 'output' : 'input', unrepresentable: 'throw' }) as JsonObject;
    return rest;
  } catch (cause) {
    throw new RuntimeError('BAD_PLUGIN', `The ${side} schema of plugin "${name}" cannot be written as JSON Schema: ${(cause as Error).message} Use types that JSON can carry.`, { cause });
  }
}

function problems(error: z.ZodError): string {
  return error.issues.map((issue) => (issue.path.length > 0 ? `${issue.path.join('.')}: ${issue.message}` : issue.message)).join('; ');
}

/** What JSON keeps of a value: dates become text, undefined disappears. */
function toJson(value: unknown): JsonValue {
  return value === undefined ? null : (JSON.parse(JSON.stringify(value) ?? 'null') as JsonValue);
}
