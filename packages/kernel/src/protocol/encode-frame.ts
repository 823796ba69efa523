import type { HostFrame } from './frames.js';

/** Bytes in front of a frame's JSON: its whole length, then the length of the JSON. */
export const FRAME_HEADER_BYTES = 8;

/** A frame as bytes; see `frames.ts` for the layout. Hot: once per call. */
export function encodeFrame(frame: HostFrame): Buffer {
  return encodeJson(JSON.stringify(frame));
}

/** A frame whose JSON is at hand already, such as a reply with a large value. */
export function encodeJson(json: string): Buffer {
  const jsonBytes = Buffer.byteLength(json);
  const bytes = Buffer.allocUnsafe(FRAME_HEADER_BYTES + jsonBytes);
  bytes.writeUInt32LE(4 + jsonBytes, 0);
  bytes.writeUInt32LE(jsonBytes, 4);
  bytes.write(json, FRAME_HEADER_BYTES, 'utf8');
  return bytes;
}
