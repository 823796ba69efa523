/** A span as a backend reads it off the wire. */
export interface WireSpan {
  readonly name: string;
  readonly ended: boolean;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly resource: Readonly<Record<string, unknown>>;
}

type Fields = ReadonlyMap<number, readonly (Buffer | bigint)[]>;

/** Reads an `ExportTraceServiceRequest` with no code of the side that wrote it. @see OTLP `trace_service.proto`, `trace.proto` */
export function readOtlp(body: Buffer): WireSpan[] {
  return messages(fieldsOf(body), 1).flatMap((resourceSpans) => {
    const resource = Object.assign({}, ...messages(resourceSpans, 1).map((one) => keyValues(one, 1))) as Record<string, unknown>;
    return messages(resourceSpans, 2).flatMap((scope) => messages(scope, 2)).map((span) => ({
      name: text(span, 5),
      ended: (span.get(8)?.[0] ?? 0n) !== 0n,
      attributes: keyValues(span, 9),
      resource,
    }));
  });
}

function keyValues(message: Fields, field: number): Record<string, unknown> {
  return Object.fromEntries(messages(message, field).map((pair) => [text(pair, 1), anyValue(messages(pair, 2)[0] ?? new Map())]));
}

function anyValue(value: Fields): unknown {
  if (value.has(1)) return text(value, 1);
  if (value.has(2)) return value.get(2)![0] === 1n;
  if (value.has(3)) return Number(value.get(3)![0]);
  if (value.has(4)) return doubleOf(value.get(4)![0] as bigint);
  return messages(value, 5).flatMap((list) => messages(list, 1)).map(anyValue);
}

function doubleOf(bits: bigint): number {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64LE(bits);
  return buffer.readDoubleLE();
}

function messages(fields: Fields, field: number): Fields[] {
  return (fields.get(field) ?? []).map((bytes) => fieldsOf(bytes as Buffer));
}

function text(fields: Fields, field: number): string {
  return String(fields.get(field)?.[0] ?? '');
}

function fieldsOf(bytes: Buffer): Fields {
  const fields = new Map<number, (Buffer | bigint)[]>();
  let at = 0;
  const varint = () => {
    for (let value = 0n, shift = 0n; ; shift += 7n) {
      const byte = bytes[at++]!;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.length) {
    const tag = Number(varint());
    const list = fields.get(tag >> 3) ?? [];
    fields.set(tag >> 3, list);
    if ((tag & 7) === 0) list.push(varint());
    else if ((tag & 7) === 1) list.push(bytes.readBigUInt64LE((at += 8) - 8));
    else if ((tag & 7) === 5) list.push(BigInt(bytes.readUInt32LE((at += 4) - 4)));
    else {
      const length = Number(varint());
      list.push(bytes.subarray(at, (at += length)));
    }
  }
  return fields;
}
