import { isJsonObject } from '@heddle/model';
import type { JsonValue, TablePreview } from '@heddle/model';

/** Reads a table out of a bundle, or gives `undefined` when it is not one. Rows that are not lists are left out. */
export function parseTablePreview(value: JsonValue): TablePreview | undefined {
  if (!isJsonObject(value)) return undefined;
  const { columns, rows, rowCount } = value;
  if (!Array.isArray(columns) || !Array.isArray(rows)) return undefined;
  return {
    columns: columns.map(String),
    rows: rows.filter((row): row is readonly JsonValue[] => Array.isArray(row)),
    rowCount: typeof rowCount === 'number' ? rowCount : rows.length,
  };
}
