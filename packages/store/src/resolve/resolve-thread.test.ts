import type { RawSpan } from '@heddle/model';
import { afterEach, expect, test } from 'vitest';
import { sampleLog, sampleSpan, spanIdOf, traceIdOf } from '../testing/sample-span.js';
import { createBatchEncoder } from '../write/encoded-batch.js';
import { Turns } from '../write/turns.js';
import { createResolveThread } from './resolve-thread.js';
import type { ResolveThread } from './resolve-thread.js';
import { resolveTraces } from './resolve-traces.js';
import { spansIn } from './row-digests.js';
import type { RowDigests } from './row-digests.js';
import type { ResolveJob } from './resolve-traces.js';

let thread: ResolveThread;

afterEach(() => thread.close());

test('a thread makes of a job what is made of it here, one job after the other', async () => {
  thread = createResolveThread();
  const spans = [
    sampleSpan({ id: 1, session: 'ses', name: 'run', durationMs: 90 }),
    sampleSpan({ id: 2, parent: 1, startMs: 5, failed: true, durationMs: 10, attributes: { 'heddle.kind': 'tool', 'tags': ['\ud800', 'é'] } }),
  ];
  const job = await jobOf(spans, undefined);
  const resolved = await thread.run(job);
  expect(resolved).toEqual(await new Turns().run(resolveTraces(job)));
  expect(resolved.spanLines).toHaveLength(2);
  const written = resolved.written.get(traceIdOf(1))!;
  expect(spansIn(written)).toBe(2);
  // Rows that are known are not made again; of the other one nothing is known any more.
  const again = await jobOf(spans, written);
  expect(await thread.run(again)).toMatchObject({ spanLines: [], written: resolved.written });
  const half = await jobOf(spans, written.slice(0, written.length / 2));
  expect((await thread.run(half)).spanLines).toHaveLength(1);
});

test('a thread that ends says so, and the next job gets another', async () => {
  const program = new URL(`data:text/javascript,import { parentPort } from 'node:worker_threads'; parentPort.on('message', ({ project }) => {
    if (project === 'throws') throw new Error('out of order');
    if (project === 'exits') process.exit(3);
    parentPort.postMessage(project);
  });`);
  thread = createResolveThread(program);
  const run = (project: string) => thread.run({ project, resolvedAt: 0, traces: [], logs: new Map() });
  await expect(run('throws')).rejects.toThrow('out of order');
  expect(await run('a')).toBe('a');
  await expect(run('exits')).rejects.toThrow('The thread that resolves traces ended with 3.');
  expect(await run('b')).toBe('b');
});

async function jobOf(spans: readonly RawSpan[], known: RowDigests | undefined): Promise<ResolveJob> {
  const { facts } = await new Turns().run(createBatchEncoder({ project: 'p', spans, logs: [] }, 1_772_366_400_000_000).nextSlice());
  const log = sampleLog({ traceId: traceIdOf(1), spanId: spanIdOf(2), body: 'what was said' });
  return {
    project: 'p', resolvedAt: 1_772_366_400_000_001, traces: [{ traceId: traceIdOf(1), rows: facts.map(({ tuple }) => tuple), known }],
    logs: new Map([[log.traceId! + log.spanId!, [log]]]),
  };
}
