import type { JsonObject, RawSpan, SpanId } from '@heddle/model';
import { expandedLength } from '../schema/content-references.js';
import type { KnownContents } from '../schema/content-references.js';
import { restoreShort, shortText, shortened } from '../schema/short-values.js';
import { decodeRawSpan } from '../schema/stored-span.js';
import type { Sources } from './sources.js';
import { openWhole, takeFitting } from './take-fitting.js';
import type { Opened } from './take-fitting.js';
import type { StoredRow } from './trace-records.js';

/** The first of some rows as spans, as many as one answer may hold. */
export interface FittingSpans {
  /** At least one, if there is a row. */
  readonly spans: readonly RawSpan[];
  /** Those of which something was left out. */
  readonly shortened: readonly SpanId[];
  /** Characters of the spans. */
  readonly length: number;
}

export interface FittingOptions {
  /** True leaves out what is long: texts keep their beginning, histories their end. Default: false. */
  readonly short?: boolean;
  /** Default: as `takeFitting` has it. */
  readonly maxLength?: number;
}

interface ReadSpan {
  readonly span: RawSpan;
  readonly isCut: boolean;
}

export async function readFittingSpans(sources: Sources, project: string, rows: readonly StoredRow[], { short = false, maxLength }: FittingOptions = {}): Promise<FittingSpans> {
  const { taken, length } = await takeFitting(sources, project, rows.map(({ raw }) => raw), short ? openShort : openSpan, maxLength);
  return { length, spans: taken.map(({ span }) => span), shortened: taken.flatMap(({ span, isCut }) => (isCut ? [span.spanId] : [])) };
}

function openSpan(raw: string, contents: KnownContents): Opened<ReadSpan> {
  return openWhole(raw, contents, () => ({ span: decodeRawSpan(raw, contents), isCut: false }));
}

function openShort(raw: string, contents: KnownContents): Opened<ReadSpan> {
  let isCut = false;
  const cut = <Value>(short: Value, value: Value): Value => {
    isCut ||= short !== value;
    return short;
  };
  const span = decodeRawSpan(raw, contents, (stored) => {
    const short = restoreShort(stored, contents);
    isCut ||= short.isCut;
    return short.attributes;
  });
  const { name, statusMessage, resource } = span;
  const short: RawSpan = {
    ...span, name: cut(shortText(name), name), statusMessage: cut(shortText(statusMessage), statusMessage), resource: cut(shortened(resource), resource) as JsonObject,
  };
  return { length: Math.min(lengthOf(short), expandedLength(raw, contents)), result: () => ({ span: short, isCut }) };
}

/** What times and ids take is the same for all. */
function lengthOf({ name, statusMessage, attributes, resource, scope, events, links }: RawSpan): number {
  const values = [attributes, resource, scope.attributes, ...events.map((event) => event.attributes), ...links.map((link) => link.attributes)];
  return name.length + statusMessage.length + values.reduce((sum, value) => sum + JSON.stringify(value).length, 0);
}
