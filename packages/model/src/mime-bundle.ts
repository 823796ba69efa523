import type { JsonValue } from './json.js';

/**
 * One value in several forms, richest last to choose from, keyed by MIME type: `text/plain` always, and perhaps
 * `text/html`, `text/markdown`, `image/svg+xml`, `image/png` (base64), `application/json`,
 * `application/vnd.heddle.table+json` or `application/vnd.vegalite.v5+json`.
 * Everything in it is hostile: it came from generated code.
 */
export type MimeBundle = Readonly<Record<string, JsonValue>>;

/** MIME type of a {@link TablePreview}. */
export const TABLE_MIME_TYPE = 'application/vnd.heddle.table+json';

/** The first rows of a table. */
export interface TablePreview {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly JsonValue[])[];
  readonly rowCount: number;
}
