import type { CellOutput } from '@heddle/model';

const GATHER_MS = 40;
const GATHER_LENGTH = 16_384;

type Stream = CellOutput['stream'];

/** Gathers what a cell writes: whole texts for its end, pieces for those who watch, and never more than the limit. */
export class CellOutputs {
  readonly #limit: number;
  readonly #emit: (stream: Stream, text: string) => void;
  readonly #whole: Record<Stream, string[]> = { stdout: [], stderr: [] };
  #length = 0;
  #dropped = 0;
  #waiting = '';
  #waitingStream: Stream = 'stdout';
  #timer: NodeJS.Timeout | undefined;

  constructor(limit: number, emit: (stream: Stream, text: string) => void) {
    this.#limit = limit;
    this.#emit = emit;
  }

  /** UTF-16 units that were thrown away. */
  get dropped(): number {
    return this.#dropped;
  }

  markTruncated(): void {
    this.#dropped ||= 1;
  }

  write(stream: Stream, text: string): void {
    const room = this.#limit - this.#length;
    if (text.length > room) {
      this.#dropped += text.length - room;
      text = text.slice(0, room);
    }
    if (text === '') return;
    this.#length += text.length;
    this.#whole[stream].push(text);
    if (stream !== this.#waitingStream) this.flush();
    this.#waitingStream = stream;
    this.#waiting += text;
    if (this.#waiting.length >= GATHER_LENGTH) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), GATHER_MS);
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const text = this.#waiting;
    this.#waiting = '';
    if (text !== '') this.#emit(this.#waitingStream, text);
  }

  text(stream: Stream): string {
    return this.#whole[stream].join('');
  }
}
