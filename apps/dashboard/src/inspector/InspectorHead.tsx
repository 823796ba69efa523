import type { ReactNode } from 'react';
import { Icon, type IconName } from '../ui/Icon.js';
import styles from './InspectorHead.module.css';

/** What is inspected: its kind, its name, its figures. */
export function InspectorHead({ icon, label, name, children }: { readonly icon: IconName; readonly label: string; readonly name: string; readonly children: ReactNode }) {
  return (
    <header className={styles.head}>
      <p className={styles.label}>{label}</p>
      <h2><Icon name={icon} tone={icon} size={15} /><span>{name}</span></h2>
      {children}
    </header>
  );
}
