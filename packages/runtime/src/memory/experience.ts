import { createHash, randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { z } from 'zod';
import { rankByRelevance, type Embed } from './rank-by-relevance.js';
import { readDataFolder, type DataFileError } from './read-data-folder.js';

/** Something learned in one session that helps in another. */
export interface Lesson {
  /** Name of its file without the extension. */
  readonly id: string;
  /** When it is of use: a request it would have helped with. */
  readonly title: string;
  readonly lesson: string;
  /** Where it was learned. */
  readonly sessionId?: string;
  /** ISO 8601. */
  readonly savedAt?: string;
}

export type NewLesson = Omit<Lesson, 'id'>;

export interface SelectLessonsOptions {
  /** Most lessons; default 3. */
  readonly limit?: number;
  /** Default: words are compared. */
  readonly embed?: Embed;
  /** Least cosine of an embedding, 0 to 1; default 0.2. Words that are compared have no threshold: one shared word counts. */
  readonly threshold?: number;
}

/** Lessons as files that people can read, write and delete. */
export interface ExperienceStore {
  /** Equal lessons are one file. @returns the lesson with its id */
  save(lesson: NewLesson): Promise<Lesson>;
  /** By file name; files that cannot be used are named. */
  list(): Promise<{ readonly lessons: readonly Lesson[]; readonly errors: readonly DataFileError[] }>;
  /** Those that have most to do with a request, best first. Ask anew for each request. */
  select(query: string, options?: SelectLessonsOptions): Promise<readonly Lesson[]>;
  /** @returns false when there is none of this id */
  remove(id: string): Promise<boolean>;
}

const lessonFile = z.strictObject({
  title: z.string().min(1).max(500),
  lesson: z.string().min(1).max(20_000),
  sessionId: z.string().optional(),
  savedAt: z.string().optional(),
});

/** Keeps lessons in a folder, one YAML file each; the folder is made by the first. */
export function createExperienceStore(folder: string): ExperienceStore {
  async function list(): Promise<Awaited<ReturnType<ExperienceStore['list']>>> {
    const { entries, errors } = await readDataFolder(folder, lessonFile);
    return { lessons: entries.map(({ file, value }) => ({ id: idOf(file), ...value })), errors };
  }
  return {
    list,
    async save(lesson) {
      const checked = lessonFile.parse(lesson);
      const id = `${slug(checked.title)}-${createHash('sha256').update(`${checked.title}\0${checked.lesson}`).digest('hex').slice(0, 8)}`;
      await mkdir(folder, { recursive: true });
      const partial = join(folder, `.${id}.${randomUUID()}`);
      await writeFile(partial, stringify(checked));
      await rename(partial, join(folder, `${id}.yaml`));
      return { id, ...checked };
    },
    async select(query, { limit = 3, embed, threshold = 0.2 } = {}) {
      const { lessons } = await list();
      const { hits, by } = await rankByRelevance(query, lessons.map(({ title, lesson }) => ({ title, text: lesson })), embed);
      return hits.filter(({ score }) => by === 'text' || score >= threshold).slice(0, limit).map(({ index }) => lessons[index]!);
    },
    async remove(id) {
      const { entries } = await readDataFolder(folder, lessonFile);
      const file = entries.find((entry) => idOf(entry.file) === id)?.file;
      if (file === undefined) return false;
      await rm(join(folder, file));
      return true;
    },
  };
}

function idOf(file: string): string {
  return file.replace(/\.(?:ya?ml|json)$/, '');
}

/** Its first words, as a file name that works everywhere. */
function slug(title: string): string {
  return title.normalize('NFKD').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 40) || 'lesson';
}
