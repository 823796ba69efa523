import type { ReactNode } from 'react';
import styles from './Badge.module.css';

/** A short word about the thing beside it. */
export function Badge({ children, title }: { readonly children: ReactNode; readonly title?: string }) {
  return <span className={styles.badge} title={title}>{children}</span>;
}

/** The language of a piece of source, in two letters. */
export function LanguageBadge({ language }: { readonly language: string }) {
  return <abbr className={styles.language} title={language}>{LETTERS.get(language) ?? language.slice(0, 4).toUpperCase()}</abbr>;
}

const LETTERS: ReadonlyMap<string, string> = new Map([['typescript', 'TS'], ['python', 'PY'], ['shell', 'SH']]);
