import type { Store, Turns } from '@heddle/store';
import type { ByteBudget } from '../http/byte-budget.js';
import { HeldBytes } from '../http/held-bytes.js';
import { DecodeBudget } from '../otlp/decode-budget.js';
import type { DecodeSteps, DecodedSpans } from '../otlp/decoded.js';
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

export interface IntakeOptions {
  readonly store: Pick<Store, 'write'>;
  /** Where decoding runs. */
  readonly turns: Turns;
  /** Shared by all requests: what they are decoded to counts until it is stored. */
  readonly budget: ByteBudget;
}

export function createIntake({ store, turns, budget }: IntakeOptions): Intake {
  function take<Records>(
    noun: string, decode: (budget: DecodeBudget) => DecodeSteps<Records>, write: (records: Records) => Promise<void>,
  ): Promise<PartialSuccess> {
    const held = new HeldBytes(budget);
    return turns.run(decode(new DecodeBudget((sizeBytes) => held.add(sizeBytes))))
      // Not an async function: that would hold on to the records until they are acknowledged.
      .then(({ records, rejections }) => write(records).then(() => ({ rejected: rejections.total, message: rejections.message(noun) })))
      .finally(() => held.release());
  }

  return {
    takeTraces: (project, encoding, body) => take(
      'span',
      (decodeBudget): DecodeSteps<DecodedSpans> => (encoding === 'json' ? decodeTracesJson(body, decodeBudget) : decodeTraces(body, decodeBudget)),
      (spans) => store.write({ project, spans, logs: [] }),
    ),
    takeLogs: (project, encoding, body) => take(
      'log record',
      (decodeBudget) => (encoding === 'json' ? decodeLogsJson(body, decodeBudget) : decodeLogs(body, decodeBudget)),
      (logs) => store.write({ project, spans: [], logs }),
    ),
  };
}
