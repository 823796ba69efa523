import { expect, test } from 'vitest';
import { seccompFilter } from './seccomp-filter.js';

const X64 = 0xc000003e;

/** Runs the filter as the kernel does: 32-bit loads, jumps, return. */
function judge(program: Buffer, call: { readonly number: number; readonly architecture?: number; readonly args?: readonly number[] }): number {
  const data = Buffer.alloc(64);
  data.writeUInt32LE(call.number, 0);
  data.writeUInt32LE(call.architecture ?? X64, 4);
  for (const [index, argument] of (call.args ?? []).entries()) data.writeUInt32LE(argument >>> 0, 16 + 8 * index);
  let accumulator = 0;
  for (let at = 0; at < program.length / 8; at++) {
    const [code, yes, no, value] = [program.readUInt16LE(at * 8), program[at * 8 + 2]!, program[at * 8 + 3]!, program.readUInt32LE(at * 8 + 4)];
    if (code === 0x20) accumulator = data.readUInt32LE(value);
    else if (code === 0x15) at += accumulator === value ? yes : no;
    else if (code === 0x35) at += accumulator >= value ? yes : no;
    else if (code === 0x45) at += (accumulator & value) !== 0 ? yes : no;
    else return value;
  }
  throw new Error('The filter ran off its end.');
}

const ALLOW = 0x7fff0000;
const EPERM = 0x00050001;

test.each([
  ['read', { number: 0 }, ALLOW],
  ['clone of a thread', { number: 56, args: [0x3d0f00] }, ALLOW],
  ['clone into a user namespace', { number: 56, args: [0x10000000] }, EPERM],
  ['clone3, which falls back to clone', { number: 435 }, 0x00050026],
  ['ptrace', { number: 101 }, EPERM],
  ['mount', { number: 165 }, EPERM],
  ['unshare', { number: 272 }, EPERM],
  ['bpf', { number: 321 }, EPERM],
  ['io_uring_setup', { number: 425 }, EPERM],
  ['a local socket', { number: 41, args: [1] }, ALLOW],
  ['an IP socket', { number: 41, args: [2] }, ALLOW],
  ['a vsock socket', { number: 41, args: [40] }, 0x00050061],
  ['a netlink socket', { number: 41, args: [16] }, 0x00050061],
  ['typing into the terminal', { number: 16, args: [0, 0x5412] }, EPERM],
  ['another ioctl', { number: 16, args: [0, 0x5401] }, ALLOW],
  ['an x32 call', { number: 0x40000000 + 101 }, EPERM],
  ['another architecture', { number: 0, architecture: 0x40000003 }, 0x80000000],
])('%s', (_, call, verdict) => {
  expect(judge(seccompFilter('x64')!, call)).toBe(verdict);
});

test('an architecture without a table has no filter', () => {
  expect(seccompFilter('ia32')).toBeUndefined();
  expect(judge(seccompFilter('arm64')!, { number: 117, architecture: 0xc00000b7 })).toBe(EPERM);
});
