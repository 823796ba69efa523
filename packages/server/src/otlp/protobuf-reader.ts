import { DecodeError } from './decode-error.js';
import { keyText } from './known-keys.js';

const VARINT = 0;
const FIXED64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;

/**
 * Reads protobuf fields one after the other from a byte range. Hot: every span that comes in passes here.
 *
 * @example
 * ```ts
 * while (reader.next()) {
 *   if (reader.field === 5) name = reader.text();
 *   else reader.skip();
 * }
 * ```
 * @see https://protobuf.dev/programming-guides/encoding/
 */
export class ProtobufReader {
  readonly #bytes: Buffer;
  /** Where the message that is being read ends. Narrowed while a nested message is read. */
  #end: number;
  #position: number;
  /** Number of the field that `next()` found. */
  field = 0;
  /** Wire type of the field that `next()` found. */
  wireType = 0;

  /** @param start, end - which bytes are read. Default: all */
  constructor(bytes: Buffer, start = 0, end = bytes.length) {
    this.#bytes = bytes;
    this.#position = start;
    this.#end = end;
  }

  /** Moves to the next field of the current message; false at its end. */
  next(): boolean {
    if (this.#position >= this.#end) return false;
    const tag = this.#varint();
    this.field = Math.floor(tag / 8);
    this.wireType = tag % 8;
    if (this.field === 0) throw new DecodeError('The protobuf body has a field number 0.');
    return true;
  }

  /** Passes over the value of the current field. */
  skip(): void {
    switch (this.wireType) {
      case VARINT:
        this.#varint();
        return;
      case FIXED64:
        this.#advance(8);
        return;
      case LENGTH_DELIMITED:
        this.#advance(this.#varint());
        return;
      case FIXED32:
        this.#advance(4);
        return;
      default:
        throw new DecodeError(`The protobuf body has a field of wire type ${this.wireType}, which OTLP does not use.`);
    }
  }

  /** Enters the nested message of the current field. Give what this returns to {@link leave}. */
  enter(): number {
    this.#expect(LENGTH_DELIMITED);
    const length = this.#varint();
    const outerEnd = this.#end;
    this.#advance(length);
    this.#end = this.#position;
    this.#position -= length;
    return outerEnd;
  }

  /** Leaves the nested message, wherever in it the reader stands. */
  leave(outerEnd: number): void {
    this.#position = this.#end;
    this.#end = outerEnd;
  }

  /** Where the current message ends. */
  get end(): number {
    return this.#end;
  }

  /** Leaves a message that ends at `end` after an error somewhere inside it. */
  abandon(end: number, outerEnd: number): void {
    this.#position = end;
    this.#end = outerEnd;
  }

  /** Where the reader stands, to come back with {@link rewind} and read a message a second time. */
  mark(): number {
    return this.#position;
  }

  rewind(mark: number): void {
    this.#position = mark;
  }

  /** Invalid UTF-8 becomes U+FFFD. */
  text(): string {
    const start = this.#openBytes();
    return this.#bytes.toString('utf8', start, this.#position);
  }

  /** The same for a text that comes again and again. */
  key(): string {
    const start = this.#openBytes();
    return keyText(this.#bytes, start, this.#position);
  }

  hex(): string {
    const start = this.#openBytes();
    return this.#bytes.toString('hex', start, this.#position);
  }

  base64(): string {
    const start = this.#openBytes();
    return this.#bytes.toString('base64', start, this.#position);
  }

  bool(): boolean {
    this.#expect(VARINT);
    return this.#varint() !== 0;
  }

  /** An enum or a `uint32`. */
  uint32(): number {
    this.#expect(VARINT);
    return this.#varint() >>> 0;
  }

  /** A number when it is exact, else decimal text: the rule of `RawSpan` for 64-bit integers. */
  int64(): number | string {
    this.#expect(VARINT);
    const start = this.#position;
    const value = this.#varint();
    if (Number.isSafeInteger(value)) return value;
    // Negative, or beyond 2^53: read it again without loss. Rare, so slow is fine.
    let exact = 0n;
    for (let index = start, shift = 0n; index < this.#position; index++, shift += 7n) {
      exact |= BigInt(this.#bytes[index]! & 0x7f) << shift;
    }
    exact = BigInt.asIntN(64, exact);
    const number = Number(exact);
    return Number.isSafeInteger(number) ? number : exact.toString();
  }

  fixed64(): bigint {
    this.#expect(FIXED64);
    this.#advance(8);
    return this.#bytes.readBigUInt64LE(this.#position - 8);
  }

  double(): number {
    this.#expect(FIXED64);
    this.#advance(8);
    return this.#bytes.readDoubleLE(this.#position - 8);
  }

  /** Passes over a length-delimited value and gives its start; its end is then the position. */
  #openBytes(): number {
    this.#expect(LENGTH_DELIMITED);
    const length = this.#varint();
    this.#advance(length);
    return this.#position - length;
  }

  #expect(wireType: number): void {
    if (this.wireType !== wireType) {
      throw new DecodeError(`The protobuf field ${this.field} has wire type ${this.wireType} where OTLP has ${wireType}.`);
    }
  }

  #advance(length: number): void {
    if (length > this.#end - this.#position) throw new DecodeError('The protobuf body ends in the middle of a field.');
    this.#position += length;
  }

  /** Exact up to 2^53; larger values come out rounded, which is enough for lengths (refused) and for `int64` to notice. */
  #varint(): number {
    let value = 0;
    let factor = 1;
    for (let count = 0; count < 10; count++) {
      if (this.#position >= this.#end) throw new DecodeError('The protobuf body ends in the middle of a number.');
      const byte = this.#bytes[this.#position++]!;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= 128;
    }
    throw new DecodeError('The protobuf body has a number longer than 10 bytes.');
  }
}
