import type { JsonObject, JsonValue, RawSpan, SpanRecord } from '@heddle/model';
import { columnText } from '../schema/column-text.js';
import { rowHash } from '../schema/row-hash.js';
import { encodeSpanFacts } from '../schema/span-facts.js';
import type { FactColumns, FactsRow } from '../schema/span-facts.js';
import { searchText } from '../schema/search-text.js';
import { storeSpan } from '../schema/stored-span.js';
import type { StoredSpan } from '../schema/stored-span.js';
import type { Contents } from '../schema/content-references.js';
import { filedTime, keptTime, microTimeText, timeText } from '../schema/time-text.js';
import { spanVersion } from './span-version.js';

/**
 * One line of JSONCompactEachRow for the table `spans`, in the order of its columns.
 * Hot: runs on every span that comes in.
 *
 * @param record - what the span says, normalised; lists and filters read these columns
 * @param contents - gets the long values
 */
export function encodeSpanRow(project: string, span: RawSpan, record: SpanRecord, receivedAtMicros: number, contents: Contents): EncodedSpan {
  const stored = storeSpan(span, contents);
  const raw = JSON.stringify(stored);
  const version = spanVersion(span, raw);
  const columns = columnsOfSpan(span, record);
  const facts = encodeSpanFacts(record, columns);
  const { text } = columns;
  return {
    line: rowLine({ project, span, record, receivedAtMicros, stored, raw, version: String(version) }, columns, facts),
    facts: {
      version,
      receivedAtMicros,
      tuple: [
        facts, span.spanId, span.parentSpanId ?? '', span.traceId, record.kind, record.status, String(columns.startTime), String(columns.endTime),
        columns.inputTokens, columns.outputTokens, money(record.computedCostUsd), text.name, text.sessionId, text.userId, text.agentName, text.model,
        text.provider, text.toolName, text.environment, rowHash(version, receivedAtMicros),
      ],
    },
  };
}

/** A row of a span, and what the trace is resolved from as it would be read from that row. */
export interface EncodedSpan {
  readonly line: string;
  readonly facts: FactsRow;
}

/** A span whose content is stored, and what is now said of it. */
export interface SpanRowParts {
  readonly project: string;
  readonly span: RawSpan;
  readonly record: SpanRecord;
  /** When the row is made: of two rows with one version, the later one counts. */
  readonly receivedAtMicros: number;
  readonly stored: StoredSpan;
  /** `stored` as text. */
  readonly raw: string;
  /** Which of several rows of the span counts. */
  readonly version: string;
}

/** The line for a span whose long values are kept already. */
export function encodeStoredSpanRow(parts: SpanRowParts): string {
  const columns = columnsOfSpan(parts.span, parts.record);
  return rowLine(parts, columns, encodeSpanFacts(parts.record, columns));
}

function columnsOfSpan(span: RawSpan, record: SpanRecord): FactColumns {
  return {
    startTime: filedTime(span.startTime),
    endTime: keptTime(span.endTime),
    inputTokens: count(record.inputTokens),
    outputTokens: count(record.outputTokens),
    text: {
      name: columnText(record.name), sessionId: columnText(record.sessionId), userId: columnText(record.userId), agentName: columnText(record.agentName),
      model: columnText(record.model), provider: columnText(record.provider), toolName: columnText(record.toolName), environment: columnText(record.environment),
    },
  };
}

function rowLine(
  { project, span, record, receivedAtMicros, stored, raw, version }: SpanRowParts, { startTime, endTime, inputTokens, outputTokens, text }: FactColumns, facts: string,
): string {
  const plain = JSON.stringify([
    project,
    timeText(startTime),
    span.traceId,
    span.spanId,
    version,
    microTimeText(receivedAtMicros),
    span.parentSpanId ?? '',
    timeText(endTime),
    record.kind,
    text.name,
    record.status,
    text.sessionId,
    text.userId,
    text.agentName,
    text.model,
    text.provider,
    text.toolName,
    columnText(record.error?.type),
    text.environment,
    inputTokens,
    outputTokens,
    money(record.reportedCostUsd ?? record.computedCostUsd),
    money(record.computedCostUsd),
    columnText(record.priceTable),
  ]);
  // Objects are columns of text: the engine takes their JSON as it stands, and nothing is escaped twice.
  return `${plain.slice(0, -1)},${facts},${raw},${attributeColumn(span)},${JSON.stringify(searchText(stored))}]`;
}

/** Most attributes that can be filtered by, the longest of their keys and values, and of all of them together. */
const MAX_ATTRIBUTES = 100;
const ATTRIBUTE_LENGTH = 300;
const ATTRIBUTES_LENGTH = 16_000;

/**
 * JSON text of the attributes of a span and its resource. Plain values as text; lists and objects are found by full text. What the
 * span says itself comes first, so a resource with very much to say, repeated on every span, is what is left out.
 */
function attributeColumn({ attributes, resource }: RawSpan): string {
  let text = '';
  let found = 0;
  for (const key in attributes) {
    const entry = attributeEntry(key, attributes[key]!);
    if (entry === '') continue;
    if (found === MAX_ATTRIBUTES || text.length + entry.length > ATTRIBUTES_LENGTH) break;
    text += entry;
    found++;
  }
  const shared = resourceEntries(resource);
  const fits = found + shared.entries.length <= MAX_ATTRIBUTES && text.length + shared.text.length <= ATTRIBUTES_LENGTH;
  if (fits && !shared.entries.some(([key]) => Object.hasOwn(attributes, key))) return `{${(text + shared.text).slice(1)}}`;
  for (const [key, entry] of shared.entries) {
    if (Object.hasOwn(attributes, key)) continue;
    if (found === MAX_ATTRIBUTES || text.length + entry.length > ATTRIBUTES_LENGTH) break;
    text += entry;
    found++;
  }
  return `{${text.slice(1)}}`;
}

interface ResourceEntries {
  readonly entries: readonly (readonly [key: string, entry: string])[];
  /** All of them. */
  readonly text: string;
}

/** Many spans have one resource, so its part is written once per object. */
function resourceEntries(resource: JsonObject): ResourceEntries {
  let known = RESOURCE_ENTRIES.get(resource);
  if (known === undefined) {
    const entries = Object.entries(resource).map(([key, value]) => [key, attributeEntry(key, value)] as const).filter(([, entry]) => entry !== '');
    known = { entries, text: entries.map(([, entry]) => entry).join('') };
    RESOURCE_ENTRIES.set(resource, known);
  }
  return known;
}

const RESOURCE_ENTRIES = new WeakMap<JsonObject, ResourceEntries>();

/** `,"key":"value"`, or nothing when the value is no plain one or too long. */
function attributeEntry(key: string, value: JsonValue): string {
  if (value === null || typeof value === 'object' || key.length > ATTRIBUTE_LENGTH) return '';
  const text = String(value);
  if (text.length > ATTRIBUTE_LENGTH) return '';
  return keyText(key) + (PLAIN.test(text) ? `"${text}"` : JSON.stringify(text.toWellFormed()));
}

/** Text that stands in JSON as it is. Most values are short and plain, and looking takes half as long as encoding. */
const PLAIN = /^[ !#-[\]-~]*$/;

/** `,"key":`. Keys are few and come again and again. */
function keyText(key: string): string {
  let text = KEY_TEXTS.get(key);
  if (text === undefined) {
    text = `,${JSON.stringify(key.toWellFormed())}:`;
    if (KEY_TEXTS.size < MAX_KEY_TEXTS) KEY_TEXTS.set(key, text);
  }
  return text;
}

const KEY_TEXTS = new Map<string, string>();
/** Keys remembered: whoever makes up new ones all the time gains nothing and costs no more. */
const MAX_KEY_TEXTS = 2_000;

function count(value: number | null): number | null {
  return value !== null && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

function money(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}
