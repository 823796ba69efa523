import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

const MAX_LINES = 1_000;

/** What was typed before, over all chats of a data folder; readable by its owner only, since prompts are private. */
export interface ChatHistory {
  /** Newest first, as readline wants it. */
  readonly lines: readonly string[];
  /** Keeps these lines instead, newest first. Never throws: a chat goes on without its history. */
  save(lines: readonly string[]): Promise<void>;
}

export async function openChatHistory(file: string): Promise<ChatHistory> {
  const text = await readFile(file, 'utf8').catch(() => '');
  let last: Promise<void> = Promise.resolve();
  return {
    lines: text.split('\n').filter((line) => line !== '').slice(-MAX_LINES).toReversed(),
    save(lines) {
      const content = lines.slice(0, MAX_LINES).toReversed().map((line) => `${line}\n`).join('');
      last = last.then(async () => {
        await mkdir(dirname(file), { recursive: true, mode: 0o700 });
        await writeFile(file, content, { mode: 0o600 });
      }).catch(() => {});
      return last;
    },
  };
}
