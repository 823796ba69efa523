/** One line of a terminal that is written over and over. Where there is no terminal, nothing is written. */
export interface ProgressLine {
  show(text: string): void;
  clear(): void;
}

const CLEAR = '\r\u001b[2K';

export function progressLine(stream: NodeJS.WriteStream): ProgressLine {
  let shown = false;
  return {
    show(text) {
      if (!stream.isTTY) return;
      shown = true;
      stream.write(`${CLEAR}${text.slice(0, Math.max(1, stream.columns - 1))}`);
    },
    clear() {
      if (shown) stream.write(CLEAR);
      shown = false;
    },
  };
}
