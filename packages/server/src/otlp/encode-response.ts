/** The encodings of OTLP over HTTP; an answer comes in the encoding of its request. */
export type OtlpEncoding = 'protobuf' | 'json';

/** What of a request was refused; `rejected` 0 with an empty message means all of it was taken. */
export interface PartialSuccess {
  readonly rejected: number;
  readonly message: string;
}

/** Name of the count in JSON, which differs by signal; in protobuf it is field 1 for all of them. */
export type RejectedField = 'rejectedSpans' | 'rejectedLogRecords' | 'rejectedDataPoints';

/** Codes of `google.rpc.Status` that intake answers with. */
export const RPC_CODE = {
  invalidArgument: 3, permissionDenied: 7, resourceExhausted: 8, internal: 13, unavailable: 14, unauthenticated: 16,
} as const;

export type RpcCode = (typeof RPC_CODE)[keyof typeof RPC_CODE];

/** @see OTLP `trace_service.proto`, message `ExportTraceServiceResponse`; logs and metrics have the same layout */
export function encodeExportResponse(encoding: OtlpEncoding, rejectedField: RejectedField, partial: PartialSuccess): Buffer {
  const nothingToSay = partial.rejected === 0 && partial.message === '';
  if (encoding === 'json') {
    // 64-bit integers are text in protobuf's JSON mapping.
    const body = nothingToSay
      ? {}
      : { partialSuccess: { [rejectedField]: String(partial.rejected), errorMessage: partial.message } };
    return Buffer.from(JSON.stringify(body));
  }
  if (nothingToSay) return Buffer.alloc(0);
  const inner = Buffer.concat([varintField(1, partial.rejected), textFieldBytes(2, partial.message)]);
  return Buffer.concat([Buffer.from([(1 << 3) | 2]), varint(inner.length), inner]);
}

/** @see google.rpc `status.proto`, message `Status`: the body of every OTLP answer with a status of 400 or more */
export function encodeStatus(encoding: OtlpEncoding, code: RpcCode, message: string): Buffer {
  if (encoding === 'json') return Buffer.from(JSON.stringify({ code, message }));
  return Buffer.concat([varintField(1, code), textFieldBytes(2, message)]);
}

function varintField(field: number, value: number): Buffer {
  return value === 0 ? Buffer.alloc(0) : Buffer.concat([Buffer.from([field << 3]), varint(value)]);
}

function textFieldBytes(field: number, text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([(field << 3) | 2]), varint(bytes.length), bytes]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return Buffer.from(bytes);
}
