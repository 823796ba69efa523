import type { ReactNode } from 'react';
import styles from './Section.module.css';

/** One titled part of an inspector. */
export function Section({ title, aside, children }: { readonly title: string; readonly aside?: ReactNode; readonly children: ReactNode }) {
  return (
    <section className={styles.section}>
      <h3>{title}{aside !== undefined && <span>{aside}</span>}</h3>
      {children}
    </section>
  );
}

/** Names and values in two columns. Pairs without a value are left out. */
export function Pairs({ pairs, wide = false }: { readonly pairs: readonly (readonly [name: string, value: ReactNode])[]; /** Names are long. */ readonly wide?: boolean }) {
  return (
    <dl className={styles.pairs} data-wide={wide || undefined}>
      {pairs.filter(([, value]) => value !== undefined && value !== null && value !== '').map(([name, value]) => (
        <div key={name}><dt>{name}</dt><dd>{value}</dd></div>
      ))}
    </dl>
  );
}

/** What went wrong, in the words of whoever raised it. */
export function ErrorBlock({ error }: { readonly error: { readonly type: string; readonly message: string; readonly stack?: string } }) {
  return (
    <div className={styles.error}>
      <p><b>{error.type}</b> {error.message}</p>
      {error.stack !== undefined && error.stack !== '' && (
        <details><summary>Stack</summary><pre>{error.stack}</pre></details>
      )}
    </div>
  );
}
