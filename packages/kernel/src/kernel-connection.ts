import { KernelError } from './errors.js';
import type { KernelLaunch, KernelProcess, Place } from './places/place.js';
import { encodeFrame, encodeJson } from './protocol/encode-frame.js';
import { FrameDecoder } from './protocol/frame-decoder.js';
import type { HostFrame, KernelFrame } from './protocol/frames.js';
import { parseKernelFrame } from './protocol/parse-kernel-frame.js';

export interface KernelListener {
  frame(frame: KernelFrame): void;
  /** Text that reached the process's own stdout or stderr. */
  output(stream: 'stdout' | 'stderr', text: string): void;
  ended(end: ConnectionEnd): void;
}

/** How a kernel process ended: as `kernel-end` says it. */
export interface ConnectionEnd {
  readonly reason: 'closed' | 'crashed' | 'killed' | 'protocol';
  readonly detail: string;
}

/** Bytes that may wait for a kernel to read them. */
const MAX_UNREAD_BYTES = 256 * 1024 * 1024;

/** What Node says at its exit because the interrupter is attached. */
const NODE_EXIT_NOISE = 'Waiting for the debugger to disconnect...\n';

/** One kernel process and the frames to and from it. */
export class KernelConnection {
  readonly #process: KernelProcess;
  #listener: KernelListener | undefined;
  readonly #decoder: FrameDecoder;
  #end: ConnectionEnd | undefined;
  #lastWords = '';

  private constructor(process: KernelProcess, maxFrameBytes: number) {
    this.#process = process;
    this.#decoder = new FrameDecoder(maxFrameBytes);
  }

  /**
   * Starts a kernel and waits until it is ready.
   *
   * @throws {KernelError} `KERNEL_START_FAILED` when it ends first or takes too long
   */
  static async start(place: Place, launch: KernelLaunch): Promise<KernelConnection> {
    const process = await place.start(launch);
    const connection = new KernelConnection(process, launch.limits.frameBytes);
    await connection.#untilReady(launch.limits.startTimeMs, place.name);
    return connection;
  }

  get alive(): boolean {
    return this.#end === undefined;
  }

  /** Says who hears of what the kernel sends. A kernel that belongs to nobody has nothing to say. */
  listen(listener: KernelListener): void {
    this.#listener = listener;
  }

  send(frame: HostFrame): void {
    if (this.alive) this.#process.channel.write(encodeFrame(frame));
  }

  sendJson(json: string): void {
    if (!this.alive) return;
    this.#process.channel.write(encodeJson(json));
    if (this.#process.channel.writableLength > MAX_UNREAD_BYTES) this.#breach('It asked for results and did not read them.');
  }

  /** Unwinds the code that is running. */
  unwind(): void {
    if (this.alive) this.#process.control.write('!');
  }

  /** Ends the kernel at once. */
  async kill(end: ConnectionEnd): Promise<void> {
    this.#end ??= end;
    this.#process.kill();
    await this.#process.exited;
  }

  async #untilReady(timeMs: number, place: string): Promise<void> {
    const ready = new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`it was not ready within ${timeMs} ms`)), timeMs);
      const settle = (problem?: string) => {
        clearTimeout(timer);
        if (problem === undefined) resolve();
        else reject(new Error(problem));
      };
      this.#listen(settle);
    });
    try {
      await ready;
    } catch (cause) {
      await this.kill({ reason: 'killed', detail: 'It did not start.' });
      throw new KernelError('KERNEL_START_FAILED', `A kernel in the place "${place}" did not start: ${(cause as Error).message}.`, { cause });
    }
  }

  #listen(started: (problem?: string) => void): void {
    const { channel, stdout, stderr, exited } = this.#process;
    let ready = false;
    const take = (frame: KernelFrame | undefined) => {
      if (!frame) return this.#breach('It sent a frame that is none.');
      if (ready) return this.#listener?.frame(frame);
      if (frame.t !== 'ready') return this.#breach('It spoke before it was ready.');
      ready = true;
      started();
    };
    channel.on('data', (chunk: Buffer) => {
      const problem = this.#end ? undefined : this.#decoder.push(chunk, (raw) => this.#end || take(parseKernelFrame(raw)));
      if (problem !== undefined) this.#breach(`It sent ${problem}.`);
    });
    for (const [name, stream] of [['stdout', stdout], ['stderr', stderr]] as const) {
      stream.setEncoding('utf8');
      stream.on('data', (chunk: string) => {
        const text = chunk.replace(NODE_EXIT_NOISE, '');
        if (name === 'stderr') this.#lastWords = (this.#lastWords + text).slice(-8_000);
        if (ready && text !== '') this.#listener?.output(name, text);
      });
    }
    void exited.then(({ code, signal, error, excess }) => {
      const how = error?.message ?? (signal ? `it ended by ${signal}` : `it ended with code ${code}`);
      this.#end ??= excess === undefined ? { reason: 'crashed', detail: withLastWords(how, this.#lastWords) } : { reason: 'killed', detail: excess };
      if (ready) this.#listener?.ended(this.#end);
      else started(this.#end.detail);
    });
  }

  #breach(detail: string): void {
    void this.kill({ reason: 'protocol', detail });
  }
}

/** The line of the process's stderr that says why it ended, if one does. */
function withLastWords(how: string, stderr: string): string {
  const lines = stderr.split('\n').map((line) => line.trim()).filter((line) => line !== '');
  const telling = lines.find((line) => /fatal|assertion|out of memory/i.test(line)) ?? lines.findLast((line) => /error|exception/i.test(line)) ?? lines.at(-1);
  return telling === undefined ? how : `${how}: ${telling.slice(0, 300)}`;
}
