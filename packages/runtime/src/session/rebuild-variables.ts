import type { JsonValue, Sha256 } from '@heddle/model';
import type { CallablePlugin, Kernel } from '@heddle/kernel';
import { createMemoryJournals, createObserver, createRedactor, EventBus, systemClock, toPreview, type ArtifactSink, type Observation, type Redactor } from '@heddle/sdk';
import { ProxyTracerProvider } from '@opentelemetry/api';
import type { RanCall, RanCell } from './rounds-of-events.js';

/** What came back of a session's variables. */
export interface RebuiltVariables {
  readonly rebuilt: readonly string[];
  /** Variables that could not be brought back exactly, each a name. */
  readonly lost: readonly string[];
  /** Why rebuilding stopped, in one sentence; absent when everything came back. */
  readonly reason?: string;
}

/**
 * Brings a kernel's variables back by running its cells again, each plugin call answered with its recorded result: no
 * plugin runs, nothing is charged twice. Stops at the first cell that does something else than it did, since what comes
 * after stands on it. Nothing of this is recorded as having happened in the session.
 *
 * @param kernel - fresh; its plugins are replaced while this runs
 */
export async function rebuildVariables(
  kernel: Kernel,
  cells: readonly RanCell[],
  plugins: readonly CallablePlugin[],
  artifacts: ArtifactSink,
  redact: Redactor = createRedactor(),
): Promise<RebuiltVariables> {
  const wanted = cells.at(-1)?.variables ?? [];
  const script: { calls: RanCall[]; problem: string | undefined } = { calls: [], problem: undefined };
  let reason: string | undefined;
  kernel.setPlugins(plugins.map((plugin) => recorded(plugin, script, artifacts, redact)));
  try {
    await aside(async (observation) => {
      for (const cell of cells) {
        script.calls = [...cell.calls];
        const again = await kernel.execute({ cellId: cell.cellId, index: cell.index, source: cell.source, attempt: 1 }, observation);
        reason = difference(cell, again, script);
        if (reason !== undefined) return;
      }
    });
  } finally {
    kernel.setPlugins(plugins);
  }
  const there = new Set(kernel.variables().map((variable) => variable.name));
  // After a cell that went another way nothing that is there can be trusted to be what it was.
  const rebuilt = reason === undefined ? wanted.filter((name) => there.has(name)) : [];
  const lost = wanted.filter((name) => !rebuilt.includes(name));
  if (reason !== undefined) await kernel.restart();
  return { rebuilt, lost, ...(reason !== undefined && { reason }) };
}

function difference(cell: RanCell, again: Awaited<ReturnType<Kernel['execute']>>, script: { readonly calls: readonly RanCall[]; readonly problem: string | undefined }): string | undefined {
  const which = `cell ${cell.index}`;
  if (script.problem !== undefined) return `${which} ${script.problem}`;
  if (again.status !== 'ok') return `${which} failed when it was run again (${again.error?.message ?? again.status}).`;
  if (script.calls.length > 0) return `${which} made fewer calls than before.`;
  const text = again.value?.['text/plain'];
  if (again.stdout !== cell.stdout || (typeof text === 'string' ? text : undefined) !== cell.valueText) return `${which} gave another result when it was run again.`;
  return undefined;
}

/** The plugin's stand-in: it answers with what was recorded, and with nothing else. */
function recorded(plugin: CallablePlugin, script: { calls: RanCall[]; problem: string | undefined }, artifacts: ArtifactSink, redact: Redactor): CallablePlugin {
  return {
    ...plugin,
    parseInput: (input) => ({ ok: true, value: input as JsonValue }),
    async call(input) {
      const sha256 = toPreview(redact(input)).sha256;
      const at = script.calls.findIndex((call) => call.plugin === plugin.name && call.argumentsSha256 === sha256);
      const [call] = at < 0 ? [] : script.calls.splice(at, 1);
      if (!call) {
        script.problem ??= `called ${plugin.name} with other arguments than before.`;
        throw new Error('This call was not recorded.');
      }
      if (call.status !== 'ok') throw Object.assign(new Error(call.error?.message ?? call.status), { name: call.error?.type ?? 'Error' });
      const json = await resultJson(call, artifacts);
      if (json === undefined) script.problem ??= `needs a result of ${plugin.name} that was not kept.`;
      return JSON.parse(json ?? 'null') as JsonValue;
    },
  };
}

async function resultJson({ result }: RanCall, artifacts: ArtifactSink): Promise<string | undefined> {
  if (!result) return 'null';
  if ('json' in result) return result.json;
  const bytes = await artifacts.get(result.sha256 as Sha256);
  return bytes && Buffer.from(bytes).toString();
}

/** An observation that leads nowhere: no journal, no handlers, no spans. */
async function aside(work: (observation: Observation) => Promise<void>): Promise<void> {
  const observer = createObserver({
    session: { sessionId: 'rebuild', app: 'rebuild', tags: [] },
    tracer: new ProxyTracerProvider().getTracer('rebuild'),
    journal: createMemoryJournals().open('rebuild'),
    bus: new EventBus(),
    clock: systemClock,
    redact: createRedactor(),
  });
  await observer.observe<void>(
    {
      start: { type: 'operation-start', name: 'rebuild', kind: 'other', attributes: {} },
      end: ({ durationMs }) => ({ type: 'operation-end', name: 'rebuild', durationMs }),
    },
    work,
  );
}
