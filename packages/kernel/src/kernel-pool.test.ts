import type { CellEnd } from '@heddle/model';
import { createMemoryArtifacts } from '@heddle/sdk';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { openTestBed, type TestBed } from './conformance/test-bed.js';
import { createKernel } from './host-kernel.js';
import { KernelPool } from './kernel-pool.js';
import { processPlace } from './places/process-place.js';

let folder: string;
let pool: KernelPool;
let bed: TestBed;

afterEach(async () => {
  await pool.close();
  await bed.close();
  await rm(folder, { recursive: true, force: true });
});

async function open(size: number): Promise<void> {
  folder = await mkdtemp(join(tmpdir(), 'heddle-pool-'));
  pool = new KernelPool({ place: processPlace, language: 'python', size, folder, preload: ['json', 'no_such_module'] });
  bed = await openTestBed();
}

test('a warm kernel runs cells in its own workspace, and another takes its place', async () => {
  await open(1);
  const warm = await pool.take();
  const kernel = await createKernel({ place: processPlace, language: 'python', plugins: [], artifacts: createMemoryArtifacts(), workspace: warm.workspace, warm, observer: bed.observer });
  const end = await bed.observer.observe<CellEnd>(
    { start: { type: 'operation-start', name: 'test', kind: 'step', attributes: {} }, end: ({ durationMs }) => ({ type: 'operation-end', name: 'test', durationMs }) },
    (parent) => kernel.execute({ cellId: 'cel_1', index: 1, attempt: 1, source: "import os, sys\n['json' in sys.modules, os.getcwd()]" }, parent),
  );
  expect(end.value?.['application/json']).toEqual([true, warm.workspace]);
  expect(await readdir(folder)).toHaveLength(2);
  await kernel.close();
});

test('a kernel that died while it waited is not handed out', async () => {
  await open(1);
  const first = await pool.take();
  const second = await pool.take();
  expect(second.connection).not.toBe(first.connection);
  await first.connection.kill({ reason: 'closed', detail: '' });
  await second.connection.kill({ reason: 'closed', detail: '' });
});

test('a closed pool leaves no process and no folder behind', async () => {
  await open(2);
  await pool.close();
  expect(await readdir(folder)).toEqual([]);
  await expect(pool.take()).rejects.toMatchObject({ code: 'KERNEL_CLOSED' });
});
