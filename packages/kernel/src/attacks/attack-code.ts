/**
 * TypeScript that gets at a module of Node past the runner's list, by any way there is. The list is a convenience for
 * honest code; what holds is the place.
 */
export const REACH = `
async function reach(name) {
  try { const found = process.getBuiltinModule?.(name); if (found) return found } catch {}
  try { return process.mainModule.require(name) } catch {}
  for (const load of ['import("node:' + name + '")', 'require("' + name + '")']) try { return await (0, eval)(load) } catch {}
  try { return await new Function('return import("node:' + name + '")')() } catch {}
  throw new Error('no way to ' + name);
}
`.trim().replaceAll('\n', ' ');

/** Writes raw bytes to the channel, past the runner. */
export function forgeInTypescript(frames: string): string {
  return `${REACH}
const frame = (value) => { const json = Buffer.from(JSON.stringify(value)); const head = Buffer.alloc(8); head.writeUInt32LE(4 + json.length, 0); head.writeUInt32LE(json.length, 4); return Buffer.concat([head, json]) };
async function forge(bytes) {
  try { const fs = await reach('fs'); fs.writeSync(3, bytes); return } catch {}
  const net = await reach('net'); const socket = new net.Socket({ fd: 3, readable: false, writable: true });
  await new Promise((resolve, reject) => { socket.on('error', reject); socket.write(bytes, resolve) });
}
${frames}`;
}

export function forgeInPython(frames: string): string {
  return `import json, os, struct
def frame(value):
  body = json.dumps(value).encode()
  return struct.pack("<II", 4 + len(body), len(body)) + body
def forge(data): os.write(3, data)
${frames}`;
}
