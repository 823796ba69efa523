import type { JsonValue } from '@heddle/model';
import { useEffect, useRef, useState } from 'react';
import styles from './ChartFrame.module.css';

/** A chart may grow to this; more would be the description's wish, not the reader's. */
const MOST_HEIGHT = 900;

/**
 * A Vega-Lite chart. Its description comes from generated code: it is drawn in a sandboxed frame of its own origin,
 * with the expression interpreter and without loading anything. The frame is only made when it comes into view.
 */
export function ChartFrame({ specification }: { readonly specification: JsonValue }) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [height, setHeight] = useState(200);

  useEffect(() => {
    const listen = (event: MessageEvent) => {
      if (frame.current === null || event.source !== frame.current.contentWindow) return;
      const message = event.data as { ready?: unknown; height?: unknown } | null;
      // The frame's origin is opaque, so it can only be addressed by '*'; what is sent came from it or is for it alone.
      if (message?.ready === true) frame.current.contentWindow?.postMessage({ specification }, '*');
      if (typeof message?.height === 'number' && message.height > 0) setHeight(Math.min(MOST_HEIGHT, Math.ceil(message.height)));
    };
    window.addEventListener('message', listen);
    return () => window.removeEventListener('message', listen);
  }, [specification]);

  return <iframe ref={frame} className={styles.frame} src="/chart-frame.html" sandbox="allow-scripts" title="Chart displayed by the cell" loading="lazy" style={{ height }} referrerPolicy="no-referrer" />;
}
