/** A number with its word, in the singular when there is one: `1 call`, `1,200 calls`. */
export function counted(count: number, word: string): string {
  return `${count.toLocaleString('en-US')} ${word}${count === 1 ? '' : 's'}`;
}
