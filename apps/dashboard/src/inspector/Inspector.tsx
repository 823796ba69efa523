import type { ReactNode } from 'react';
import { Icon } from '../ui/Icon.js';
import { useKeys } from '../ui/use-keys.js';
import styles from './Inspector.module.css';

/** Opens an inspector with nothing selected where the page is too narrow to show it all the time. */
export function InspectorButton({ label, onPress }: { readonly label: string; readonly onPress: () => void }) {
  return <button type="button" className={styles.open} onClick={onPress}>{label}</button>;
}

/**
 * The quiet column on the right. Where the page is narrow it becomes a sheet that can be closed; without content it takes
 * no room there.
 */
export function Inspector({ label, children, onClose, overlay = false }: {
  readonly label: string;
  readonly children: ReactNode;
  readonly onClose: (() => void) | undefined;
  /** Always a sheet over the page. */
  readonly overlay?: boolean;
}) {
  useKeys({ Escape: () => { if (!onClose) return false; onClose(); return undefined; } });
  return (
    <aside className={styles.inspector} aria-label={label} data-open={onClose !== undefined || undefined} data-overlay={overlay || undefined}>
      {onClose && <button type="button" className={styles.close} onClick={onClose} aria-label="Close"><Icon name="close" /></button>}
      {children}
    </aside>
  );
}
