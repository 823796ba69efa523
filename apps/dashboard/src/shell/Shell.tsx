import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { Icon } from '../ui/Icon.js';
import { switchTheme } from '../ui/theme.js';
import { useKeys } from '../ui/use-keys.js';
import styles from './Shell.module.css';

/** What stands around every page: the way home and the theme. */
export function Shell() {
  useKeys({ t: switchTheme });
  const { pathname } = useLocation();
  return (
    <>
      <a className={styles.skip} href="#page">Skip to the page</a>
      <nav className={styles.nav} aria-label="Main">
        <Link to="/" className={styles.mark} aria-label="Heddle, home"><Icon name="mark" size={18} /></Link>
        <Link to="/" className={styles.item} data-here={!pathname.startsWith('/traces') || undefined} title="Sessions" aria-label="Sessions"><Icon name="sessions" size={18} /></Link>
        <button type="button" className={styles.theme} onClick={switchTheme} title="Theme (T)" aria-label="Switch theme"><Icon name="theme" size={18} /></button>
      </nav>
      <div className={styles.page} id="page"><Outlet /></div>
    </>
  );
}
