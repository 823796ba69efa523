import { useEffect, useRef } from 'react';

/**
 * Listens to keys on the whole page, except while somebody writes in a field or holds a modifier.
 *
 * @param keys - what to do, by `KeyboardEvent.key`; letters in lower case. Return `false` to leave the key to the browser.
 */
export function useKeys(keys: Readonly<Record<string, () => boolean | void>>): void {
  const current = useRef(keys);
  useEffect(() => {
    current.current = keys;
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      const target = event.target instanceof Element ? event.target : undefined;
      if (target?.closest('input, textarea, select, [contenteditable]')) return;
      // A focused button or link keeps the keys that press it.
      if ((event.key === 'Enter' || event.key === ' ') && target?.closest('button, a, summary')) return;
      const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
      if (!Object.hasOwn(current.current, key)) return;
      if (current.current[key]?.() !== false) event.preventDefault();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
}
