import type { JsonValue } from '@heddle/model';
import { useEffect, useRef, useState } from 'react';
import styles from './ChartFrame.module.css';
import { JsonBlock } from './JsonBlock.js';

/** A chart may grow to this; more would be the description's wish, not the reader's. */
const MOST_HEIGHT = 900;
/** The frame speaks before it has loaded. One that is still silent this long afterwards was refused. */
const SILENT_MS = 2_000;

/**
 * A Vega-Lite chart. Its description comes from generated code: it is drawn in a sandboxed frame of its own origin,
 * with the expression interpreter and without loading anything. The frame is only made when it comes into view.
 */
export function ChartFrame({ specification }: { readonly specification: JsonValue }) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [height, setHeight] = useState(200);
  const [state, setState] = useState<'silent' | 'loaded' | 'ready' | 'refused'>('silent');

  useEffect(() => {
    const listen = (event: MessageEvent) => {
      if (frame.current === null || event.source !== frame.current.contentWindow) return;
      const message = event.data as { ready?: unknown; height?: unknown } | null;
      if (message?.ready === true) {
        setState('ready');
        // The frame's origin is opaque, so it can only be addressed by '*'; what is sent came from it or is for it alone.
        frame.current.contentWindow?.postMessage({ specification }, '*');
      }
      if (typeof message?.height === 'number' && message.height > 0) setHeight(Math.min(MOST_HEIGHT, Math.ceil(message.height)));
    };
    window.addEventListener('message', listen);
    return () => window.removeEventListener('message', listen);
  }, [specification]);

  useEffect(() => {
    if (state !== 'loaded') return undefined;
    const timer = setTimeout(() => setState('refused'), SILENT_MS);
    return () => clearTimeout(timer);
  }, [state]);

  if (state === 'refused') {
    return (
      <div className={styles.refused}>
        <p role="status">The chart could not be drawn: the server does not let this page frame its chart page. This is its description.</p>
        <JsonBlock json={JSON.stringify(specification)} columns={84} />
      </div>
    );
  }
  return (
    <iframe
      ref={frame} className={styles.frame} src="/chart-frame.html" sandbox="allow-scripts" title="Chart displayed by the cell" loading="lazy" style={{ height }}
      referrerPolicy="no-referrer" onLoad={() => setState((before) => (before === 'silent' ? 'loaded' : before))}
    />
  );
}
