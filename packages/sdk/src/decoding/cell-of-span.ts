import {
  GEN_AI, HEDDLE, isJsonObject, type Artifact, type CellEnd, type CellError, type CellLanguage, type CellStart, type CellStatus,
  type JsonValue, type MimeBundle, type PlaceName, type SpanRecord, type VariableSummary,
} from '@heddle/model';
import { listAt, numberAt, objectAt, optionalNumberAt, textAt } from './attribute-readers.js';
import { durationOf, errorOf, type DecodedSpan } from './decoded-span.js';

/** The inverse of `cell-span.ts`. */
export function cellOfSpan(span: SpanRecord): DecodedSpan {
  const cellId = textAt(span, HEDDLE.cellId);
  const start: CellStart = {
    type: 'cell-start',
    cellId,
    index: numberAt(span, HEDDLE.cellIndex),
    language: textAt(span, HEDDLE.cellLanguage) as CellLanguage,
    source: text(objectAt(span, GEN_AI.toolArguments)['code']),
    attempt: numberAt(span, HEDDLE.cellAttempt),
    place: textAt(span, HEDDLE.place) as PlaceName,
    kernelId: textAt(span, HEDDLE.kernelId),
  };
  return { start, end: () => endOf(span, cellId) };
}

function endOf(span: SpanRecord, cellId: string): CellEnd {
  const result = objectAt(span, GEN_AI.toolResult);
  const { value } = result;
  return {
    type: 'cell-end',
    cellId,
    status: textAt(span, HEDDLE.cellStatus) as CellStatus,
    ...(isJsonObject(value) && { value: value satisfies MimeBundle }),
    stdout: text(result['stdout']),
    stderr: text(result['stderr']),
    outputTruncated: span.attributes[HEDDLE.cellOutputTruncated] === true,
    artifacts: listAt<Artifact>(span, HEDDLE.artifacts),
    ...cellFailure(span),
    durationMs: durationOf(span),
    calls: {
      host: numberAt(span, HEDDLE.cellCallsHost),
      failed: numberAt(span, HEDDLE.cellCallsFailed),
      kernel: numberAt(span, HEDDLE.cellCallsKernel),
    },
    variables: listAt<VariableSummary>(span, HEDDLE.cellVariables),
  };
}

function cellFailure(span: SpanRecord): { readonly error?: CellError } {
  const error = errorOf(span);
  if (!error) return {};
  const line = optionalNumberAt(span, HEDDLE.cellErrorLine);
  const column = optionalNumberAt(span, HEDDLE.cellErrorColumn);
  return { error: { ...error, ...(line !== undefined && { line }), ...(column !== undefined && { column }) } };
}

function text(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}
