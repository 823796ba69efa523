import type { ReactNode } from 'react';
import styles from './Icon.module.css';

const stroke = { fill: 'none', stroke: 'currentColor', strokeLinecap: 'round', strokeLinejoin: 'round' } as const;

/** Every glyph of the dashboard. A kind has a shape of its own, so that colour is never the only sign. */
const GLYPHS = {
  mark: { box: 20, shape: <><path d="M4 1.5v17M16 1.5v17" {...stroke} strokeWidth={1.6} opacity={0.45} /><path d="M10 1.5v5M10 13.5v5M1.5 10h5.9M12.6 10h5.9" {...stroke} strokeWidth={1.6} /><ellipse cx={10} cy={10} rx={2.6} ry={3.6} {...stroke} strokeWidth={1.6} /></> },
  agent: { box: 16, shape: <><circle cx={8} cy={5.2} r={2.9} fill="currentColor" /><path d="M2.4 14c.4-3 2.6-4.6 5.6-4.6s5.2 1.6 5.6 4.6z" fill="currentColor" /></> },
  llm: { box: 16, shape: <path d="M8 1.2 14.8 8 8 14.8 1.2 8z" fill="currentColor" /> },
  code: { box: 16, shape: <><rect x={1.9} y={1.9} width={12.2} height={12.2} rx={2} {...stroke} strokeWidth={1.6} /><path d="M6.9 5.6 4.6 8l2.3 2.4M9.1 5.6 11.4 8l-2.3 2.4" {...stroke} strokeWidth={1.5} /></> },
  tool: { box: 16, shape: <><path d="M8 1.3 13.8 4.65v6.7L8 14.7 2.2 11.35v-6.7z" {...stroke} strokeWidth={1.7} /><circle cx={8} cy={8} r={2.1} fill="currentColor" /></> },
  guardrail: { box: 16, shape: <path d="M8 1.4 13.6 3.3v4.4c0 3.3-2.2 5.6-5.6 6.9-3.4-1.3-5.6-3.6-5.6-6.9V3.3z" {...stroke} strokeWidth={1.6} /> },
  round: { box: 16, shape: <><circle cx={8} cy={8} r={5.8} {...stroke} strokeWidth={1.7} /><circle cx={8} cy={8} r={1.9} fill="currentColor" /></> },
  other: { box: 16, shape: <path d="M2.5 8h9M8.2 4.4 11.8 8l-3.6 3.6" {...stroke} strokeWidth={1.7} /> },
  user: { box: 16, shape: <><circle cx={8} cy={5.2} r={2.6} {...stroke} strokeWidth={1.5} /><path d="M2.8 13.8c.5-2.7 2.5-4 5.2-4s4.7 1.3 5.2 4" {...stroke} strokeWidth={1.5} /></> },
  ok: { box: 16, shape: <path d="m3.2 8.4 3.2 3.2 6.4-7" {...stroke} strokeWidth={1.9} /> },
  failed: { box: 16, shape: <><circle cx={8} cy={8} r={7} fill="currentColor" /><path d="m5.4 5.4 5.2 5.2m0-5.2-5.2 5.2" stroke="var(--surface)" strokeWidth={1.7} strokeLinecap="round" /></> },
  mixed: { box: 16, shape: <><path d="M8 1.6 15 14H1z" fill="currentColor" stroke="currentColor" strokeLinejoin="round" /><path d="M8 6v3.6M8 11.7v.2" stroke="var(--surface)" strokeWidth={1.7} strokeLinecap="round" /></> },
  running: { box: 16, shape: <><circle cx={8} cy={8} r={5.8} {...stroke} strokeWidth={1.8} opacity={0.25} /><path d="M8 2.2A5.8 5.8 0 0 1 13.8 8" {...stroke} strokeWidth={1.9} /></> },
  todo: { box: 16, shape: <circle cx={8} cy={8} r={5.6} {...stroke} strokeWidth={1.5} strokeDasharray="2 2.4" /> },
  skipped: { box: 16, shape: <><circle cx={8} cy={8} r={5.6} {...stroke} strokeWidth={1.5} /><path d="m4.2 11.8 7.6-7.6" {...stroke} strokeWidth={1.5} /></> },
  right: { box: 16, shape: <path d="m6 3.8 4.2 4.2L6 12.2" {...stroke} strokeWidth={1.7} /> },
  down: { box: 16, shape: <path d="M3.8 6 8 10.2 12.2 6" {...stroke} strokeWidth={1.7} /> },
  search: { box: 16, shape: <><circle cx={7} cy={7} r={4.5} {...stroke} strokeWidth={1.5} /><path d="m10.4 10.4 3.4 3.4" {...stroke} strokeWidth={1.6} /></> },
  sessions: { box: 20, shape: <path d="M3 4.5h14v9.5H9l-3.8 3v-3H3z" {...stroke} strokeWidth={1.5} /> },
  trace: { box: 20, shape: <path d="M3 5h9M6 10h9M9 15h8" {...stroke} strokeWidth={2.2} /> },
  theme: { box: 20, shape: <><circle cx={10} cy={10} r={6.5} {...stroke} strokeWidth={1.5} /><path d="M10 3.5a6.5 6.5 0 0 1 0 13z" fill="currentColor" /></> },
  file: { box: 16, shape: <path d="M3.5 1.8h5.7l3.3 3.3v9.1h-9z M9 1.8v3.5h3.5" {...stroke} strokeWidth={1.4} /> },
  place: { box: 16, shape: <><rect x={2} y={2} width={12} height={12} rx={2.5} {...stroke} strokeWidth={1.5} strokeDasharray="3 2" /><circle cx={8} cy={8} r={2} fill="currentColor" /></> },
  clock: { box: 16, shape: <><circle cx={8} cy={8} r={5.8} {...stroke} strokeWidth={1.5} /><path d="M8 4.8V8l2.2 1.6" {...stroke} strokeWidth={1.5} /></> },
  close: { box: 16, shape: <path d="m4 4 8 8M12 4l-8 8" {...stroke} strokeWidth={1.7} /> },
} satisfies Record<string, { readonly box: number; readonly shape: ReactNode }>;

export type IconName = keyof typeof GLYPHS;

export interface IconProps {
  readonly name: IconName;
  /** What a reader who cannot see the glyph is told. Without it the glyph is decoration. */
  readonly label?: string;
  /** Side in px; default 14. */
  readonly size?: number;
  /** Which colour meaning it takes; default that of the text around it. */
  readonly tone?: string;
}

/** One glyph, in the colour of its tone or of the text around it. */
export function Icon({ name, label, size = 14, tone }: IconProps) {
  const { box, shape } = GLYPHS[name];
  const described = label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label };
  return (
    <svg className={styles.icon} data-tone={tone} data-turning={name === 'running' || undefined} viewBox={`0 0 ${box} ${box}`} width={size} height={size} {...described}>
      {label !== undefined && <title>{label}</title>}
      {shape}
    </svg>
  );
}
