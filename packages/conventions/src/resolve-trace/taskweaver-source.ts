import { TASKWEAVER_SCOPE } from '../dialects/taskweaver.js';
import { NO_PARENT, type TraceTree } from './trace-tree.js';

/** The code of cells that do not carry it, by their row: TaskWeaver puts the outcome on `execute_code` and the code on `run_code` below it. */
export function taskWeaverSource({ spans, parentOf }: TraceTree): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  for (let row = 0; row < spans.length; row++) {
    const { sourceName, scope, input } = spans[row]!;
    const parent = parentOf[row]!;
    if (sourceName !== 'run_code' || scope.name !== TASKWEAVER_SCOPE || typeof input !== 'string' || parent === NO_PARENT) continue;
    if (spans[parent]!.code?.source === '') found.set(parent, input);
  }
  return found;
}
