import { readdirSync, readFileSync } from 'node:fs';
import type { JsonValue, SpanRecord } from '@heddle/model';
import { fixture } from './fixture.test.support.js';
import { joinLogs } from './join-logs.js';
import { normaliseSpan } from './normalise-span.js';
import { recording, RECORDINGS } from './recorded-traces.test.support.js';

/** What a column asks of which spans. */
interface Field {
  readonly title: string;
  readonly of: (span: SpanRecord) => boolean;
  readonly has: (span: SpanRecord) => boolean;
}

const any = (): boolean => true;
const answered = (span: SpanRecord): boolean => span.kind === 'llm' && span.status !== 'error';
const called = (span: SpanRecord): boolean => span.kind === 'tool' || span.kind === 'code';
const failed = (span: SpanRecord): boolean => span.status === 'error';

const FIELDS: readonly Field[] = [
  { title: 'session', of: any, has: (span) => span.sessionId !== null },
  { title: 'user', of: any, has: (span) => span.userId !== null },
  { title: 'tags', of: any, has: (span) => span.tags.length > 0 },
  { title: 'parents', of: any, has: (span) => span.parentSpanId !== null },
  { title: 'agent', of: any, has: (span) => span.agentName !== null },
  { title: 'model', of: answered, has: (span) => span.model !== null },
  { title: 'provider', of: answered, has: (span) => span.provider !== null },
  { title: 'params', of: answered, has: (span) => Object.keys(span.params).length > 0 },
  { title: 'input', of: answered, has: (span) => span.inputMessages.length > 0 },
  { title: 'output', of: answered, has: (span) => span.outputMessages.some((message) => message.parts.some((part) => part.type !== 'text' || part.content !== '')) },
  { title: 'tokens in', of: answered, has: (span) => span.inputTokens !== null },
  { title: 'tokens out', of: answered, has: (span) => span.outputTokens !== null },
  { title: 'cache', of: answered, has: (span) => span.cacheReadTokens !== null || span.cacheWriteTokens !== null },
  { title: 'reasoning', of: answered, has: (span) => span.reasoningTokens !== null },
  { title: 'cost', of: answered, has: (span) => span.reportedCostUsd !== null },
  { title: 'finish', of: answered, has: (span) => span.finishReasons.length > 0 },
  { title: 'tool', of: called, has: (span) => span.toolName !== null },
  { title: 'arguments', of: called, has: (span) => isSaid(span.toolArguments) },
  { title: 'result', of: called, has: (span) => isSaid(span.toolResult) },
  { title: 'error', of: failed, has: (span) => span.error !== null && span.error.message !== '' },
];

function isSaid(value: JsonValue): boolean {
  return value !== null && value !== '';
}

const EVERYWHERE: ReadonlySet<string> = new Set(['session', 'user', 'tags', 'parents', 'agent', 'error']);

/** All of the spans it could be on, some of them, none, or no such span. What a trace inherits from one span needs only one. */
function mark({ title, of, has }: Field, spans: readonly SpanRecord[]): string {
  const asked = spans.filter(of);
  const found = asked.filter(has).length;
  if (asked.length === 0) return '';
  if (found === 0) return '–';
  return found === asked.length || EVERYWHERE.has(title) ? '✔' : 'some';
}

function row(name: string, spans: readonly SpanRecord[]): string {
  return `| ${name} | ${FIELDS.map((field) => mark(field, spans)).join(' | ')} |`;
}

const HEAD = [`| | ${FIELDS.map(({ title }) => title).join(' | ')} |`, `|---|${FIELDS.map(() => '---').join('|')}|`];

interface Constructed { readonly name: string; readonly source: string; readonly spans: readonly SpanRecord[] }

function constructed(): Constructed[] {
  const folder = new URL('../fixtures/constructed/', import.meta.url);
  return readdirSync(folder).toSorted().map((file) => {
    const { source } = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as { readonly source: string };
    const name = file.replace(/\.json$/, '');
    return { name, source, spans: fixture(`constructed/${name}`).map((span) => normaliseSpan(span)) };
  });
}

/** `docs/dialects.md`, from the fixtures as they are read now. */
export function dialectsDocument(): string {
  const recorded = RECORDINGS.map((name) => {
    const { packages, spans, logs } = recording(name);
    const records = spans.map((span) => joinLogs(normaliseSpan(span), logs.filter((log) => log.spanId === span.spanId)));
    return { name: Object.entries(packages).map(([title, version]) => `${title} ${version}`).join(', '), records, logs: logs.length };
  });
  const made = constructed();
  return `# Dialects

Which facts each client sends, as Heddle reads them. \`npm run dialects\` writes this page from the fixtures of
\`packages/conventions\`, and a test fails when it is not current.

✔ read; some: on some of the model calls or tool calls; – not read: not sent, or only as text that is no data, such as a printed
Python object; empty: the fixture has no such span. For what a trace inherits (session, user, tags, agent) and for errors, one span
is enough. \`cost\` is what the sender reports: Heddle computes its own beside it. Logs are joined to their spans.

## Recorded

${recorded.length} recordings of what the real exporters sent, in the versions named: ${sum(recorded.map(({ records }) => records.length))} spans and ${sum(recorded.map(({ logs }) => logs))} log records. Each
asked the same question of a scripted model; how is in \`packages/conventions/fixtures/record/README.md\`. A recording shows
what came with the settings of its client there, and no more.

${[...HEAD, ...recorded.map(({ name, records }) => row(name, records))].join('\n')}

## Constructed

${made.length} fixtures written by hand after documentation and source, ${sum(made.map(({ spans }) => spans.length))} spans that stand alone: they show that a spelling is read, not that a client
sends it. TaskWeaver, AgentOps for npm, Laminar, LiveKit, Genkit and Flue are here only.

${[...HEAD, ...made.map(({ name, source, spans }) => row(`${name}: ${source.replaceAll('|', '\\|')}`, spans))].join('\n')}
`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
