import { execFileSync } from 'node:child_process';
import { appendFile, mkdtemp, rm, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createStore } from './create-store.js';
import { spanIdOf, sampleSpan, traceIdOf } from './testing/sample-span.js';

const MOUNT = 'mount';
const UMOUNT = 'umount';

// A disk of its own that is small enough to be filled. Mounting one takes a Linux with root.
let disk: string;
let problem: string | undefined;

beforeAll(async () => {
  disk = await mkdtemp(join(tmpdir(), 'heddle-disk-'));
  try {
    execFileSync(MOUNT, ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', disk], { stdio: 'pipe' });
  } catch (error) {
    problem = `a small disk cannot be mounted here: ${(error as Error).message.split('\n', 1)[0]}`;
  }
});

afterAll(async () => {
  if (problem === undefined) execFileSync(UMOUNT, [disk]);
  await rm(disk, { recursive: true });
});

test('a full disk refuses with a sentence, loses nothing acknowledged, and takes more once there is space', async (context) => {
  if (problem !== undefined) context.skip(problem);
  const store = await createStore({ dataFolder: join(disk, 'data'), onProblem: () => undefined });
  try {
    const write = (id: number) => store.write({ project: 'p', spans: [sampleSpan({ id, durationMs: 1 })], logs: [] });
    await write(1);
    expect((await store.readTrace('p', traceIdOf(1)))!.spans).toHaveLength(1);
    const ballast = join(disk, 'ballast');
    await fillWith(ballast);
    await expect(write(2)).rejects.toMatchObject({
      code: 'DISK_FULL', message: 'Writing 1 rows failed because the disk is full; free some space, then send it again.',
    });
    const many = Array.from({ length: 500 }, (_, n) => sampleSpan({ trace: 2, id: n + 1, durationMs: 1, attributes: { text: `${n} `.repeat(100) } }));
    await expect(store.write({ project: 'p', spans: many, logs: [] })).rejects.toMatchObject({ code: 'DISK_FULL' });
    await expect(Promise.allSettled([write(3), write(4)])).resolves.toMatchObject([{ status: 'rejected' }, { status: 'rejected' }]);
    await expect(store.ping()).rejects.toMatchObject({ code: 'DISK_FULL' });
    await expect(createStore({ dataFolder: join(disk, 'another') })).rejects.toMatchObject({ code: 'DISK_FULL', message: expect.stringMatching(/^The disk of .* is full; free some space, then start again\.$/) as string });
    await unlink(ballast);
    await write(5);
    expect(await store.ping()).toMatchObject({ kind: 'embedded' });
    await store.write({ project: 'p', spans: many, logs: [] });
    expect((await store.readTrace('p', traceIdOf(2)))!.spans).toHaveLength(500);
    const { spans } = (await store.readTrace('p', traceIdOf(1)))!;
    expect(spans.map(({ spanId }) => spanId)).toEqual([spanIdOf(1), spanIdOf(5)]);
  } finally {
    await store.close();
  }
});

async function fillWith(file: string): Promise<void> {
  for (let size = 1024 * 1024; size >= 512; size /= 2) {
    try {
      for (;;) await appendFile(file, Buffer.alloc(size));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  }
}
