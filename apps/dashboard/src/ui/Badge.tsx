import type { ReactNode } from 'react';
import styles from './Badge.module.css';

/** A short word about the thing beside it. */
export function Badge({ children, title }: { readonly children: ReactNode; readonly title?: string }) {
  return <span className={styles.badge} title={title}>{children}</span>;
}

/** The language of a piece of source, in two letters. */
export function LanguageBadge({ language }: { readonly language: string }) {
  return <abbr className={styles.language} title={language}>{language === 'typescript' ? 'TS' : language === 'python' ? 'PY' : language.slice(0, 4).toUpperCase()}</abbr>;
}
