/** Pictures that a browser only draws. An SVG can hold scripts, but none run under the policy below or inside `<img>`. */
const INLINE_TYPES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif', 'image/svg+xml']);

/** Types that a browser does not run, offered for download under their own name. */
const PASSIVE_TYPES = new Set(['text/plain', 'text/csv', 'text/markdown', 'application/json', 'application/pdf', 'application/zip']);

/** Nothing runs, nothing is fetched, nothing reaches the dashboard's origin; an SVG may still style itself. */
const ARTIFACT_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/**
 * The headers to serve an artifact with. Its type and name were chosen by generated code, so neither is believed: what is
 * not a picture is a download, and what a browser might run (HTML, XML, scripts) loses its type.
 */
export function artifactHeaders(artifact: { readonly mimeType: string; readonly name: string; readonly sha256: string }): Record<string, string> {
  const type = artifact.mimeType.split(';', 1)[0]!.trim().toLowerCase();
  const inline = INLINE_TYPES.has(type);
  return {
    'Content-Type': inline ? type : PASSIVE_TYPES.has(type) ? `${type}; charset=utf-8` : 'application/octet-stream',
    'Content-Disposition': `${inline ? 'inline' : 'attachment'}; ${dispositionName(artifact.name)}`,
    'Content-Security-Policy': ARTIFACT_POLICY,
    'X-Content-Type-Options': 'nosniff',
    // The address is the hash of the bytes, so they never change.
    'Cache-Control': 'private, max-age=31536000, immutable',
    ETag: `"${artifact.sha256}"`,
  };
}

/** The file name twice, as RFC 6266 wants it: for old clients in ASCII, for the others in full. */
function dispositionName(name: string): string {
  const ascii = name.replace(/[^\w. -]/g, '_') || 'artifact';
  const full = encodeURIComponent(name.replace(/\p{Surrogate}/gu, '_')).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
  return `filename="${ascii}"; filename*=UTF-8''${full || 'artifact'}`;
}
