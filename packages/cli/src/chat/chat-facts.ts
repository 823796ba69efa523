import type { Artifact, HeddleEvent, PlanStep, VariableSummary } from '@heddle/model';

/** What can be asked about a session: its plan, its variables, its artifacts. */
export interface ChatFacts {
  readonly plan: readonly PlanStep[];
  readonly variables: readonly VariableSummary[];
  readonly artifacts: readonly Artifact[];
}

/** Reads the facts out of a session's events. Pure. */
export function chatFacts(events: readonly HeddleEvent[]): ChatFacts {
  let plan: readonly PlanStep[] = [];
  let variables: readonly VariableSummary[] = [];
  const artifacts = new Map<string, Artifact>();
  for (const event of events) {
    if (event.type === 'post-attachment' && event.attachment.kind === 'plan') plan = event.attachment.steps;
    if (event.type === 'cell-end') variables = event.variables;
    // A kernel that was closed with its session is started again with what it knew.
    if (event.type === 'kernel-end' && event.reason !== 'closed') variables = variables.filter(({ name }) => !event.lostVariables.includes(name));
    const left = event.type === 'cell-end' || event.type === 'call-end' ? event.artifacts : event.type === 'round-start' ? event.files : [];
    for (const artifact of left) artifacts.set(`${artifact.name} ${artifact.sha256}`, artifact);
  }
  return { plan, variables, artifacts: [...artifacts.values()] };
}

/** True for an event that facts are read from; the others need not be kept. */
export function holdsFacts(event: HeddleEvent): boolean {
  switch (event.type) {
    case 'post-attachment': return event.attachment.kind === 'plan';
    case 'call-end': return event.artifacts.length > 0;
    case 'cell-end':
    case 'kernel-end':
    case 'round-start': return true;
    default: return false;
  }
}
