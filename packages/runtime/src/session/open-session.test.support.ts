import { processPlace } from '@heddle/kernel';
import type { EventOf, EventType, HeddleEvent } from '@heddle/model';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRuntime, type OpenSessionOptions, type Runtime, type RuntimeOverrides } from '../create-runtime.js';
import { createScriptedModel, type ScriptedModel, type ScriptedReply } from '../models/scripted-model.js';
import type { Session } from './session.js';

/** A whole session for a test: real kernels, a scripted model, its events collected. */
export interface TestSession {
  readonly session: Session;
  readonly model: ScriptedModel;
  readonly runtime: Runtime;
  /** Its events of one type, after all that happened was handed out. */
  events<Type extends EventType>(type: Type): Promise<readonly EventOf<Type>[]>;
  /** All that the model was told in its n-th request, from 0, as text. */
  told(request: number): string;
}

/** Opens sessions in one data folder; `close` puts everything away. */
export async function sessionsIn(name: string) {
  const dataDir = await mkdtemp(join(tmpdir(), `heddle-${name}-`));
  const runtimes: Runtime[] = [];
  return {
    dataDir,
    async open(replies: readonly ScriptedReply[], config: Parameters<typeof createRuntime>[0] = {}, overrides: RuntimeOverrides = {}, options: OpenSessionOptions = {}): Promise<TestSession> {
      const model = createScriptedModel({ replies });
      const runtime = await createRuntime({ dataDir, telemetry: { heddle: false }, ...config }, { model, place: processPlace, warn: () => {}, ...overrides });
      runtimes.push(runtime);
      const session = await runtime.openSession(options);
      const all: HeddleEvent[] = [];
      const watching = session.subscribe({ name: 'test', handle: (event) => void all.push(event) });
      return {
        session, model, runtime,
        async events<Type extends EventType>(type: Type) {
          await watching.drained();
          return all.filter((event): event is EventOf<Type> => event.type === type);
        },
        told: (request) => model.calls[request]!.messages.flatMap(({ parts }) => parts.map((part) => ('content' in part ? part.content : JSON.stringify(part)))).join('\n'),
      };
    },
    /** Ends what is open. */
    async closeRuntimes() {
      await Promise.all(runtimes.splice(0).map((runtime) => runtime.close()));
    },
    async close() {
      await this.closeRuntimes();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Replies in the form the roles are asked for. */
export const planned = (to: string, message: string, more: object = {}) => JSON.stringify({ thought: '', plan: [], to, message, ...more });
export const coded = (code: string) => JSON.stringify({ thought: '', code });
