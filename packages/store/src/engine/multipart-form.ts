/**
 * Reads the text fields of a `multipart/form-data` body: how the ClickHouse client sends parameters too long for a URL.
 *
 * @returns `undefined` when the content type is another one
 * @see RFC 7578
 */
export function parseMultipartForm(contentType: string | undefined, body: Buffer): ReadonlyMap<string, string> | undefined {
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)"?/i.exec(contentType ?? '')?.[1];
  if (boundary === undefined) return undefined;
  const fields = new Map<string, string>();
  const mark = Buffer.from(`--${boundary}`);
  let start = body.indexOf(mark);
  while (start !== -1) {
    const end = body.indexOf(Buffer.concat([Buffer.from('\r\n'), mark]), start + mark.length);
    if (end === -1) break;
    const headersEnd = body.indexOf('\r\n\r\n', start);
    if (headersEnd !== -1 && headersEnd < end) {
      const headers = body.toString('utf8', start + mark.length, headersEnd);
      const name = /;\s*name="([^"]*)"/i.exec(headers)?.[1];
      if (name !== undefined) fields.set(name, body.toString('utf8', headersEnd + 4, end));
    }
    start = end + 2;
  }
  return fields;
}
