import { trackSegments } from '../model/track-segments.js';
import type { Call } from '../model/transcript.js';
import styles from './Track.module.css';

/** Calls on the time scale of their cell: where a bar stands says when, its length says how long. */
export function Track({ calls, endMs, density = 'row' }: { readonly calls: readonly Call[]; readonly endMs: number; readonly density?: 'row' | 'inner' | 'compact' }) {
  return (
    <span className={styles.track} data-density={density} aria-hidden="true">
      {trackSegments(calls, endMs).map((segment, index) => (
        <i key={index} data-state={segment.state} style={{ left: percent(segment.start), width: percent(segment.width) }} />
      ))}
    </span>
  );
}

function percent(share: number): string {
  return `${(share * 100).toFixed(3)}%`;
}
