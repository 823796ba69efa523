import type { ReactNode } from 'react';
import styles from './Notice.module.css';

/**
 * Stands where content would: nothing here yet, something failed, part is missing. One sentence, and what to do next.
 */
export function Notice({ title, children, tone = 'plain', action }: {
  readonly title: string;
  readonly children?: ReactNode;
  readonly tone?: 'plain' | 'error';
  readonly action?: { readonly label: string; readonly onPress: () => void };
}) {
  return (
    <div className={styles.notice} data-tone={tone} role={tone === 'error' ? 'alert' : 'status'}>
      <p className={styles.title}>{title}</p>
      {children !== undefined && <div className={styles.text}>{children}</div>}
      {action !== undefined && <button type="button" className={styles.action} onClick={action.onPress}>{action.label}</button>}
    </div>
  );
}
