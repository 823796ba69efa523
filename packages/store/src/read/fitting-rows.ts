import type { RawSpan, SpanId } from '@heddle/model';
import { expandedLength, restoreAttributes } from '../schema/content-references.js';
import type { KnownContents } from '../schema/content-references.js';
import { restoreShort } from '../schema/short-values.js';
import { decodeRawSpan } from '../schema/stored-span.js';
import type { Sources } from './sources.js';
import type { StoredRow } from './trace-records.js';

/** The first of some rows as spans. */
export interface FittingSpans {
  /** At least one, if there is a row. */
  readonly spans: readonly RawSpan[];
  /** Those of which something was left out. */
  readonly shortened: readonly SpanId[];
}

export interface FittingOptions {
  /** True leaves out what is long: texts keep their beginning, histories their end. Default: false. */
  readonly short?: boolean;
  /** See {@link MAX_LENGTH}. */
  readonly maxLength?: number;
}

/**
 * Characters of the spans of one answer, with their long values in place. The answer has up to twice as many, since messages stand in it
 * as they came and as they were read: some 8 MB, which take a tenth of a second to be written. One span alone may have more.
 */
const MAX_LENGTH = 4_000_000;
/** Rows whose long values are read first, and at least: how long the others are is judged by these. */
const FIRST_ROWS = 100;
const LEAST_ROWS = 10;

/**
 * As many of the first rows as an answer may hold. The calls of a long run carry its whole history each: a thousand of them would be
 * more than a string can hold, from contents that are a few hundred kB.
 */
export async function readFittingSpans(sources: Sources, project: string, rows: readonly StoredRow[], { short = false, maxLength = MAX_LENGTH }: FittingOptions = {}): Promise<FittingSpans> {
  const spans: RawSpan[] = [];
  const shortened: SpanId[] = [];
  let length = 0;
  for (let size = FIRST_ROWS; spans.length < rows.length;) {
    const slice = rows.slice(spans.length, spans.length + size);
    const contents = await sources.contents.read(project, slice.map(({ raw }) => raw));
    for (const { raw } of slice) {
      const { span, isCut, spanLength } = short ? shortSpan(raw, contents) : wholeSpan(raw, contents);
      length += spanLength;
      if (spans.length > 0 && length > maxLength) return { spans, shortened };
      spans.push(span());
      if (isCut) shortened.push(spans.at(-1)!.spanId);
    }
    size = Math.max(LEAST_ROWS, Math.floor(((maxLength - length) * spans.length) / length));
  }
  return { spans, shortened };
}

function wholeSpan(raw: string, contents: KnownContents) {
  // It is put together only if it fits.
  return { span: () => decodeRawSpan(raw, contents, restoreAttributes), isCut: false, spanLength: expandedLength(raw, contents) };
}

function shortSpan(raw: string, contents: KnownContents) {
  let isCut = false;
  const span = decodeRawSpan(raw, contents, (stored) => {
    const short = restoreShort(stored, contents);
    isCut ||= short.isCut;
    return short.attributes;
  });
  return { span: () => span, isCut, spanLength: isCut ? JSON.stringify(span.attributes).length : expandedLength(raw, contents) };
}
