import { GEN_AI, HEDDLE, type CellEnd, type CellStart } from '@heddle/model';
import { jsonAttribute, type SpanEnding, type SpanOpening } from './encoded-span.js';

export function openCellSpan(event: CellStart): SpanOpening {
  return {
    name: `execute_tool execute_${event.language}`,
    kind: 'code',
    client: false,
    attributes: {
      [GEN_AI.operationName]: 'execute_tool',
      [GEN_AI.toolName]: `execute_${event.language}`,
      [GEN_AI.toolType]: 'extension',
      [GEN_AI.toolArguments]: jsonAttribute({ code: event.source, language: event.language }),
      [HEDDLE.cellId]: event.cellId,
      [HEDDLE.cellIndex]: event.index,
      [HEDDLE.cellLanguage]: event.language,
      [HEDDLE.cellAttempt]: event.attempt,
      [HEDDLE.cellLineCount]: event.source.split('\n').length,
      [HEDDLE.place]: event.place,
      [HEDDLE.kernelId]: event.kernelId,
    },
  };
}

/** Cell statuses that say why the span ended, rather than what the code did. */
const END_REASONS: ReadonlySet<string> = new Set(['timeout', 'interrupted', 'cancelled', 'kernel-exit']);

export function endCellSpan(event: CellEnd): SpanEnding {
  return {
    attributes: {
      [GEN_AI.toolResult]: jsonAttribute({
        stdout: event.stdout,
        stderr: event.stderr,
        ...(event.value && { value: event.value }),
        artifacts: event.artifacts,
      }),
      [HEDDLE.cellStatus]: event.status,
      [HEDDLE.cellCallsHost]: event.calls.host,
      [HEDDLE.cellCallsKernel]: event.calls.kernel,
      [HEDDLE.cellCallsFailed]: event.calls.failed,
      ...(event.outputTruncated && { [HEDDLE.cellOutputTruncated]: true }),
      ...(event.variables.length > 0 && { [HEDDLE.cellVariables]: jsonAttribute(event.variables) }),
      ...(event.error?.line !== undefined && { [HEDDLE.cellErrorLine]: event.error.line }),
      ...(event.error?.column !== undefined && { [HEDDLE.cellErrorColumn]: event.error.column }),
      ...(event.artifacts.length > 0 && { [HEDDLE.artifacts]: jsonAttribute(event.artifacts) }),
    },
    error: event.status === 'ok' ? undefined : (event.error ?? { type: event.status, message: `The cell ended with ${event.status}.` }),
    endReason: END_REASONS.has(event.status) ? event.status : undefined,
  };
}
