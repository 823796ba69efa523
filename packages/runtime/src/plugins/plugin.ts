import type { JsonObject, JsonValue } from '@heddle/model';
import type { CallContext } from '@heddle/kernel';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { RuntimeError } from '../errors.js';

/** A function that generated code can call. It runs in the host; the code only holds a stub. */
export interface Plugin {
  readonly name: string;
  readonly description: string;
  readonly version: string;
  /** Hash over name, version, schemas and source: two calls with one hash ran the same code. */
  readonly hash: string;
  readonly inputSchema: JsonObject;
  readonly outputSchema?: JsonObject;
  parseInput(input: unknown): { readonly ok: true; readonly value: JsonValue } | { readonly ok: false; readonly message: string };
  call(input: JsonValue, context: CallContext): Promise<JsonValue>;
}

export interface PluginDefinition<Input extends z.ZodType, Output extends z.ZodType> {
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
  readonly run: (input: z.output<Input>, context: CallContext) => Promise<z.input<Output>> | z.input<Output>;
}

const NAME = /^[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z][A-Za-z0-9_]*)*$/;

/**
 * Makes a plugin out of a typed function.
 *
 * @throws {RuntimeError} `BAD_PLUGIN` when the name is not an identifier path, or a schema cannot be told to a model
 */
export function definePlugin<Input extends z.ZodType, Output extends z.ZodType = z.ZodType<JsonValue>>(
  definition: PluginDefinition<Input, Output>,
): Plugin {
  const { name, description, version = '1.0.0' } = definition;
  if (!NAME.test(name)) {
    throw new RuntimeError('BAD_PLUGIN', `"${String(name).slice(0, 60)}" cannot be a plugin's name. Use identifiers joined by dots, such as "weather.load".`);
  }
  const inputSchema = jsonSchema(definition.input, name, 'input');
  if (inputSchema['type'] !== 'object') {
    throw new RuntimeError('BAD_PLUGIN', `The input of plugin "${name}" must be an object schema: plugins are called with named arguments, such as z.object({ year: z.number() }).`);
  }
  const outputSchema = definition.output && jsonSchema(definition.output, name, 'output');
  return {
    name,
    description,
    version,
    inputSchema,
    ...(outputSchema && { outputSchema }),
    hash: createHash('sha256')
      .update(JSON.stringify([name, version, inputSchema, outputSchema ?? null, definition.run.toString()]))
      .digest('hex')
      .slice(0, 16),
    parseInput(input) {
      const parsed = definition.input.safeParse(input ?? {});
      return parsed.success ? { ok: true, value: parsed.data as JsonValue } : { ok: false, message: problems(parsed.error) };
    },
    async call(input, context) {
      const result = await definition.run(input as z.output<Input>, context);
      if (!definition.output) return toJson(result);
      const checked = definition.output.safeParse(result);
      if (!checked.success) throw new TypeError(`${name} returned something else than it promises: ${problems(checked.error)}`);
      return toJson(checked.data);
    },
  };
}

function jsonSchema(schema: z.ZodType, name: string, side: 'input' | 'output'): JsonObject {
  try {
    const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: side, unrepresentable: 'throw' }) as JsonObject;
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
