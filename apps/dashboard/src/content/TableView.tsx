import type { JsonValue, TablePreview } from '@heddle/model';
import { formatCount } from '../model/format-figures.js';
import styles from './TableView.module.css';

const MOST_ROWS = 50;
const MOST_COLUMNS = 30;

/** The first rows of a table. Figures are set to the right, so that they can be compared. */
export function TableView({ table }: { readonly table: TablePreview }) {
  const columns = table.columns.slice(0, MOST_COLUMNS);
  const rows = table.rows.slice(0, MOST_ROWS);
  const figures = columns.map((_, column) => rows.some((row) => row[column] !== null) && rows.every((row) => row[column] === null || typeof row[column] === 'number'));
  return (
    <div className={styles.scroll}>
      <table className={styles.table}>
        <thead>
          <tr>{columns.map((column, index) => <th key={index} scope="col" data-figure={figures[index] || undefined}>{column}</th>)}</tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>{columns.map((_, column) => <td key={column} data-figure={figures[column] || undefined}>{cellText(row[column])}</td>)}</tr>
          ))}
        </tbody>
      </table>
      {(table.rowCount > rows.length || table.columns.length > columns.length) && (
        <p className={styles.rest}>
          {rows.length} of {formatCount(table.rowCount)} rows{table.columns.length > columns.length ? `, ${columns.length} of ${table.columns.length} columns` : ''}
        </p>
      )}
    </div>
  );
}

function cellText(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return '–';
  return (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 300);
}
