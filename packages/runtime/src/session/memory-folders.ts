import { join } from 'node:path';
import type { RuntimeConfig } from '../config.js';
import { loadExamples, type ExampleConversation } from '../memory/examples.js';
import { createExperienceStore, type ExperienceStore } from '../memory/experience.js';

/** What the memory folders of a session hold. */
export interface MemoryFolders {
  readonly examples: readonly ExampleConversation[];
  /** The folder of lessons and the chosen ones below it; new lessons go into the first. */
  readonly experience: readonly [ExperienceStore, ...ExperienceStore[]];
}

/**
 * Reads the examples and opens the lessons of a session: those of the folders themselves, and of the sub-folders it chose.
 *
 * @param topics - names of sub-folders
 * @param warn - told of files that cannot be used
 */
export async function openMemoryFolders(settings: RuntimeConfig['memory'], dataDir: string, topics: readonly string[], warn: (message: string) => void): Promise<MemoryFolders> {
  const examples: ExampleConversation[] = [];
  for (const folder of settings.examples === undefined ? [] : withTopics(settings.examples, topics)) {
    const read = await loadExamples(folder);
    for (const { file, message } of read.errors) warn(`The example ${join(folder, file)} is left out: ${message}`);
    examples.push(...read.examples);
  }
  const [first = '', ...others] = withTopics(settings.experience ?? join(dataDir, 'experience'), topics);
  const experience = [createExperienceStore(first), ...others.map(createExperienceStore)] as const;
  for (const store of experience) for (const { file, message } of (await store.list()).errors) warn(`The lesson ${file} is left out: ${message}`);
  return { examples, experience: [experience[0], ...experience.slice(1)] };
}

function withTopics(folder: string, topics: readonly string[]): readonly string[] {
  return [folder, ...topics.map((topic) => join(folder, topic))];
}
