import type { KernelLanguage } from '@heddle/model';
import { createMemoryArtifacts, createObserver, createRedactor, createTracing, EventBus, systemClock } from '@heddle/sdk';
import { createFileJournals } from '@heddle/sdk/files';
import { createKernel } from '../host-kernel.js';
import { PLACES } from './places.js';
import { samplePlugins } from './sample-plugins.js';

/**
 * A host that the scenario kills: it runs one cell that calls `wait` and then spins, with a journal on disk.
 * Arguments: place, language, folder of the journals, workspace.
 */
const [placeName, language, journals, workspace] = process.argv.slice(2) as [string, KernelLanguage, string, string];
const tracing = createTracing({ processors: [] });
const observer = createObserver({
  session: { sessionId: 'ses_doomed', app: 'doomed', tags: [] },
  tracer: tracing.tracer,
  journal: createFileJournals(journals).open('ses_doomed'),
  bus: new EventBus(),
  clock: systemClock,
  redact: createRedactor(),
  recorded: tracing,
});
const kernel = await createKernel({
  place: PLACES.find(({ name }) => name === placeName)!,
  language,
  plugins: samplePlugins(),
  artifacts: createMemoryArtifacts(),
  workspace,
  observer,
});
const source = language === 'typescript'
  ? "import { writeFileSync } from 'node:fs';\nwait({ ms: 100000 });\nawait add({ a: 1, b: 1 });\nwriteFileSync('spinning', 'yes');\nfor (;;) {}"
  : "import threading\nthreading.Thread(target=lambda: wait(100000), daemon=True).start()\nadd(1, 1)\nopen('spinning', 'w').close()\nwhile True: pass";
await observer.observe(
  {
    parent: 'root',
    start: { type: 'round-start', index: 1, segment: 1, query: 'spin', files: [] },
    end: ({ durationMs }) => ({ type: 'round-end', state: 'finished', reply: '', durationMs }),
  },
  (round) => kernel.execute({ cellId: 'cel_1', index: 1, attempt: 1, source }, round),
);
