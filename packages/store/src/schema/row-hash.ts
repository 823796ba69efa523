/**
 * Tells a row of `spans` from the others of its span: of those the one counts that has the highest version, of them the one made
 * last. The low half of a version is a hash of what the row says.
 */
export const ROW_HASH = 'bitXor(reinterpretAsUInt64(spans.version), toUInt64(toUnixTimestamp64Micro(received_at)))';

/** The same of a row that is being made. @returns digits */
export function rowHash(version: bigint, receivedAtMicros: number): string {
  return String(BigInt.asUintN(64, version) ^ BigInt(receivedAtMicros));
}
