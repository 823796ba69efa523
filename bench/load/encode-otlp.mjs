/**
 * An `ExportTraceServiceRequest` in protobuf, as exporters send it.
 *
 * @param spans - `{ traceId, spanId, parentSpanId?, name, kind, startTime, endTime, attributes }`, ids in hex, times in nanoseconds
 * @see OTLP 1.9 `trace_service.proto`
 */
export function encodeOtlp(spans, resource, scope) {
  const writer = new BackwardWriter();
  writer.message(1, () => {
    writer.message(2, () => {
      for (const span of spans.toReversed()) writer.message(2, () => writeSpan(writer, span));
      writer.message(1, () => {
        writer.text(2, scope.version);
        writer.text(1, scope.name);
      });
    });
    writer.message(1, () => writeAttributes(writer, 1, resource));
  });
  return writer.bytes();
}

function writeSpan(writer, { traceId, spanId, parentSpanId, name, kind, startTime, endTime, attributes }) {
  writeAttributes(writer, 9, attributes);
  writer.fixed64(8, endTime);
  writer.fixed64(7, startTime);
  writer.varint(6, kind);
  writer.text(5, name);
  if (parentSpanId) writer.text(4, parentSpanId, 'hex');
  writer.text(2, spanId, 'hex');
  writer.text(1, traceId, 'hex');
}

function writeAttributes(writer, field, attributes) {
  for (const [key, value] of Object.entries(attributes).toReversed()) {
    writer.message(field, () => {
      writer.message(2, () => writeValue(writer, value));
      writer.text(1, key);
    });
  }
}

function writeValue(writer, value) {
  if (typeof value === 'string') writer.text(1, value);
  else if (Array.isArray(value)) writer.message(5, () => value.toReversed().forEach((item) => writer.message(1, () => writeValue(writer, item))));
  else if (Number.isInteger(value)) writer.varint(3, value);
  else writer.double(4, value);
}

/** Writes from the end to the start: when the length of a message is to be written, its content stands there already. */
class BackwardWriter {
  #buffer = Buffer.allocUnsafe(64 * 1024);
  #start = this.#buffer.length;

  bytes() {
    return Buffer.from(this.#buffer.subarray(this.#start));
  }

  message(field, writeContent) {
    const end = this.#buffer.length - this.#start;
    writeContent();
    this.#number(this.#buffer.length - this.#start - end);
    this.#number(field * 8 + 2);
  }

  text(field, value, encoding = 'utf8') {
    const length = Buffer.byteLength(value, encoding);
    this.#take(length);
    this.#buffer.write(value, this.#start, length, encoding);
    this.#number(length);
    this.#number(field * 8 + 2);
  }

  varint(field, value) {
    this.#number(value);
    this.#number(field * 8);
  }

  fixed64(field, value) {
    this.#take(8);
    this.#buffer.writeBigUInt64LE(value, this.#start);
    this.#number(field * 8 + 1);
  }

  double(field, value) {
    this.#take(8);
    this.#buffer.writeDoubleLE(value, this.#start);
    this.#number(field * 8 + 1);
  }

  #number(value) {
    let length = 1;
    for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) length++;
    this.#take(length);
    let rest = value;
    for (let index = 0; index < length; index++) {
      this.#buffer[this.#start + index] = (rest % 128) | (index < length - 1 ? 0x80 : 0);
      rest = Math.floor(rest / 128);
    }
  }

  #take(length) {
    if (length > this.#start) {
      const used = this.#buffer.length - this.#start;
      const larger = Buffer.allocUnsafe(2 * (used + length) + this.#buffer.length);
      this.#buffer.copy(larger, larger.length - used, this.#start);
      this.#start = larger.length - used;
      this.#buffer = larger;
    }
    this.#start -= length;
  }
}
