import { createScriptedModel, type ChatModel } from '@heddle/runtime';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';
import { CliError } from '../cli-error.js';

/** A reply that asks for calls: `{ "toolCalls": [{ "name": "sales-load", "arguments": {} }] }`. */
const calling = z.strictObject({ text: z.string().optional(), toolCalls: z.array(z.strictObject({ name: z.string(), arguments: z.json() })).min(1) });

const scriptSchema = z.array(z.union([z.string(), calling, z.record(z.string(), z.json()).transform((reply) => JSON.stringify(reply))]));

/**
 * The scripted model of a file, announced as such: nobody shall take it for a real one.
 *
 * @returns `undefined` when no file is named
 * @throws {CliError} when the file cannot be used
 */
export async function scriptedModel(file: string | undefined, say: (message: string) => void): Promise<ChatModel | undefined> {
  if (file === undefined) return undefined;
  let content: unknown;
  try {
    content = JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new CliError(`The script ${file} cannot be read: ${(cause as Error).message}`, 2, { cause });
  }
  const replies = scriptSchema.safeParse(content);
  if (!replies.success) throw new CliError(`The script ${file} must be a JSON list of replies, each a text or an object.`, 2);
  say(`The model's replies are scripted (${basename(file)}). Kernel, code, plugins and traces are real.`);
  return createScriptedModel({ replies: replies.data, name: basename(file) });
}
