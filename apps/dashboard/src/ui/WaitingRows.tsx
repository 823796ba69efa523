import styles from './WaitingRows.module.css';

/** Rows at their final height while the first answer is on its way. They do not move. */
export function WaitingRows({ rows, label, height = 26 }: { readonly rows: number; readonly label: string; readonly height?: number }) {
  return (
    <div role="status" aria-label={label} className={styles.rows}>
      {Array.from({ length: rows }, (_, row) => (
        <span key={row} style={{ height, '--width': `${35 + ((row * 37) % 45)}%` } as React.CSSProperties} />
      ))}
    </div>
  );
}
