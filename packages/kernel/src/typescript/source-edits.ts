interface Edit {
  readonly at: number;
  readonly end: number;
  readonly text: string;
  readonly side: 'close' | 'open' | 'replace';
  readonly order: number;
}

const SIDES = { close: 0, open: 1, replace: 2 } as const;

/**
 * Edits to a source text that keep every line where it was. Register the edits of an outer construct before those of
 * what is inside it: at one offset, what closes comes before what opens, and outer texts stay outside.
 */
export class SourceEdits {
  readonly #source: string;
  readonly #edits: Edit[] = [];

  constructor(source: string) {
    this.#source = source;
  }

  /** Puts text in front of what begins at `at`. */
  open(at: number, text: string): void {
    this.#edits.push({ at, end: at, text, side: 'open', order: this.#edits.length });
  }

  /** Puts text behind what ends at `at`. */
  close(at: number, text: string): void {
    this.#edits.push({ at, end: at, text, side: 'close', order: -this.#edits.length });
  }

  /** Puts text in place of a range; the line ends inside it stay. */
  replace(start: number, end: number, text = ''): void {
    const lineEnds = this.#source.slice(start, end).replace(/[^\n]+/g, '');
    this.#edits.push({ at: start, end, text: text + lineEnds, side: 'replace', order: this.#edits.length });
  }

  apply(): string {
    const edits = this.#edits.sort((a, b) => a.at - b.at || SIDES[a.side] - SIDES[b.side] || a.order - b.order);
    let result = '';
    let offset = 0;
    for (const { at, end, text, side } of edits) {
      if (at < offset && side === 'replace') continue;
      result += this.#source.slice(offset, Math.max(at, offset)) + text;
      offset = Math.max(offset, end);
    }
    return result + this.#source.slice(offset);
  }
}
