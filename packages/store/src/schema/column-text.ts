/** Longest text of a column that lists and filters read; the whole of it is in `raw`. */
const COLUMN_LENGTH = 500;

/** Text for a column, and for a value to compare it with: bounded, and without lone surrogates, which the engine refuses together with their neighbours. */
export function columnText(text: string | null | undefined): string {
  if (!text) return '';
  // A slice would keep the whole text in memory for as long as it is kept itself.
  return (text.length > COLUMN_LENGTH ? Buffer.from(text.slice(0, COLUMN_LENGTH), 'utf16le').toString('utf16le') : text).toWellFormed();
}
