/** Bytes of an upload and what they are. */
export interface UploadedObject {
  readonly bytes: Buffer;
  readonly mimeType: string;
  readonly name: string;
}

/** Beginnings of files in base64, and their types: AgentOps clients say nothing about what they upload. */
const BASE64_FILES: readonly (readonly [beginning: string, mimeType: string, extension: string])[] = [
  ['iVBORw0KGgo', 'image/png', 'png'],
  ['/9j/', 'image/jpeg', 'jpg'],
  ['R0lGOD', 'image/gif', 'gif'],
  ['SUQz', 'audio/mpeg', 'mp3'],
];

const DATA_URL = /^data:([a-z0-9][\w.+-]*\/[a-z0-9][\w.+-]*);base64,/i;
const BASE64 = /^[A-Za-z0-9+/\r\n]+={0,2}\s*$/;

/** The bytes that uploaded text stands for: those of a data URL or of a known file in base64, else the text itself. */
export function uploadedObject(text: string, name: string): UploadedObject {
  const dataUrl = DATA_URL.exec(text.slice(0, 200));
  const payload = dataUrl === null ? text : text.slice(dataUrl[0].length);
  const known = BASE64_FILES.find(([beginning]) => payload.startsWith(beginning));
  if ((dataUrl !== null || known !== undefined) && BASE64.test(payload)) {
    return {
      bytes: Buffer.from(payload, 'base64'),
      mimeType: dataUrl?.[1]!.toLowerCase() ?? known![1],
      name: known === undefined ? name : `${name}.${known[2]}`,
    };
  }
  return { bytes: Buffer.from(text, 'utf8'), mimeType: 'text/plain', name: `${name}.txt` };
}
