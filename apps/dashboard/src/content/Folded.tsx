import { useState, type ReactNode } from 'react';
import styles from './Folded.module.css';

/** Shows the beginning of something long, and all of it on demand. */
export function Folded({ long, children }: { readonly long: boolean; readonly children: ReactNode }) {
  const [open, setOpen] = useState(false);
  if (!long) return children;
  return (
    <div className={styles.folded} data-open={open || undefined}>
      <div className={styles.content}>{children}</div>
      <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>{open ? 'Show less' : 'Show all'}</button>
    </div>
  );
}
