import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processPlace } from '@heddle/kernel';
import { createRuntime, createScriptedModel } from '@heddle/runtime';

const ROUNDS = 60;
const WARM_UP = 10;

/**
 * Own overhead per hop: the time of a post by a role without the time inside its model. A script answers, so what is
 * left is prompts, parsing, events, journal and spans. Beside it, in the same run: the bare script.
 */
export default async function bench({ json }) {
  const dataDir = await mkdtemp(join(tmpdir(), 'heddle-bench-'));
  const answer = JSON.stringify({ thought: '', plan: [], to: 'User', message: 'Done.', question: false });
  const model = createScriptedModel({ replies: Array.from({ length: 2 * (ROUNDS + WARM_UP) }, () => answer) });
  const runtime = await createRuntime({ dataDir, telemetry: { heddle: false, http: false }, memory: { maxTokens: 1_000_000 } }, { model, place: processPlace });
  const session = await runtime.openSession();

  const posts = [];
  let modelMs = 0;
  session.subscribe({
    name: 'bench',
    handle(event) {
      if (event.type === 'model-call-end') modelMs = event.durationMs;
      if (event.type === 'post-end') posts.push(event.durationMs - modelMs);
    },
  });
  const scriptMs = [];
  for (let round = 0; round < ROUNDS + WARM_UP; round++) {
    await session.send(`Question ${round}`);
    const start = performance.now();
    for await (const _ of model.stream({ messages: [] }, { signal: AbortSignal.timeout(60_000) }));
    scriptMs.push(performance.now() - start);
  }
  await runtime.close();
  await rm(dataDir, { recursive: true, force: true });

  const rows = [{ hops: ROUNDS, overheadP50Ms: percentile(posts.slice(WARM_UP), 0.5), overheadP99Ms: percentile(posts.slice(WARM_UP), 0.99), bareScriptP50Ms: percentile(scriptMs.slice(WARM_UP), 0.5) }];
  if (json) console.log(JSON.stringify(rows));
  else console.table(rows);
}

function percentile(values, ratio) {
  const sorted = [...values].sort((a, b) => a - b);
  return Number(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * ratio))].toFixed(3));
}
