import type { ReactNode } from 'react';
import styles from './Facts.module.css';

/** One line of figures: the value first and darker, its label after it. */
export function Facts({ children }: { readonly children: ReactNode }) {
  return <p className={styles.facts}>{children}</p>;
}

export function Fact({ value, label, tone, title }: {
  readonly value: ReactNode;
  readonly label?: ReactNode;
  readonly tone?: 'error' | 'running' | undefined;
  readonly title?: string | undefined;
}) {
  return (
    <span className={styles.fact} data-tone={tone} title={title}>
      <b>{value}</b>
      {label !== undefined && <> {label}</>}
    </span>
  );
}
