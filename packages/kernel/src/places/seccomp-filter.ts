/**
 * A seccomp filter as `bwrap --seccomp` takes it: classic BPF instructions of 8 bytes over `struct seccomp_data`
 * (`nr` at 0, `arch` at 4, the low half of argument n at 16 + 8n). Source: Linux, `include/uapi/linux/seccomp.h`.
 *
 * It denies what a sandbox escape starts from and generated code has no use for: tracing, mounting, namespaces, kernel
 * interfaces with a long record of holes, and sockets other than local and IP ones.
 */

const LOAD = 0x20;
const JUMP_EQUAL = 0x15;
const JUMP_GREATER_OR_EQUAL = 0x35;
const JUMP_ANY_BIT = 0x45;
const RETURN = 0x06;

const NUMBER_AT = 0;
const ARCHITECTURE_AT = 4;
const argumentAt = (index: number) => 16 + 8 * index;

const ALLOW = 0x7fff0000;
const KILL_PROCESS = 0x80000000;
const fail = (errno: number) => 0x00050000 | errno;
const EPERM = 1;
const ENOSYS = 38;
const EAFNOSUPPORT = 97;

const AF_UNIX = 1;
const AF_INET = 2;
const AF_INET6 = 10;
/** CLONE_NEWTIME, NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET. */
const CLONE_NAMESPACES = 0x7e020080;
const TIOCSTI = 0x5412;
const TIOCLINUX = 0x541c;

interface SyscallTable {
  readonly architecture: number;
  readonly denied: readonly number[];
  readonly clone: number;
  readonly clone3: number;
  readonly socket: number;
  readonly ioctl: number;
}

/** Numbers of the system calls, by Node's name of the architecture. */
const TABLES: Readonly<Partial<Record<NodeJS.Architecture, SyscallTable>>> = {
  x64: {
    architecture: 0xc000003e,
    clone: 56, clone3: 435, socket: 41, ioctl: 16,
    denied: [
      101, 310, 311, // ptrace, process_vm_readv, process_vm_writev
      155, 161, 165, 166, 428, 429, 430, 431, 432, 433, 442, // pivot_root, chroot, mount, umount2, the new mount calls
      272, 308, // unshare, setns
      321, 298, 323, 425, 426, 427, // bpf, perf_event_open, userfaultfd, io_uring
      248, 249, 250, // add_key, request_key, keyctl
      175, 176, 313, 246, 320, // kernel modules, kexec
      169, 167, 168, 163, 164, 227, 159, 305, 103, 179, // reboot, swap, acct, clocks, syslog, quota
      303, 304, 135, 172, 173, 156, 312, 438, // file handles, personality, ports, sysctl, kcmp, pidfd_getfd
    ],
  },
  arm64: {
    architecture: 0xc00000b7,
    clone: 220, clone3: 435, socket: 198, ioctl: 29,
    denied: [
      117, 270, 271,
      41, 51, 40, 39, 428, 429, 430, 431, 432, 433, 442,
      97, 268,
      280, 241, 282, 425, 426, 427,
      217, 218, 219,
      105, 106, 273, 104, 294,
      142, 224, 225, 89, 170, 112, 171, 266, 116, 60,
      264, 265, 92, 272, 438,
    ],
  },
};

interface Instruction {
  readonly code: number;
  readonly value: number;
  /** Instructions to skip when the comparison holds, and when it does not. */
  readonly yes?: number;
  readonly no?: number;
}

/** The filter for an architecture, or `undefined` when its system calls are not known here. */
export function seccompFilter(arch: NodeJS.Architecture = process.arch): Buffer | undefined {
  const table = TABLES[arch];
  return table && assemble(program(table));
}

function program(table: SyscallTable): readonly Instruction[] {
  return [
    { code: LOAD, value: ARCHITECTURE_AT },
    { code: JUMP_EQUAL, value: table.architecture, yes: 1 },
    { code: RETURN, value: KILL_PROCESS },
    { code: LOAD, value: NUMBER_AT },
    // The x32 calls of x86-64 are numbered from here; nothing uses them.
    ...refuse({ code: JUMP_GREATER_OR_EQUAL, value: 0x40000000 }, EPERM),
    ...table.denied.flatMap((number) => refuse({ code: JUMP_EQUAL, value: number }, EPERM)),
    // Its flags lie in memory, where a filter cannot look. The C library falls back to clone.
    ...refuse({ code: JUMP_EQUAL, value: table.clone3 }, ENOSYS),
    ...onSyscall(table.clone, [
      { code: LOAD, value: argumentAt(0) },
      ...refuse({ code: JUMP_ANY_BIT, value: CLONE_NAMESPACES }, EPERM),
    ]),
    ...onSyscall(table.ioctl, [
      { code: LOAD, value: argumentAt(1) },
      ...refuse({ code: JUMP_EQUAL, value: TIOCSTI }, EPERM),
      ...refuse({ code: JUMP_EQUAL, value: TIOCLINUX }, EPERM),
    ]),
    ...onSyscall(table.socket, [
      { code: LOAD, value: argumentAt(0) },
      { code: JUMP_EQUAL, value: AF_UNIX, yes: 3 },
      { code: JUMP_EQUAL, value: AF_INET, yes: 2 },
      { code: JUMP_EQUAL, value: AF_INET6, yes: 1 },
      { code: RETURN, value: fail(EAFNOSUPPORT) },
    ]),
    { code: RETURN, value: ALLOW },
  ];
}

function refuse(comparison: Pick<Instruction, 'code' | 'value'>, errno: number): Instruction[] {
  return [{ ...comparison, no: 1 }, { code: RETURN, value: fail(errno) }];
}

/** Looks at the arguments of one call; the number is loaded again afterwards. */
function onSyscall(number: number, checks: readonly Instruction[]): Instruction[] {
  return [{ code: JUMP_EQUAL, value: number, no: checks.length + 1 }, ...checks, { code: LOAD, value: NUMBER_AT }];
}

function assemble(instructions: readonly Instruction[]): Buffer {
  const bytes = Buffer.alloc(instructions.length * 8);
  for (const [index, { code, value, yes = 0, no = 0 }] of instructions.entries()) {
    bytes.writeUInt16LE(code, index * 8);
    bytes.writeUInt8(yes, index * 8 + 2);
    bytes.writeUInt8(no, index * 8 + 3);
    bytes.writeUInt32LE(value >>> 0, index * 8 + 4);
  }
  return bytes;
}
