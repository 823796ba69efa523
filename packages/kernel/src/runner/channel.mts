import { Socket } from 'node:net';
import type { HostFrame, KernelFrame } from '../protocol/frames.js';

const { stringify, parse } = JSON;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Bytes that travel beside a frame's JSON, named by MIME type. */
export interface Part {
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** The kernel's end of the channel: frames on file descriptor 3, in Node and Deno alike. Layout: `protocol/frames.ts`. */
const socket = new Socket({ fd: 3, readable: true, writable: true });
const write = socket.write.bind(socket);

export function send(frame: KernelFrame, parts: readonly Part[] = []): void {
  sendJson(stringify(parts.length > 0 ? { ...frame, parts: parts.map(({ type, bytes }) => ({ type, size: bytes.length })) } : frame), parts);
}

/** Sends a frame that is JSON already. Hot: once per call. */
export function sendJson(json: string, parts: readonly Part[] = []): void {
  const text = encoder.encode(json);
  const size = parts.reduce((sum, { bytes }) => sum + bytes.length, 4 + text.length);
  const frame = new Uint8Array(4 + size);
  const view = new DataView(frame.buffer);
  view.setUint32(0, size, true);
  view.setUint32(4, text.length, true);
  frame.set(text, 8);
  let offset = 8 + text.length;
  for (const { bytes } of parts) {
    frame.set(bytes, offset);
    offset += bytes.length;
  }
  write(frame);
}

/** Hands on each frame from the host. Resolves when the host is gone. */
export function receive(take: (frame: HostFrame) => void): Promise<void> {
  let chunks: Uint8Array[] = [];
  let size = 0;
  let wanted = 8;
  const arrived: HostFrame[] = [];
  socket.on('data', (chunk: Uint8Array) => {
    chunks.push(chunk);
    size += chunk.length;
    if (size < wanted) return;
    let bytes = chunks.length === 1 ? chunk : join(chunks, size);
    wanted = 8;
    while (bytes.length >= 8) {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      const end = 4 + view.getUint32(0, true);
      if (bytes.length < end) {
        wanted = end;
        break;
      }
      arrived.push(parse(decoder.decode(bytes.subarray(8, 8 + view.getUint32(4, true)))));
      bytes = bytes.subarray(end);
    }
    // The state is complete before any frame is dispatched: an interrupt may unwind this function from below.
    chunks = bytes.length > 0 ? [bytes] : [];
    size = bytes.length;
    for (let frame = arrived.shift(); frame; frame = arrived.shift()) take(frame);
  });
  return new Promise((resolve) => {
    for (const event of ['end', 'close', 'error'] as const) socket.on(event, () => resolve());
  });
}

function join(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}
