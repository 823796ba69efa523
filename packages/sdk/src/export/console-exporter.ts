import { normaliseSpan } from '@heddle/conventions';
import type { SpanRecord } from '@heddle/model';
import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-base';
import { rawSpanOf } from '../encoding/raw-span-of.js';
import { spanContent } from './dialects/span-content.js';

const TEXT_LENGTH = 120;

/** One readable line for each span that ended. */
export class ConsoleExporter implements SpanExporter {
  readonly #write: (line: string) => void;

  /** @param write - default: standard error, so that a program's own output stays clean */
  constructor(write: (line: string) => void = (line) => void process.stderr.write(`${line}\n`)) {
    this.#write = write;
  }

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    for (const span of spans) this.#write(spanLine(normaliseSpan(rawSpanOf(span))));
    done({ code: ExportResultCode.SUCCESS });
  }

  async shutdown(): Promise<void> {}
}

/** `ok    tool  load_sales  28 ms  {"year":2012} → 365 rows` */
function spanLine(span: SpanRecord): string {
  const { input, output } = spanContent(span);
  const tokens = span.inputTokens === null && span.outputTokens === null ? [] : [`${span.inputTokens ?? 0} in, ${span.outputTokens ?? 0} out`];
  const told = span.error ? `${span.error.type}: ${span.error.message}` : output;
  const content = [input, told].flatMap((text) => (text === undefined ? [] : [plain(text)])).join(' → ');
  return [span.status.padEnd(5), span.kind.padEnd(9), plain(span.name), `${Math.round(span.durationMs ?? 0)} ms`, ...tokens, content].join('  ').trimEnd();
}

/** One line without control characters: what a model or a tool said must not steer a terminal. */
function plain(text: string): string {
  // eslint-disable-next-line no-control-regex
  const line = text.slice(0, TEXT_LENGTH * 4).replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g, ' ').trim();
  return line.length > TEXT_LENGTH ? `${line.slice(0, TEXT_LENGTH)}…` : line;
}
