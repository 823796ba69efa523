/** Most characters of a preview. */
const PREVIEW_LENGTH = 400;
/** Most bytes of a character in UTF-8. */
const CHARACTER_BYTES = 4;

/** What cutting by length leaves of a character outside the Basic Multilingual Plane. */
const HALF_CHARACTER = /[\ud800-\udbff]$/;

const TEXT_TYPES = /^(text\/|application\/(json|jsonl|xml|yaml|x-ndjson)\b)/;

/** The beginning of a text, cut after its last whole line where there is one; `undefined` for what is not text, or empty. */
export function textPreview(bytes: Uint8Array, mimeType: string): string | undefined {
  if (bytes.length === 0 || !TEXT_TYPES.test(mimeType)) return undefined;
  const beginning = new TextDecoder().decode(bytes.subarray(0, PREVIEW_LENGTH * CHARACTER_BYTES), { stream: true });
  if (beginning.includes('\0')) return undefined;
  if (bytes.length <= PREVIEW_LENGTH * CHARACTER_BYTES && beginning.length <= PREVIEW_LENGTH) return beginning;
  const cut = beginning.slice(0, PREVIEW_LENGTH).replace(HALF_CHARACTER, '');
  const lineEnd = cut.lastIndexOf('\n');
  return lineEnd > 0 ? cut.slice(0, lineEnd) : cut;
}
