import type { ReactNode } from 'react';
import styles from './TopBar.module.css';

/** The bar at the top of a page: where one is on the left, what one can do on the right. */
export function TopBar({ children, actions }: { readonly children: ReactNode; readonly actions?: ReactNode }) {
  return (
    <header className={styles.top}>
      <div className={styles.left}>{children}</div>
      {actions !== undefined && <div className={styles.right}>{actions}</div>}
    </header>
  );
}

/** Steps from the list to this page. The last one is where one is. */
export function Crumbs({ children }: { readonly children: readonly ReactNode[] }) {
  const steps = children.filter((step) => step !== undefined && step !== null && step !== false);
  return (
    <nav aria-label="Where you are">
      <ol className={styles.crumbs}>
        {steps.map((step, index) => <li key={index} aria-current={index === steps.length - 1 ? 'page' : undefined}>{step}</li>)}
      </ol>
    </nav>
  );
}
