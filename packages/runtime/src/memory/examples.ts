import type { Attachment, PlanStep } from '@heddle/model';
import { z } from 'zod';
import { USER, type Post, type Round } from '../session/conversation.js';
import { readDataFolder, type DataFileError } from './read-data-folder.js';

/** A conversation that shows roles how to work: it stands before the real one in their prompts. */
export interface ExampleConversation {
  /** The file it came from. */
  readonly file: string;
  readonly description: string;
  readonly rounds: readonly Round[];
}

const step = z.union([
  z.string().transform((text): PlanStep => ({ text, state: 'todo' })),
  z.strictObject({ text: z.string(), state: z.enum(['todo', 'doing', 'done', 'failed', 'skipped']).default('todo'), role: z.string().optional() }),
]);

const post = z.strictObject({
  from: z.string().min(1),
  to: z.string().min(1),
  message: z.string(),
  thought: z.string().optional(),
  plan: z.array(step).optional(),
  code: z.string().optional(),
  language: z.enum(['typescript', 'python']).default('typescript'),
});

const exampleFile = z.strictObject({
  description: z.string().default(''),
  /** `false` takes it out of use. */
  enabled: z.boolean().default(true),
  rounds: z.array(z.strictObject({ posts: z.array(post).min(1) })).min(1),
});

/** Reads the examples of a folder: one conversation per YAML or JSON file. Files that cannot be used are named. */
export async function loadExamples(folder: string): Promise<{ readonly examples: readonly ExampleConversation[]; readonly errors: readonly DataFileError[] }> {
  const { entries, errors } = await readDataFolder(folder, exampleFile);
  const examples = entries.filter(({ value }) => value.enabled).map(({ file, value }) => ({
    file,
    description: value.description,
    rounds: value.rounds.map(({ posts }, index) => toRound(file, index, posts)),
  }));
  return { examples, errors };
}

/** The examples a role can learn from: it takes part, and so does nobody who is not in the session. */
export function examplesFor(role: string, roles: readonly string[], examples: readonly ExampleConversation[]): readonly ExampleConversation[] {
  return examples.filter(({ rounds }) => {
    const people = new Set(rounds.flatMap(({ posts }) => posts.flatMap(({ from, to }) => [from, to])));
    return people.has(role) && [...people].every((name) => name === USER || roles.includes(name));
  });
}

function toRound(file: string, roundIndex: number, posts: readonly z.output<typeof post>[]): Round {
  const id = `example ${file} ${roundIndex + 1}`;
  return {
    id,
    index: roundIndex + 1,
    query: posts.find(({ from }) => from === USER)?.message ?? '',
    files: [],
    posts: posts.map((one, index): Post => ({
      id: `${id} ${index + 1}`, from: one.from, to: one.to, message: one.message, attachments: attachmentsOf(one, `${id} ${index + 1}`),
    })),
  };
}

function attachmentsOf({ thought, plan, code, language }: z.output<typeof post>, id: string): readonly Attachment[] {
  return [
    ...(thought === undefined ? [] : [{ kind: 'thought' as const, text: thought }]),
    ...(plan === undefined ? [] : [{ kind: 'plan' as const, steps: plan.map(({ role, ...facts }): PlanStep => ({ ...facts, ...(role !== undefined && { role }) })) }]),
    ...(code === undefined ? [] : [{ kind: 'code' as const, cellId: id, language, source: code }]),
  ];
}
