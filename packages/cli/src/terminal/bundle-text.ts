import { TABLE_MIME_TYPE, isJsonObject, type JsonValue, type MimeBundle } from '@heddle/model';
import stringWidth from 'string-width';
import { ink, plain } from './ink.js';
import { fit, pad } from './fit.js';

const MAX_LINES = 12;
const MAX_COLUMN = 30;
const GAP = 2;

/** What a cell gave or displayed, as lines of text: a table as a table, everything else by its plain form. */
export function bundleText(bundle: MimeBundle, columns: number): readonly string[] {
  const table = bundle[TABLE_MIME_TYPE];
  const lines = table === undefined ? undefined : tableText(table, columns);
  if (lines) return lines;
  const text = bundle['text/plain'];
  return typeof text === 'string' ? boundedLines(text, columns, MAX_LINES) : [];
}

const PICTURES: readonly (readonly [RegExp, string])[] = [
  [/^application\/vnd\.vega/, 'chart'],
  [/^image\//, 'picture'],
  [/^text\/html$/, 'page'],
];

/** What of a bundle a terminal cannot draw, in a word; `undefined` when its text says it all, as a table's does. */
export function bundlePicture(bundle: MimeBundle): string | undefined {
  if (bundle[TABLE_MIME_TYPE] !== undefined) return undefined;
  return PICTURES.find(([type]) => Object.keys(bundle).some((key) => type.test(key)))?.[1];
}

/** The first lines of a text, each cut to the width; what is left out is said. */
export function boundedLines(text: string, columns: number, most: number): readonly string[] {
  const lines = text.trimEnd().split('\n', most + 1);
  if (lines.length === 1 && lines[0] === '') return [];
  // Indentation is part of what a program prints; only the end of a line may go.
  const shown = lines.slice(0, most).map((line) => (stringWidth(plain(line)) <= columns ? plain(line.trimEnd()) : fit(line, columns)));
  return lines.length > most ? [...shown, ink('quiet', '… (the dashboard has all of it)')] : shown;
}

/** The first rows of a table preview; `undefined` when it is none. It came from generated code. */
function tableText(table: JsonValue, columns: number): readonly string[] | undefined {
  if (!isJsonObject(table) || !isList(table['columns']) || !isList(table['rows'])) return undefined;
  const names = table['columns'].slice(0, 20).map(cellText);
  const rows = table['rows'].slice(0, MAX_LINES).map((row) => (isList(row) ? row.slice(0, names.length).map(cellText) : []));
  if (names.length === 0) return undefined;
  const widths = names.map((name, index) => Math.min(MAX_COLUMN, Math.max(1, stringWidth(name), ...rows.map((row) => stringWidth(row[index] ?? '')))));
  const fitting = widths.filter((_, index) => widths.slice(0, index + 1).reduce((sum, width) => sum + width + GAP, 0) <= columns);
  const shown = Math.max(1, fitting.length);
  const numeric = names.map((_, index) => rows.every((row) => /^-?[\d.,]*$/.test(row[index] ?? '')));
  const line = (cells: readonly string[]) => widths.slice(0, shown)
    .map((width, index) => pad(cells[index] ?? '', Math.min(width, columns), numeric[index] ? 'left' : 'right')).join(' '.repeat(GAP)).trimEnd();
  const rowCount = typeof table['rowCount'] === 'number' ? table['rowCount'] : rows.length;
  const left = [
    ...(rowCount > rows.length ? [`${rowCount - rows.length} more rows`] : []),
    ...(names.length > shown ? [`${names.length - shown} more columns`] : []),
  ];
  return [ink('strong', line(names)), ...rows.map(line), ...(left.length > 0 ? [ink('quiet', `… ${left.join(', ')}`)] : [])];
}

function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function cellText(value: JsonValue): string {
  return plain(typeof value === 'string' ? value.slice(0, 200) : value === null ? '' : JSON.stringify(value).slice(0, 200)).replaceAll(/\s+/g, ' ');
}
