import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RawSpan } from '@heddle/model';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createStore } from '../create-store.js';
import type { Store } from '../store.js';
import { sampleSpan } from '../testing/sample-span.js';

let directory: string;
let store: Store;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'heddle-flood-'));
  store = await createStore({ dataFolder: directory });
});

afterAll(async () => {
  await store.close();
  await rm(directory, { recursive: true });
});

const TRACES = 40;
const SPANS = 12;

function spansOf(trace: number): RawSpan[] {
  const call = { 'heddle.kind': 'llm', 'gen_ai.request.model': 'gpt-4o', 'gen_ai.usage.input_tokens': trace, 'gen_ai.usage.output_tokens': 1 };
  return Array.from({ length: SPANS }, (_, n) => sampleSpan({
    trace, id: trace * 100 + n, startMs: trace * 1_000 + n, durationMs: 5, failed: n === 3 && trace % 7 === 0,
    ...(n === 0 ? { session: `ses ${trace % 10}`, name: 'run' } : { parent: trace * 100, attributes: call }),
  }));
}

test('lists say the same of many traces that come at once, which a thread resolves, as of traces that come one by one', async () => {
  const traces = Array.from({ length: TRACES }, (_, index) => spansOf(index + 1));
  await store.write({ project: 'flood', spans: traces.flat(), logs: [] });
  const flood = await sessionsOf('flood');
  for (const spans of traces) {
    await store.write({ project: 'drops', spans, logs: [] });
    await store.listSessions('drops', { limit: 1 });
  }
  const drops = await sessionsOf('drops');
  expect(flood).toHaveLength(10);
  expect(flood).toEqual(drops);
  expect(flood.reduce((sum, { totals }) => sum + totals.spans, 0)).toBe(TRACES * SPANS);
});

/** What lists say, but for whether something of it came just now. */
async function sessionsOf(project: string) {
  const { sessions } = await store.listSessions(project, { limit: 50 });
  return sessions.map((session) => ({ ...session, settling: false }));
}
