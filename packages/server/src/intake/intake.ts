import type { Store, Turns } from '@heddle/store';
import { decodeLogs } from '../otlp/decode-logs.js';
import { decodeLogsJson } from '../otlp/decode-logs-json.js';
import { decodeTraces } from '../otlp/decode-traces.js';
import { decodeTracesJson } from '../otlp/decode-traces-json.js';
import type { OtlpEncoding, PartialSuccess } from '../otlp/encode-response.js';

/** Takes OTLP requests in, whatever transport they came by. */
export interface Intake {
  /**
   * Decodes and stores the spans of a request.
   *
   * @returns when every span that was taken can be queried
   * @throws {DecodeError} when the body is not a trace request
   * @throws {StoreError} when the store cannot take it; nothing is then acknowledged
   */
  takeTraces(project: string, encoding: OtlpEncoding, body: Buffer): Promise<PartialSuccess>;
  /** The same for log records, Heddle's own events among them. */
  takeLogs(project: string, encoding: OtlpEncoding, body: Buffer): Promise<PartialSuccess>;
}

export function createIntake(store: Store, turns: Turns): Intake {
  return {
    async takeTraces(project, encoding, body) {
      const decoded = await turns.run(encoding === 'json' ? decodeTracesJson(body) : decodeTraces(body));
      if (decoded.records.length > 0) await store.write({ project, spans: decoded.records, logs: [] });
      return { rejected: decoded.rejections.total, message: decoded.rejections.message('span') };
    },
    async takeLogs(project, encoding, body) {
      const decoded = await turns.run(encoding === 'json' ? decodeLogsJson(body) : decodeLogs(body));
      if (decoded.records.length > 0) await store.write({ project, spans: [], logs: decoded.records });
      return { rejected: decoded.rejections.total, message: decoded.rejections.message('log record') };
    },
  };
}
