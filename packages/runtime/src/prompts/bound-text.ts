/** Text of at most `limit` characters: the beginning and the end, with what was left out between them. */
export function boundText(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const half = Math.floor(limit / 2);
  return `${text.slice(0, half)}\n[… ${(text.length - 2 * half).toLocaleString('en-US')} characters left out …]\n${text.slice(-half)}`;
}
